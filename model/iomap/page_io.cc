#include "model/iomap/page_io.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "checker/sync/wait_queue.h"

namespace dio {
namespace {

using checker::Executor;

template <typename T, typename... Args>
T& InArena(Args&&... args) {
  return *new (Executor::Current().arena().Allocate(sizeof(T), alignof(T)))
      T(std::forward<Args>(args)...);
}

void EndPageIo(Bio& bio) {
  static_cast<checker::Completion*>(bio.bi_private)->Complete();
}

// submit_bio_wait(): `page` is the bio's memory. For the caller it is part of
// his step.
void DoBio(BlockDevice& device, ReqOp op, uint64_t address,
           checker::Bytes& page) {
  const char* const step = Executor::Current().operation().label;
  const absl::Span<BioVec> io_vec =
      Executor::Current().arena().AllocateArray<BioVec>(1);
  io_vec[0] = {.memory = &page,
               .offset = 0,
               .length = page.size(),
               .granule = page.size()};
  auto& bio =
      *checker::Heap::New<Bio>("page_bio", op, address, io_vec,
                               InArena<IoRecord>(), Promise{.stable = true});
  bio.bi_bdev = &device;
  bio.bi_size = page.size();
  auto& done = InArena<checker::Completion>("page_bio.done");
  bio.bi_private = &done;
  bio.bi_end_io = &EndPageIo;
  auto& current = InArena<TaskStruct>("page_io.state", std::nullopt);
  BlkPlug plug;
  blk_start_plug(plug, current);
  device.submit_bio(bio, current);
  blk_finish_plug(plug, current);
  done.Wait();
  checker::Heap::Delete(&bio);
  checker::SetStepLabel(step);
}

checker::Bytes& Page(uint32_t bytes) {
  return InArena<checker::Bytes>("page_io", bytes, bytes);
}

}  // namespace

void ReadPage(BlockDevice& device, uint64_t address, absl::Span<uint8_t> out) {
  if (device.spec().legs.empty())
    return device.medium().data.Sample(static_cast<uint32_t>(address), out);
  checker::Bytes& page = Page(static_cast<uint32_t>(out.size()));
  DoBio(device, ReqOp::kRead, address, page);
  std::copy_n(page.Peek().begin(), out.size(), out.begin());
}

void WritePage(BlockDevice& device, uint64_t address,
               absl::Span<const uint8_t> data) {
  if (device.spec().legs.empty()) return device.medium().Write(address, data);
  checker::Bytes& page = Page(static_cast<uint32_t>(data.size()));
  std::copy(data.begin(), data.end(), page.Poke().begin());
  page.ShowPoked();
  DoBio(device, ReqOp::kWrite, address, page);
}

}  // namespace dio
