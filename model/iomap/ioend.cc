#include "model/iomap/ioend.h"

#include "model/iomap/dio.h"
#include "model/kernel.h"

namespace dio {
namespace {

// In kintegrityd, or in the interrupt if there was nothing to verify.
void xfs_end_bio(Bio& bio) {
  Kernel& kernel = static_cast<IomapDio*>(bio.bi_private)->kernel;
  kernel.At(KernelStep::kQueueIoend);
  kernel.ioend->Queue([&kernel, &bio] {
    kernel.At(KernelStep::kIoend);
    iomap_dio_bio_end_io(bio);
  });
}

}  // namespace

void InitIoend(Bio& bio) { bio.bi_end_io = &xfs_end_bio; }

}  // namespace dio
