#include "model/iomap/page_io.h"

#include <algorithm>
#include <optional>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"
#include "model/in_arena.h"

namespace dio {
namespace {

using checker::Executor;

void EndPageIo(Bio& bio) {
  static_cast<checker::Completion*>(bio.bi_private)->Complete();
}

// submit_bio_wait(), of one vector. For the caller it is part of his step.
BlkStatus DoBio(BlockDevice& device, ReqOp op, uint64_t address,
                const BioVec& vec, const Promise& promise) {
  const char* const step = Executor::Current().operation().label;
  const absl::Span<BioVec> io_vec =
      Executor::Current().arena().AllocateArray<BioVec>(1);
  io_vec[0] = vec;
  auto& bio = *checker::Heap::New<Bio>("page_bio", op, address, io_vec,
                                       InArena<IoRecord>(), promise);
  bio.bi_bdev = &device;
  bio.bi_size = vec.length;
  auto& done = InArena<checker::Completion>("page_bio.done");
  bio.bi_private = &done;
  bio.bi_end_io = &EndPageIo;
  auto& current = InArena<TaskStruct>("page_io.state", std::nullopt);
  BlkPlug plug;
  blk_start_plug(plug, current);
  device.submit_bio(bio, current);
  blk_finish_plug(plug, current);
  done.Wait();
  const BlkStatus status = bio.bi_status.Load(std::memory_order_relaxed);
  checker::Heap::Delete(&bio);
  checker::SetStepLabel(step);
  return status;
}

// Of a page of the caller's own.
void DoStableBio(BlockDevice& device, ReqOp op, uint64_t address,
                 checker::Bytes& page) {
  DoBio(device, op, address,
        {.memory = &page, .length = page.size(), .granule = page.size()},
        {.stable = true});
}

checker::Bytes& Page(uint32_t bytes) {
  return InArena<checker::Bytes>("page_io", bytes, bytes);
}

}  // namespace

void ReadPage(BlockDevice& device, uint64_t address, absl::Span<uint8_t> out) {
  if (device.spec().legs.empty())
    return device.medium().data.Sample(static_cast<uint32_t>(address), out);
  checker::Bytes& page = Page(static_cast<uint32_t>(out.size()));
  DoStableBio(device, ReqOp::kRead, address, page);
  std::copy_n(page.Peek().begin(), out.size(), out.begin());
}

void WritePage(BlockDevice& device, uint64_t address,
               absl::Span<const uint8_t> data) {
  if (device.spec().legs.empty()) return device.medium().Write(address, data);
  checker::Bytes& page = Page(static_cast<uint32_t>(data.size()));
  std::copy(data.begin(), data.end(), page.Poke().begin());
  page.ShowPoked();
  DoStableBio(device, ReqOp::kWrite, address, page);
}

int WriteUnstablePage(BlockDevice& device, uint64_t address,
                      const BioVec& memory) {
  return blk_status_to_errno(
      DoBio(device, ReqOp::kWrite, address, memory, {.stable = false}));
}

}  // namespace dio
