#include "model/durability_oracle.h"

#include <algorithm>
#include <string>

#include "checker/runtime/executor.h"
#include "model/contested.h"

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
  for (uint32_t at = 0; at < done;) {
    const Stretch stretch = inode.extents.Peek(io.file_offset + at, done - at);
    const absl::Span<const uint8_t> written =
        record.data.subspan(at, stretch.length);
    at += stretch.length;
    const bool known =
        std::all_of(record.known.begin() + (at - stretch.length),
                    record.known.begin() + at, [](bool is) { return is; });
    if (known && stretch.type == ExtentType::kMapped &&
        inode.device.IsDurable(stretch.address, written))
      continue;
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
