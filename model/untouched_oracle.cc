#include "model/untouched_oracle.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"

namespace dio {
namespace {

using checker::Executor;

const uint8_t* FindOther(absl::Span<const uint8_t> bytes, uint8_t value) {
  // Every execution ends with this, and nearly every time all are alike.
  if (bytes.empty() ||
      (bytes[0] == value &&
       std::memcmp(&bytes[0], &bytes[0] + 1, bytes.size() - 1) == 0))
    return bytes.end();
  return std::find_if(bytes.begin(), bytes.end(),
                      [value](uint8_t byte) { return byte != value; });
}

std::string OtherText(uint8_t byte, uint32_t at, uint8_t value) {
  return absl::StrCat(absl::Hex(byte, absl::kZeroPad2), " at ", at,
                      " of the file, where ", absl::Hex(value, absl::kZeroPad2),
                      " was, and nobody writes");
}

// Not to be had back: the caller of a write knows.
bool MappingError(const Inode& inode, uint32_t offset) {
  return inode.cache.has_value() && offset < inode.cache->size() &&
         (inode.cache->PeekMarks(offset / inode.cache->page_bytes()) &
          PageCache::kMappingError) != 0;
}

void CheckFile(Machine& machine, size_t file, const UntouchedRange& range) {
  const Inode& inode = machine.file(file);
  const uint32_t block = inode.device.logical_block_bytes();
  const uint32_t end = std::min(range.offset + range.bytes, inode.PeekSize());
  for (uint32_t at = range.offset; at < end;) {
    const uint32_t length = std::min(block - at % block, end - at);
    const absl::Span<const uint8_t> now = machine.FileBytes(file, at, length);
    const uint8_t* const other = FindOther(now, range.value);
    if (other != now.end() && !MappingError(inode, at)) {
      const auto place = at + static_cast<uint32_t>(other - now.begin());
      return Executor::Current().Report(
          {.kind = "untouched_changed",
           .oracle = "untouched",
           .object = checker::kNoObject,
           .blame = "kernel"},
          [&] {
            return absl::StrCat("there is ",
                                OtherText(*other, place, range.value));
          });
    }
    at += length;
  }
}

void CheckRead(Machine& machine, const IoRecord& record,
               const UntouchedRange& range) {
  const IoSpec& io = *record.spec;
  const uint32_t begin = std::max(io.file_offset, range.offset);
  const uint32_t end =
      std::min({io.file_offset + static_cast<uint32_t>(record.result),
                io.file_offset + static_cast<uint32_t>(record.data.size()),
                range.offset + range.bytes});
  if (begin >= end) return;
  const absl::Span<const uint8_t> data =
      record.data.subspan(begin - io.file_offset, end - begin);
  if (FindOther(data, range.value) == data.end()) return;
  for (uint32_t at = begin; at < end; ++at) {
    const uint8_t byte = data[at - begin];
    if (!record.known[at - io.file_offset] || byte == range.value ||
        MappingError(machine.file(io.file), at))
      continue;
    return Executor::Current().Report(
        {.kind = "stale_read",
         .oracle = "untouched",
         .object = machine.buffer(io.segments[0].buffer).memory().id(),
         .blame = "kernel",
         .row = record.suspect()},
        [&] {
          return absl::StrCat("a read returns ",
                              OtherText(byte, at, range.value));
        });
  }
}

}  // namespace

void CheckUntouched(Machine& machine) {
  const Workload& workload = machine.workload();
  for (size_t file = 0; file < workload.files.size(); ++file) {
    for (const UntouchedRange& range : workload.file_needs[file].untouched)
      CheckFile(machine, file, range);
  }
  for (size_t i = 0; i < machine.record_count(); ++i) {
    const IoRecord& record = machine.record(i);
    if (record.spec->op != ReqOp::kRead || record.completions != 1 ||
        record.result <= 0)
      continue;
    for (const UntouchedRange& range :
         workload.file_needs[record.spec->file].untouched)
      CheckRead(machine, record, range);
  }
}

}  // namespace dio
