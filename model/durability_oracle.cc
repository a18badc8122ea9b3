#include "model/durability_oracle.h"

#include <algorithm>
#include <string>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "model/contested.h"
#include "model/lost_to_cache.h"

namespace dio {

using checker::Executor;

namespace {

// Whether what is not durable of the stretch, which begins at `begin` of the
// call, is not there at all any more, and legally so.
bool TakenAway(Machine& machine, const IoRecord& record, uint32_t begin,
               const Stretch& stretch) {
  BlockDevice& device = machine.file(record.spec->file).device;
  const uint32_t block = device.logical_block_bytes();
  for (uint32_t at = 0; at < stretch.length;) {
    const uint64_t address = stretch.address + at;
    const auto in_block = static_cast<uint32_t>(address % block);
    const uint32_t length = std::min(stretch.length - at, block - in_block);
    const absl::Span<const uint8_t> written =
        record.data.subspan(begin + at, length);
    const bool there = stretch.type == ExtentType::kMapped &&
                       device.Content(address, length) == written;
    if (there ? !device.IsDurable(address, written)
              : !LostToCache(machine, *record.spec, begin + at))
      return false;
    at += length;
  }
  return true;
}

}  // namespace

void CheckDurable(Machine& machine, const IoRecord& record) {
  const IoSpec& io = *record.spec;
  Inode& inode = machine.file(io.file);
  if (io.op != ReqOp::kWrite || record.result <= 0 ||
      !inode.device.write_cache() || Contested(machine.workload(), io))
    return;
  // A power cut could come here: the oracle's own look, announced as such.
  machine.kernel().At(KernelStep::kFlush);
  const checker::TsanIgnore ignore;
  const auto done = static_cast<uint32_t>(record.result);
  for (uint32_t at = 0; at < done;) {
    const Stretch stretch = inode.extents.Peek(io.file_offset + at, done - at);
    const uint32_t begin = at;
    at += stretch.length;
    const bool known =
        std::all_of(record.known.begin() + begin, record.known.begin() + at,
                    [](bool is) { return is; });
    if (known && stretch.type == ExtentType::kMapped &&
        inode.device.IsDurable(stretch.address,
                               record.data.subspan(begin, stretch.length)))
      continue;
    if (known && TakenAway(machine, record, begin, stretch)) continue;
    Executor::Current().Report(
        {.kind = "data_not_durable",
         .oracle = "durability",
         .object = machine.buffer(io.segments[0].buffer).memory().id(),
         .blame = "kernel"},
        [] {
          return std::string(
              "the caller was told that his data is on stable storage, but a "
              "loss of power would take it");
        });
    return;
  }
}

}  // namespace dio
