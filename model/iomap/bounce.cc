#include "model/iomap/bounce.h"

#include <algorithm>

#include "checker/runtime/executor.h"
#include "model/iomap/dio.h"

namespace dio {
namespace {

// Calls visit(io_offset, buffer_offset, length) for each chunk of user memory
// under the I/O.
template <typename Visit>
void ForEachChunk(const UserBuffer& buffer, uint32_t buffer_offset,
                  uint32_t bytes, Visit visit) {
  for (uint32_t at = 0; at < bytes;) {
    const uint32_t length =
        std::min(buffer.chunk_bytes - (buffer_offset + at) % buffer.chunk_bytes,
                 bytes - at);
    visit(at, buffer_offset + at, length);
    at += length;
  }
}

}  // namespace

void bio_iov_iter_bounce_write(Kernel& kernel, Bio& bio, const Iocb& iocb) {
  kernel.At(KernelStep::kBounceWriteCopy);
  // Nobody else knows the folio yet, so to write it is no operation.
  const absl::Span<uint8_t> to = bio.bounce->data.Poke();
  ForEachChunk(iocb.buffer, iocb.buffer_offset, iocb.bytes,
               [&](uint32_t at, uint32_t offset, uint32_t length) {
                 iocb.buffer.memory.Sample(offset, to.subspan(at, length));
               });
  std::copy(to.begin(), to.end(), bio.data.begin());
}

void bio_iov_iter_bounce_read(Kernel& kernel, Bio& bio, const Iocb& iocb) {
  kernel.At(KernelStep::kBounceReadAllocate);
  iocb.buffer.pin();
  bio.pinned = &iocb.buffer;
  bio.pinned_offset = iocb.buffer_offset;
}

void bio_iov_iter_unbounce_read(Kernel& kernel, Bio& bio) {
  const auto& dio = *static_cast<const IomapDio*>(bio.bi_private);
  kernel.At(KernelStep::kCopyBack);
  if (dio.error.Load() == 0) {
    const absl::Span<uint8_t> data =
        checker::Executor::Current().arena().AllocateArray<uint8_t>(bio.size());
    bio.bounce->data.Sample(0, data);
    ForEachChunk(*bio.pinned, bio.pinned_offset, bio.size(),
                 [&](uint32_t at, uint32_t offset, uint32_t length) {
                   bio.pinned->memory.Fill(offset, data.subspan(at, length));
                 });
    bio.pinned->set_dirty();
  }
  bio.pinned->unpin();
}

}  // namespace dio
