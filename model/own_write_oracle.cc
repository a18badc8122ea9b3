#include "model/own_write_oracle.h"

#include <algorithm>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "model/contested.h"

namespace dio {
namespace {

using checker::Executor;

// Whether all that the write has put into the cache is there for good. A write
// that grows the file is left out: its end depends on who else does.
bool IsCertain(Machine& machine, const IoSpec& io) {
  if (io.op != ReqOp::kWrite || !io.flags.buffered || io.async) return false;
  const Workload& workload = machine.workload();
  const FileSpec& file = workload.files[io.file];
  const uint32_t size = file.size.value_or(workload.devices[file.device].bytes);
  return machine.record(io.index).completions == 1 &&
         io.file_offset + io.bytes() <= size && !Contested(workload, io);
}

// Not to be had back: the file's error says so.
bool MappingError(Machine& machine, const IoSpec& io, uint32_t offset) {
  const PageCache& cache = *machine.file(io.file).cache;
  return (cache.PeekMarks(offset / cache.page_bytes()) &
          PageCache::kMappingError) != 0;
}

void CheckRead(Machine& machine, const IoSpec& write, const IoSpec& read) {
  const IoRecord& wrote = machine.record(write.index);
  const IoRecord& saw = machine.record(read.index);
  if (read.file != write.file || saw.completions != 1) return;
  const int64_t end =
      std::min(write.file_offset + wrote.result, read.file_offset + saw.result);
  for (uint32_t at = std::max(write.file_offset, read.file_offset); at < end;
       ++at) {
    const uint32_t from = at - write.file_offset;
    const uint32_t to = at - read.file_offset;
    if (!saw.known[to] || !wrote.known[from] ||
        saw.data[to] == wrote.data[from] || MappingError(machine, write, at))
      continue;
    return Executor::Current().Report(
        {.kind = "stale_read",
         .oracle = "own_write",
         .object = machine.buffer(read.segments[0].buffer).memory().id(),
         .blame = "kernel",
         .row = saw.suspect()},
        [&] {
          return absl::StrCat(
              "a read returns ", absl::Hex(saw.data[to], absl::kZeroPad2),
              " at ", at, " of the file, where the same task has written ",
              absl::Hex(wrote.data[from], absl::kZeroPad2), " before");
        });
  }
}

}  // namespace

void CheckOwnWrites(Machine& machine) {
  for (const TaskSpec& task : machine.workload().tasks) {
    for (auto later = task.operations.begin(); later != task.operations.end();
         ++later) {
      const auto* const read = std::get_if<IoSpec>(&*later);
      if (read == nullptr || read->op != ReqOp::kRead) continue;
      for (auto earlier = task.operations.begin(); earlier != later;
           ++earlier) {
        const auto* const write = std::get_if<IoSpec>(&*earlier);
        if (write != nullptr && IsCertain(machine, *write))
          CheckRead(machine, *write, *read);
      }
    }
  }
}

}  // namespace dio
