// The way down: from the system call to bios on their way, and the wait.

#include <algorithm>
#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/block/bio_dirty.h"
#include "model/block/fs_integrity.h"
#include "model/iomap/bounce.h"
#include "model/iomap/dio.h"
#include "model/iomap/extract.h"

namespace dio {
namespace {

using checker::Executor;
using checker::Heap;

// §1.2: mappings, and the bios of each.
class Submission {
 public:
  explicit Submission(IomapDio& dio)
      : dio_(dio),
        kernel_(dio.kernel),
        iter_(dio.iocb.iter),
        pos_(dio.iocb.pos),
        left_(iter_.count()) {}

  // 0 or -errno.
  int Run() {
    while (left_ > 0 && !stop_) {
      kernel_.At(KernelStep::kMapping);
      Iomap iomap;
      if (const int error =
              dio_.dops.iomap_begin(dio_.inode, dio_.iocb, pos_, left_, iomap);
          error != 0)
        return error;
      const int64_t done = DoMapping(iomap);
      if (done <= 0) return static_cast<int>(done);
      pos_ += static_cast<uint32_t>(done);
      left_ -= static_cast<uint32_t>(done);
    }
    return 0;
  }

  uint32_t pos() const { return pos_; }

 private:
  int64_t DoMapping(const Iomap& iomap) {
    switch (iomap.type) {
      case ExtentType::kHole:
        return dio_.write() ? -EIO : ZeroUser(iomap);
      case ExtentType::kUnwritten:
        return dio_.write() ? DoBios(iomap) : ZeroUser(iomap);
      case ExtentType::kMapped:
        return DoBios(iomap);
      case ExtentType::kDelalloc:
        // A page fault got in between: not serialised with direct I/O.
        dio_.iocb.record.Excuse(-EIO);
        return -EIO;
    }
    return -EIO;
  }

  // A hole reads as zeros, without a bio.
  int64_t ZeroUser(const Iomap& iomap) {
    kernel_.At(KernelStep::kZeroUser);
    const uint32_t bytes = std::min(iomap.length, iter_.count());
    for (uint32_t done = 0; done < bytes;) {
      const IovIter::Place place = iter_.place();
      UserBuffer& buffer = *place.buffer;
      if (!buffer.mapped(place.offset)) {
        dio_.iocb.record.Excuse(-EFAULT);
        return Accept(done, -EFAULT);
      }
      const uint32_t chunk = buffer.chunk_bytes();
      const uint32_t length =
          std::min({bytes - done, place.bytes,
                    chunk - (buffer.base() + place.offset) % chunk});
      const absl::Span<uint8_t> zeros =
          Executor::Current().arena().AllocateArray<uint8_t>(length);
      buffer.Store(place.offset, zeros);
      dio_.iocb.record.Moved(iter_.consumed(), zeros);
      iter_.Advance(length);
      done += length;
    }
    return Accept(bytes, 0);
  }

  int64_t Accept(uint32_t bytes, int error) {
    if (bytes == 0) return error;
    dio_.submitted += bytes;
    kernel_.At(KernelStep::kDioSize);
    dio_.size.Write(dio_.submitted);
    return bytes;
  }

  uint32_t BlockBytes() const {
    return dio_.asked.fsblock_aligned ? dio_.inode.block_bytes()
                                      : dio_.inode.device.logical_block_bytes();
  }

  // L3w: what the mapping says about the write.
  void TakeMappingFlags(const Iomap& iomap) {
    kernel_.At(KernelStep::kMappingFlags);
    uint32_t set = 0;
    if (iomap.type == ExtentType::kUnwritten) set |= IomapDio::kUnwritten;
    if (iomap.shared) set |= IomapDio::kCow;
    need_zeroout_ = iomap.type == ExtentType::kUnwritten || iomap.is_new;
    const bool pure_overwrite = set == 0 && !iomap.is_new;
    if (!pure_overwrite) set |= IomapDio::kCompWork;
    if (set != 0) dio_.SetFlags(set);
    use_fua_ = false;
    if ((dio_.my_flags & IomapDio::kWriteThrough) == 0) return;
    const DeviceSpec& device = dio_.inode.device.spec();
    if (pure_overwrite && !iomap.dirty && (device.fua || !device.write_cache)) {
      use_fua_ = device.fua && device.write_cache;
    } else {
      dio_.ClearFlags(IomapDio::kWriteThrough);
    }
  }

  int64_t DoBios(const Iomap& iomap) {
    const uint32_t length = std::min(iomap.length, iter_.count());
    if (pos_ % BlockBytes() != 0 || length % BlockBytes() != 0) {
      dio_.iocb.record.Excuse(-EINVAL);
      return -EINVAL;
    }
    need_zeroout_ = use_fua_ = false;
    if (dio_.write()) TakeMappingFlags(iomap);

    const uint32_t before = iter_.count();
    iter_.Truncate(length);
    const uint32_t block = dio_.inode.block_bytes();
    if (need_zeroout_ && pos_ % block != 0) {
      kernel_.At(KernelStep::kZeroHead);
      const uint32_t pad = pos_ % block;
      Zero(iomap.address - pad, pad);
    }
    uint32_t copied = 0;
    int64_t result = 0;
    const bool tail = SubmitAll(iomap, copied, result);
    const uint32_t end = pos_ + copied;
    if (tail && dio_.write() && end % block != 0 &&
        (need_zeroout_ || end >= dio_.i_size)) {
      kernel_.At(KernelStep::kZeroTail);
      Zero(iomap.address + copied, block - end % block);
      result = 0;
    }
    kernel_.At(KernelStep::kRevert);
    iter_.Reexpand(before - copied);
    return copied > 0 ? int64_t{copied} : result;
  }

  // The loop over bios. False if the padding is left out, since an earlier bio
  // has failed.
  bool SubmitAll(const Iomap& iomap, uint32_t& copied, int64_t& result) {
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
      const int64_t done = DoBio(iomap, copied);
      if (done < 0) {
        result = done;
        break;
      }
      copied += static_cast<uint32_t>(done);
      if (!by_bytes && iter_.VecsLeft() == 0) {
        stop_ = iter_.count() > 0;
        if (stop_) dio_.iocb.record.suspect = "R60";
        break;
      }
    }
    return true;
  }

  uint32_t MostBytes(const Iomap& iomap) const {
    uint32_t most = kernel_.limits.bio_max_bytes;
    if (!iomap.integrity) return most;
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
  int Fill(Bio& bio, const Iomap& iomap) {
    const uint32_t block = BlockBytes();
    if (!dio_.asked.bounce)
      return bio_iov_iter_get_pages(kernel_, bio, iter_, MostBytes(iomap),
                                    block);
    const BounceLimits limits{MostBytes(iomap), block};
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

  // L11: what completes in a worker, and what is padded, is not polled for
  // (iomap_dio_bio_iter clears IOCB_HIPRI).
  bool Pollable() const {
    return dio_.iocb.flags.hipri && !dio_.iocb.synchronous() &&
           !dio_.asked.force_wait &&
           (dio_.my_flags & IomapDio::kCompWork) == 0 && !need_zeroout_ &&
           (iter_.count() == 0 || !kernel_.has(Switch::kPollOnlySingleBio));
  }

  // L7 to L14: one bio. Returns its bytes or -errno.
  int64_t DoBio(const Iomap& iomap, uint32_t copied) {
    Bio* const bio = NewBio(iomap.address + copied, VecsForBio());
    bio->call_offset = iter_.consumed();
    bio->fua = use_fua_;
    bio->atomic = dio_.iocb.flags.atomic;
    bio->nowait = dio_.iocb.flags.nowait;
    if (const int error = Fill(*bio, iomap); error != 0) {
      Heap::Delete(bio);
      return error;
    }
    const uint32_t bytes = bio->bi_size;
    if (bio->atomic && bytes != iomap.length) {
      Undo(*bio);
      Heap::Delete(bio);
      dio_.iocb.record.Excuse(-EINVAL);
      return -EINVAL;
    }
    // Since 7.4 the file system does it for its reads, in submit_io.
    if (iomap.integrity &&
        (dio_.write() || !kernel_.has(Switch::kLazyReadBounce)))
      fs_bio_integrity_prep(kernel_, *bio, dio_.iocb.current);
    if (!dio_.write() && !dio_.asked.bounce && !iter_.bvec)
      bio_set_pages_dirty(kernel_, *bio);
    bio->polled = Pollable();
    Submit(*bio, iomap);
    Accept(bytes, 0);
    return bytes;
  }

  // Before the bio is handed over: it may complete at once.
  void Submit(Bio& bio, const Iomap& iomap) {
    kernel_.At(KernelStep::kDioGet);
    dio_.ref.Get();
    dio_.dops.submit_io(dio_, iomap, bio);
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
    dio_.ref.Get();
    dio_.inode.device.submit_bio(*bio, dio_.iocb.current);
  }

  IomapDio& dio_;
  Kernel& kernel_;
  IovIter& iter_;
  uint32_t pos_;
  uint32_t left_;
  bool need_zeroout_ = false;
  bool use_fua_ = false;
  bool stop_ = false;
};

// P4, P5: the flags that the call starts with.
uint32_t InitialFlags(const Iocb& iocb, bool bounce) {
  uint32_t flags = bounce ? IomapDio::kBounce : 0;
  if (!iocb.write())
    return flags | (iocb.iter.bvec ? 0 : IomapDio::kUserBacked);
  flags |= IomapDio::kWrite;
  if (iocb.flags.dsync || iocb.flags.sync) {
    flags |= IomapDio::kNeedSync;
    if (!iocb.flags.sync) flags |= IomapDio::kWriteThrough;
  }
  return flags;
}

// What the iterator says was used must be what was accepted.
void CheckIterator(const IomapDio& dio) {
  const uint32_t consumed = dio.iocb.iter.consumed() - dio.first_byte;
  if (consumed == dio.submitted) return;
  Executor::Current().Report(
      {.kind = "wrong_iterator",
       .oracle = "iterator_position",
       .object = dio.ref.id(),
       .blame = "kernel",
       .row = consumed < dio.submitted ? "R28" : "R54"},
      [&] {
        return absl::StrCat("the iterator has moved by ", consumed,
                            " bytes, but ", dio.submitted,
                            " were submitted: whoever goes on from it ",
                            consumed < dio.submitted ? "sends bytes twice"
                                                     : "leaves bytes out");
      });
}

// Z6: the state is set before the condition is tested, so that a wake-up in
// between is not lost.
void WaitForCompletion(IomapDio& dio, TaskStruct& current) {
  const bool state_first = dio.kernel.has(Switch::kStateBeforeTest);
  dio.kernel.At(KernelStep::kWait);
  while (true) {
    if (state_first) current.set_current_state_uninterruptible();
    if (dio.submit_aio.LoadWaiter() == nullptr) break;
    if (!state_first) current.set_current_state_uninterruptible();
    // io_schedule_prepare: the plug of a batch is not held while asleep.
    if (current.plug != nullptr) blk_flush_plug(*current.plug);
    current.schedule();
  }
}

// Z2 to Z5. Returns whether to wait.
bool EndSubmission(IomapDio& dio, int error, uint32_t pos) {
  Kernel& kernel = dio.kernel;
  Iocb& iocb = dio.iocb;
  CheckIterator(dio);
  if (!iocb.write() && pos > dio.i_size) {
    kernel.At(KernelStep::kIterToEof);
    iocb.iter.Revert(pos - dio.i_size);
  }
  bool wait = iocb.synchronous() || dio.asked.force_wait;
  if (error == -EFAULT && dio.submitted > 0 && dio.asked.partial) {
    if (!iocb.flags.nowait) wait = true;
    error = 0;
  }
  if (error == -ENOTBLK) {
    wait = true;
    error = 0;
  }
  if (error < 0) {
    kernel.At(KernelStep::kSubmitterError);
    iomap_dio_set_error(dio, error);
  }
  kernel.At(KernelStep::kWaitDecision);
  if ((dio.my_flags & IomapDio::kWriteThrough) != 0) {
    dio.ClearFlags(IomapDio::kNeedSync);
  } else if ((dio.my_flags & IomapDio::kNeedSync) != 0) {
    dio.SetFlags(IomapDio::kCompWork);
  }
  return wait;
}

// Z5, Z6: the submitter drops its own reference.
int64_t FinishSubmission(IomapDio& dio, bool wait) {
  Kernel& kernel = dio.kernel;
  dio.wait_for_completion.Write(wait);
  kernel.At(KernelStep::kDioPut);
  if (!dio.ref.Put()) {
    // From here on the dio may be gone, unless this task is waited for.
    if (!kernel.has(Switch::kWaitDecisionLocal))
      wait = dio.wait_for_completion.Read();
    if (!wait) return kEiocbqueued;
    WaitForCompletion(dio, dio.iocb.current);
  }
  return iomap_dio_complete(&dio);
}

}  // namespace

int iomap_dio_clean_cache(Kernel& kernel, Inode& inode, Iocb& iocb) {
  if (!inode.cache.has_value()) return 0;
  PageCache& cache = *inode.cache;
  const uint32_t bytes = iocb.iter.count();
  const bool write = iocb.write();
  kernel.At(write ? KernelStep::kWriteInvalidate : KernelStep::kReadWriteBack);
  if (iocb.flags.nowait) {
    const bool would_block = write ? cache.RangeHasPage(iocb.pos, bytes)
                                   : cache.RangeNeedsWriteback(iocb.pos, bytes);
    if (would_block) {
      iocb.record.Excuse(-EAGAIN);
      return -EAGAIN;
    }
  } else {
    cache.WriteAndWait(iocb.pos, bytes);
  }
  if (!write || cache.Invalidate(iocb.pos, bytes)) return 0;
  if (!iocb.flags.nowait && !iocb.flags.atomic) return -ENOTBLK;
  iocb.record.Excuse(-EAGAIN);
  return -EAGAIN;
}

void sb_init_dio_done_wq(Kernel& kernel, SuperBlock& sb) {
  kernel.At(KernelStep::kDioWorkqueue);
  if (sb.s_dio_done_wq.Load(std::memory_order_relaxed) != nullptr) return;
  auto* const mine = Heap::New<DioWorkqueue>("workqueue");
  if (!kernel.has(Switch::kDioWqInstalledByCmpxchg)) {
    sb.s_dio_done_wq.Store(mine);
    return;
  }
  DioWorkqueue* none = nullptr;
  if (!sb.s_dio_done_wq.CompareExchange(none, mine)) Heap::Delete(mine);
}

IomapDio::IomapDio(Kernel& kernel, Inode& inode, Iocb& iocb,
                   const IomapDioOps& dops, const IomapDioFlags& asked,
                   uint32_t i_size, uint32_t initial_flags)
    : kernel(kernel),
      inode(inode),
      iocb(iocb),
      dops(dops),
      asked(asked),
      i_size(i_size),
      flags("dio.flags", initial_flags),
      submit_aio(&iocb.current),
      my_flags(initial_flags) {}

void IomapDio::SetFlags(uint32_t bits) {
  my_flags |= bits;
  flags.Write(my_flags);
}

void IomapDio::ClearFlags(uint32_t bits) {
  my_flags &= ~bits;
  flags.Write(my_flags);
}

void IomapDioOps::submit_io(IomapDio& dio, const Iomap&, Bio& bio) const {
  dio.inode.device.submit_bio(bio, dio.iocb.current);
}

int64_t iomap_dio_rw(Kernel& kernel, Inode& inode, Iocb& iocb,
                     const IomapDioOps& dops, const IomapDioFlags& flags) {
  iocb.record.started = true;
  if (iocb.iter.count() == 0) return 0;
  kernel.At(KernelStep::kDioAlloc);
  const bool write = iocb.write();
  const uint32_t i_size = inode.i_size();
  if (!write && iocb.pos >= i_size) {
    iocb.record.ExcuseShort();
    return 0;
  }
  const uint32_t end = iocb.pos + iocb.iter.count();
  if (write && flags.overwrite_only && end > i_size) return -EAGAIN;
  uint32_t initial = InitialFlags(iocb, flags.bounce);
  if (write && end > i_size) initial |= IomapDio::kCompWork;
  if (const int error = iomap_dio_clean_cache(kernel, inode, iocb); error != 0)
    return error;
  kernel.At(KernelStep::kDioAlloc);
  auto* const dio = Heap::New<IomapDio>("dio", kernel, inode, iocb, dops, flags,
                                        i_size, initial);
  if (!iocb.synchronous() && (write || kernel.has(Switch::kDioWqForReads)))
    sb_init_dio_done_wq(kernel, inode.sb);
  kernel.At(KernelStep::kDioBegin);
  inode.inode_dio_begin();
  BlkPlug plug;
  blk_start_plug(plug, iocb.current);
  Submission submission(*dio);
  const int error = submission.Run();
  blk_finish_plug(plug, iocb.current);
  const bool wait = EndSubmission(*dio, error, submission.pos());
  return FinishSubmission(*dio, wait);
}

}  // namespace dio
