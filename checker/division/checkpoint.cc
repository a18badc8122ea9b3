#include "checker/division/checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "checker/runtime/digest.h"
#include "checker/schedule/whole_file.h"

namespace checker {
namespace {

// The first line; then 16 digits for what follows, and a line feed.
constexpr absl::string_view kHeader = "diorace checkpoint 1\n";
constexpr size_t kSumDigits = 16;
constexpr size_t kAnySize = std::numeric_limits<size_t>::max();
constexpr uint64_t kNoDigest = 0;

// Eight bytes at a time: programs and checkpoints are large.
uint64_t SumOf(absl::string_view bytes) {
  uint64_t sum = bytes.size();
  for (size_t i = 0; i < bytes.size(); i += 8) {
    uint64_t word = 0;
    for (size_t k = i; k < std::min(i + 8, bytes.size()); ++k)
      word = word << 8 | static_cast<unsigned char>(bytes[k]);
    sum = Combine(sum, word);
  }
  return sum;
}

absl::Status Refuse(const std::string& file, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", why));
}

}  // namespace

uint64_t ProgramDigest() {
  static const uint64_t kDigest = [] {
    const absl::StatusOr<std::string> program =
        ReadFile("/proc/self/exe", kAnySize);
    return program.ok() ? SumOf(*program) : kNoDigest;
  }();
  return kDigest;
}

absl::Status WriteCheckpoint(const std::string& file,
                             const SavedSearch& saved) {
  if (ProgramDigest() == kNoDigest) {
    return Refuse(file,
                  "no checkpoint can be written: /proc/self/exe cannot be "
                  "read, so nothing tells one build of diorace from another");
  }
  std::string bytes;
  if (!saved.SerializeToString(&bytes)) {
    return Refuse(file, "there is more to save than a file takes (2 GiB)");
  }
  return WriteFileAtomically(
      file,
      absl::StrCat(kHeader, absl::Hex(SumOf(bytes), absl::kZeroPad16), "\n",
                   bytes),
      /*durable=*/true);
}

bool MayBecomeCheckpoint(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return true;
  const absl::StatusOr<std::string> start = ReadFile(file, kHeader.size());
  // What cannot be read may be anything.
  return start.ok() && (start->empty() || absl::StartsWith(*start, kHeader));
}

absl::StatusOr<SavedSearch> ReadCheckpoint(const std::string& file,
                                           const std::string& subject,
                                           uint64_t settings) {
  const absl::StatusOr<std::string> contents = ReadFile(file, kAnySize);
  if (!contents.ok()) return contents.status();
  absl::string_view rest = *contents;
  if (!absl::ConsumePrefix(&rest, kHeader))
    return Refuse(file, "this is no checkpoint of this version of diorace");
  const absl::string_view sum = rest.substr(0, kSumDigits);
  rest.remove_prefix(std::min(rest.size(), kSumDigits + 1));
  SavedSearch saved;
  if (sum != absl::StrCat(absl::Hex(SumOf(rest), absl::kZeroPad16)) ||
      !saved.ParseFromArray(rest.data(), static_cast<int>(rest.size())))
    return Refuse(file, "the checkpoint is damaged");
  if (saved.subject() != subject) {
    return Refuse(file, absl::StrCat("this is a checkpoint of ",
                                     absl::CHexEscape(saved.subject()),
                                     ", not of ", subject));
  }
  if (saved.program() != ProgramDigest()) {
    return Refuse(file,
                  "the checkpoint was written by another build of diorace; "
                  "what that has explored says nothing about this one");
  }
  if (saved.settings() != settings) {
    return Refuse(
        file, absl::StrCat("the checkpoint is of another version of ", subject,
                           ", or of a run with other flags (--shard, "
                           "--jobs, --dpor, --set, bounds)"));
  }
  return saved;
}

}  // namespace checker
