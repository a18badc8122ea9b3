#include "checker/sync/bytes.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/step.h"
#include "checker/runtime/tsan.h"

namespace checker {

Bytes::Bytes(const Name& name, uint32_t size, uint32_t granule)
    : Object(name), size_(size), granule_(granule) {
  const TsanIgnore ignore;
  Arena& arena = Executor::Current().arena();
  const size_t granules = (size + granule - 1) / granule;
  bytes_ =
      static_cast<uint8_t*>(arena.Allocate(size, alignof(std::max_align_t)));
  std::memset(bytes_, 0, size);
  last_fill_ = static_cast<Operation*>(
      arena.Allocate(granules * sizeof(Operation), alignof(Operation)));
  std::uninitialized_default_construct_n(last_fill_, granules);
  ShowPoked();
}

void Bytes::ShowPoked() const {
  if (size_ > 0) Holds([this] { return ByteContents(Peek()); });
}

void Bytes::Sample(uint32_t offset, absl::Span<uint8_t> out,
                   Location location) const {
  const auto end = static_cast<uint32_t>(offset + out.size());
  const Step step(*this, OpKind::kSample, location, {.range = {offset, end}});
  std::memcpy(out.data(), bytes_ + offset, out.size());
  TsanWrite(out.data(), out.size());
  if (step.executor().observing()) step.Show(BytesText(out));
}

void Bytes::Fill(uint32_t offset, absl::Span<const uint8_t> data,
                 Location location) {
  const auto end = static_cast<uint32_t>(offset + data.size());
  const Step step(*this, OpKind::kFill, location, {.range = {offset, end}});
  if (!step.performed() || data.empty()) return;
  std::memcpy(bytes_ + offset, data.data(), data.size());
  TsanRead(data.data(), data.size());
  std::fill(last_fill_ + offset / granule_,
            last_fill_ + (end - 1) / granule_ + 1, step.operation());
  if (step.executor().observing()) step.Show(BytesText(data));
  step.Leaves([this] { return Digest(Peek()); },
              [this] { return ByteContents(Peek()); });
}

std::string BytesText(absl::Span<const uint8_t> bytes) {
  constexpr int kMaxRuns = 4;
  std::string text;
  int runs = 0;
  for (size_t i = 0; i < bytes.size(); ++runs) {
    if (runs == kMaxRuns) return absl::StrCat(text, " …");
    size_t end = i + 1;
    while (end < bytes.size() && bytes[end] == bytes[i]) ++end;
    absl::StrAppend(&text, runs == 0 ? "" : " ",
                    absl::Hex(bytes[i], absl::kZeroPad2));
    if (end - i > 1) absl::StrAppend(&text, "×", end - i);
    i = end;
  }
  return text;
}

}  // namespace checker
