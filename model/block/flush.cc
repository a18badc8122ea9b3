#include "model/block/flush.h"

#include <new>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/wait_queue.h"

namespace dio {

using checker::Executor;

void blkdev_issue_flush(BlockDevice& device) {
  if (!device.write_cache()) return;
  checker::Arena& arena = Executor::Current().arena();
  auto& nobody =
      *new (arena.Allocate(sizeof(IoRecord), alignof(IoRecord))) IoRecord;
  Bio& bio = *checker::Heap::New<Bio>("flush_bio", ReqOp::kWrite, uint64_t{0},
                                      absl::Span<BioVec>(), nobody,
                                      Promise{.stable = true, .race = ""});
  bio.preflush = true;
  auto& done = *new (
      arena.Allocate(sizeof(checker::Completion), alignof(checker::Completion)))
                   checker::Completion("flush_done");
  bio.bi_private = &done;
  bio.bi_end_io = [](Bio& ended) {
    static_cast<checker::Completion*>(ended.bi_private)->Complete();
  };
  device.submit_flush(bio);
  done.Wait();
  checker::Heap::Delete(&bio);
}

}  // namespace dio
