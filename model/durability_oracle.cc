#include "model/durability_oracle.h"

#include <algorithm>
#include <string>

#include "checker/runtime/executor.h"
#include "model/contested.h"
#include "model/lost_to_cache.h"

namespace dio {

using checker::Executor;

void CheckDurable(Machine& machine, const IoRecord& record) {
  const IoSpec& io = *record.spec;
  Inode& inode = machine.file(io.file);
  if (io.op != ReqOp::kWrite || record.result <= 0 ||
      !inode.device.write_cache() || Contested(machine.workload(), io))
    return;
  // A power cut could come here: the oracle's own look, announced as such.
  machine.kernel().At(KernelStep::kFlush);
  const auto done = static_cast<uint32_t>(record.result);
  const uint32_t block = inode.device.logical_block_bytes();
  for (uint32_t at = 0; at < done;) {
    const uint32_t offset = io.file_offset + at;
    const Stretch stretch =
        inode.extents.Peek(offset, std::min(done - at, block - offset % block));
    const uint32_t begin = at;
    at += stretch.length;
    const bool known =
        std::all_of(record.known.begin() + begin, record.known.begin() + at,
                    [](bool is) { return is; });
    if (known && stretch.type == ExtentType::kMapped &&
        inode.device.IsDurable(stretch.address,
                               record.data.subspan(begin, stretch.length)))
      continue;
    if (LostToCache(machine, io, begin)) continue;
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
