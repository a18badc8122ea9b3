#include "model/iomap/dio_iter.h"

#include <algorithm>
#include <cerrno>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/block/bio_dirty.h"
#include "model/block/fs_integrity.h"
#include "model/iomap/bounce.h"
#include "model/iomap/dio.h"
#include "model/iomap/extract.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// Counts bytes that are on their way, or there already. `error` if there are
// none.
int64_t Accept(IomapDio& dio, uint32_t bytes, int error) {
  if (bytes == 0) return error;
  if (Mutated(Mutation::kSizeNotCounted)) return bytes;
  dio.submitted += bytes;
  dio.kernel.At(KernelStep::kDioSize);
  dio.size.Write(dio.submitted);
  return bytes;
}

// A hole reads as zeros, without a bio.
int64_t ZeroUser(IomapDio& dio, const Iomap& iomap) {
  IovIter& iter = dio.iocb.iter;
  dio.kernel.At(KernelStep::kZeroUser);
  const uint32_t bytes = std::min(iomap.length, iter.count());
  for (uint32_t done = 0; done < bytes;) {
    const IovIter::Place place = iter.place();
    UserBuffer& buffer = *place.buffer;
    if (!buffer.mapped(place.offset)) {
      dio.iocb.record.Excuse(-EFAULT);
      return Accept(dio, done, -EFAULT);
    }
    const uint32_t chunk = buffer.chunk_bytes();
    const uint32_t length =
        std::min({bytes - done, place.bytes,
                  chunk - (buffer.base() + place.offset) % chunk});
    const absl::Span<uint8_t> zeros =
        Executor::Current().arena().AllocateArray<uint8_t>(length);
    if (!Mutated(Mutation::kHoleNotZeroed)) buffer.Store(place.offset, zeros);
    dio.iocb.record.Moved(iter.consumed(), zeros);
    iter.Advance(length);
    done += length;
  }
  return Accept(dio, bytes, 0);
}

// The bios of an extent.
class ExtentBios {
 public:
  ExtentBios(IomapDio& dio, const Iomap& iomap, uint32_t pos)
      : dio_(dio),
        kernel_(dio.kernel),
        iter_(dio.iocb.iter),
        iomap_(iomap),
        pos_(pos) {}

  // Bytes, or -errno if there are none.
  int64_t DoBios() {
    const uint32_t length = std::min(iomap_.length, iter_.count());
    if (pos_ % BlockBytes() != 0 || length % BlockBytes() != 0) {
      dio_.iocb.record.Excuse(-EINVAL);
      return -EINVAL;
    }
    if (dio_.write()) TakeMappingFlags();

    const uint32_t before = iter_.count();
    iter_.Truncate(length);
    const uint32_t block = dio_.inode.block_bytes();
    if (need_zeroout_ && pos_ % block != 0) {
      kernel_.At(KernelStep::kZeroHead);
      const uint32_t pad = pos_ % block;
      // Some of what is zeroed may be data of this very call, which a fault has
      // cut within the block.
      const uint32_t here = iter_.consumed();
      NoteCandidate(here - std::min(here, pad), here);
      if (!Mutated(Mutation::kHeadNotZeroed)) Zero(iomap_.address - pad, pad);
    }
    uint32_t copied = 0;
    int64_t result = 0;
    const bool tail = SubmitAll(copied, result);
    const uint32_t end = pos_ + copied;
    if (tail && dio_.write() && end % block != 0 &&
        (need_zeroout_ || end >= dio_.i_size)) {
      kernel_.At(KernelStep::kZeroTail);
      const uint32_t pad = block - end % block;
      // The error is forgotten, and the call goes on inside the block.
      if (result < 0) NoteCandidate(iter_.consumed(), iter_.consumed() + pad);
      if (!Mutated(Mutation::kTailNotZeroed))
        Zero(iomap_.address + copied, pad);
      if (!kernel_.has(Switch::kCutBlockEndsWrite)) result = 0;
      cut_ = static_cast<int>(result);
    }
    kernel_.At(KernelStep::kRevert);
    if (!Mutated(Mutation::kIterNotReexpanded)) iter_.Reexpand(before - copied);
    return copied > 0 ? int64_t{copied} : result;
  }

  // Why nothing may follow in the block that was padded; 0 if it may.
  int cut() const { return cut_; }
  bool out_of_vecs() const { return out_of_vecs_; }

 private:
  uint32_t BlockBytes() const {
    return dio_.asked.fsblock_aligned ? dio_.inode.block_bytes()
                                      : dio_.inode.device.logical_block_bytes();
  }

  void NoteCandidate(uint32_t begin, uint32_t end) {
    if (begin < end && !kernel_.has(Switch::kCutBlockEndsWrite))
      dio_.iocb.record.AddCandidate(begin, end, Executor::Current().arena());
  }

  // L3w: what the mapping says about the write.
  void TakeMappingFlags() {
    kernel_.At(KernelStep::kMappingFlags);
    uint32_t set = 0;
    if (iomap_.type == ExtentType::kUnwritten &&
        !Mutated(Mutation::kUnwrittenForgotten))
      set |= IomapDio::kUnwritten;
    if (iomap_.shared && !Mutated(Mutation::kCowForgotten))
      set |= IomapDio::kCow;
    need_zeroout_ = iomap_.type == ExtentType::kUnwritten || iomap_.is_new;
    const bool pure_overwrite = set == 0 && !iomap_.is_new;
    if (!pure_overwrite) set |= IomapDio::kCompWork;
    if (set != 0) dio_.SetFlags(set);
    if ((dio_.my_flags & IomapDio::kWriteThrough) == 0) return;
    const BlockDevice& device = dio_.inode.device;
    if (pure_overwrite && !iomap_.dirty &&
        (device.fua() || !device.write_cache())) {
      use_fua_ = device.fua() && device.write_cache();
    } else if (kernel_.has(Switch::kWriteThroughNeedsFua)) {
      dio_.ClearFlags(IomapDio::kWriteThrough);
    }
  }

  // The loop over bios. False if the padding is left out, since an earlier bio
  // has failed.
  bool SubmitAll(uint32_t& copied, int64_t& result) {
    const bool by_bytes = kernel_.has(Switch::kBioLoopUntilDone);
    while (iter_.count() > 0) {
      kernel_.At(KernelStep::kReadError);
      if (dio_.error.Load(std::memory_order_relaxed) != 0) {
        if (!kernel_.has(Switch::kSubmitErrorKeepsIter)) {
          kernel_.At(KernelStep::kRevert);
          iter_.Revert(copied);
          copied = 0;
        }
        result = 0;
        return false;
      }
      const int64_t done = DoBio(copied);
      if (done < 0) {
        result = done;
        break;
      }
      copied += static_cast<uint32_t>(done);
      if (!by_bytes && iter_.VecsLeft() == 0) {
        out_of_vecs_ = iter_.count() > 0;
        if (out_of_vecs_) dio_.iocb.record.Suspect("R60");
        break;
      }
    }
    return true;
  }

  uint32_t MostBytes() const {
    uint32_t most = kernel_.limits.bio_max_bytes;
    if (!iomap_.integrity) return most;
    if (dio_.asked.bounce || kernel_.has(Switch::kMaxIntegrityIoSize))
      most = std::min(most, max_integrity_io_size(kernel_, dio_.inode.device));
    return most;
  }

  Bio* NewBio(uint64_t address, uint32_t vecs) {
    const absl::Span<BioVec> io_vec =
        Executor::Current().arena().AllocateArray<BioVec>(vecs);
    const Promise promise{.stable = dio_.asked.bounce,
                          .race = dio_.asked.bounce ? "" : dio_.asked.race};
    Bio* const bio = Heap::New<Bio>("bio", dio_.iocb.op, address, io_vec,
                                    dio_.iocb.record, promise);
    bio->bi_bdev = &dio_.inode.device;
    bio->bi_private = &dio_;
    bio->bi_end_io = &iomap_dio_bio_end_io;
    return bio;
  }

  // L8: 0 or -errno.
  int Fill(Bio& bio) {
    const uint32_t block = BlockBytes();
    if (!dio_.asked.bounce)
      return bio_iov_iter_get_pages(kernel_, bio, iter_, MostBytes(), block);
    const BounceLimits limits{MostBytes(), block};
    return dio_.write() ? bio_iov_iter_bounce_write(kernel_, bio, iter_, limits)
                        : bio_iov_iter_bounce_read(kernel_, bio, iter_, limits);
  }

  // Registered memory comes with vectors of its own, however many, unless it is
  // bounced.
  uint32_t VecsForBio() const {
    const uint32_t needed = iter_.MostVecs(kernel_.limits.page_bytes);
    if (iter_.bvec && !dio_.asked.bounce) return needed;
    return std::min(kernel_.limits.bio_max_vecs, needed) +
           (dio_.asked.bounce && !dio_.write() ? 1 : 0);
  }

  // L9: gives back what Fill took for a write.
  void Undo(Bio& bio) {
    if (!dio_.asked.bounce) {
      bio_trim_tail(kernel_, bio, UserVecs(bio), iter_, bio.bi_size);
      return;
    }
    iter_.Revert(bio.bi_size);
    for (const BioVec& vec : bio.io_vec.subspan(0, bio.vcnt))
      folio_put(vec.folio);
  }

  // L11: what completes in a worker, what is padded, and one of several bios is
  // not polled for, nor is what follows.
  bool Pollable() {
    const bool several =
        iter_.count() > 0 && kernel_.has(Switch::kPollOnlySingleBio);
    if ((dio_.my_flags & IomapDio::kCompWork) != 0 || need_zeroout_ || several)
      dio_.iocb.hipri = false;
    return dio_.iocb.hipri && !dio_.iocb.synchronous() &&
           !dio_.asked.force_wait;
  }

  // L7 to L14: one bio. Returns its bytes or -errno.
  int64_t DoBio(uint32_t copied) {
    Bio* const bio = NewBio(
        iomap_.address + (Mutated(Mutation::kBiosAtOneAddress) ? 0 : copied),
        VecsForBio());
    bio->call_offset = iter_.consumed();
    bio->fua = use_fua_;
    bio->atomic = dio_.iocb.flags.atomic;
    bio->nowait = dio_.iocb.flags.nowait;
    if (const int error = Fill(*bio); error != 0) {
      Heap::Delete(bio);
      return error;
    }
    const uint32_t bytes = bio->bi_size;
    if (bio->atomic && bytes != iomap_.length) {
      Undo(*bio);
      Heap::Delete(bio);
      dio_.iocb.record.Excuse(-EINVAL);
      return -EINVAL;
    }
    // Since 7.4 the file system does it for its reads, in submit_io.
    if (iomap_.integrity &&
        (dio_.write() || !kernel_.has(Switch::kLazyReadBounce)))
      fs_bio_integrity_prep(kernel_, *bio, dio_.iocb.current);
    if (!dio_.write() && !dio_.asked.bounce && !iter_.bvec)
      bio_set_pages_dirty(kernel_, *bio);
    bio->polled = Pollable();
    bio->only_of_mapping = copied == 0 && iter_.count() == 0;
    Submit(*bio);
    Accept(dio_, bytes, 0);
    return bytes;
  }

  // Before the bio is handed over: it may complete at once.
  void Submit(Bio& bio) {
    kernel_.At(KernelStep::kDioGet);
    if (!Mutated(Mutation::kBioWithoutReference)) dio_.ref.Get();
    dio_.dops.submit_io(dio_, iomap_, bio);
  }

  // Pads a block with zeros, in a bio of its own.
  void Zero(uint64_t address, uint32_t bytes) {
    Bio* const bio = NewBio(address, 1);
    bio->zeroing = true;
    Folio& zeros = *kernel_.zero_folio;
    bio->io_vec[0] = {.memory = &zeros.data,
                      .offset = 0,
                      .length = bytes,
                      .granule = kernel_.limits.page_bytes,
                      .folio = &zeros};
    bio->vcnt = 1;
    bio->bi_size = bytes;
    kernel_.At(KernelStep::kDioGet);
    if (!Mutated(Mutation::kZeroingWithoutReference)) dio_.ref.Get();
    dio_.inode.device.submit_bio(*bio, dio_.iocb.current);
  }

  IomapDio& dio_;
  Kernel& kernel_;
  IovIter& iter_;
  const Iomap& iomap_;
  const uint32_t pos_;
  bool need_zeroout_ = false;
  bool use_fua_ = false;
  int cut_ = 0;
  bool out_of_vecs_ = false;
};

}  // namespace

IomapDioIterResult iomap_dio_iter(IomapDio& dio, const Iomap& iomap,
                                  uint32_t pos) {
  switch (iomap.type) {
    case ExtentType::kHole:
      if (dio.write()) break;
      return {.done = ZeroUser(dio, iomap)};
    case ExtentType::kUnwritten:
      if (!dio.write()) return {.done = ZeroUser(dio, iomap)};
      [[fallthrough]];
    case ExtentType::kMapped: {
      ExtentBios bios(dio, iomap, pos);
      const int64_t done = bios.DoBios();
      return {
          .done = done, .error = bios.cut(), .out_of_vecs = bios.out_of_vecs()};
    }
    case ExtentType::kDelalloc:
      // A page fault got in between: not serialised with direct I/O.
      dio.iocb.record.Excuse(-EIO);
      break;
  }
  return {.done = -EIO};
}

}  // namespace dio
