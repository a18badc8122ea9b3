#include "model/iocb.h"

#include "checker/sync/heap.h"
#include "model/mutation.h"

namespace dio {

void ki_complete(Iocb& iocb, int64_t result) {
  iocb.record.result = result;
  ++iocb.record.completions;
  checker::Completion* const done = iocb.done;
  checker::Heap::Delete(&iocb);
  if (!Mutated(Mutation::kCompletionNotSignalled)) done->Complete();
}

}  // namespace dio
