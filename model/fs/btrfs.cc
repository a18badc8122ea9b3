#include "model/fs/btrfs.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "model/block/fs_integrity.h"
#include "model/block/poll.h"
#include "model/fs/inode_lock.h"
#include "model/fs/xfs.h"
#include "model/fs/xfs_iomap.h"
#include "model/iomap/buffered_io.h"
#include "model/iomap/dio.h"
#include "model/mutation.h"
#include "model/pi/guard.h"

namespace dio {
namespace {

using checker::Executor;

// struct btrfs_bio: what goes with a bio of the file from `offset` on.
struct BtrfsBio {
  IomapDio& dio;
  const SavedIter saved;
  const uint32_t offset;
  // By block: of a write, what its pages held at submission.
  absl::Span<uint64_t> sums;
  // By block: of a read, the checksums at submission.
  absl::Span<BtrfsCsum> looked_up;
};

BtrfsBio& BtrfsBioOf(Bio& bio) {
  return *static_cast<BtrfsBio*>(bio.bi_private);
}

absl::Span<BtrfsCsum> CsumsOf(const BtrfsBio& bbio) {
  const Inode& inode = bbio.dio.inode;
  const uint32_t block = inode.block_bytes();
  return inode.btrfs.csums.subspan(bbio.offset / block,
                                   bbio.saved.size / block);
}

void EndBio(Bio& bio, bool in_worker) {
  bio.bi_private = &BtrfsBioOf(bio).dio;
  if (in_worker) return iomap_dio_bio_end_io_in_worker(bio);
  iomap_dio_bio_end_io(bio);
}

// btrfs_csum_one_bio(): from live memory.
void ChecksumPages(const Bio& bio, uint32_t block, absl::Span<uint64_t> sums) {
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(block);
  for (uint32_t i = 0; i < sums.size(); ++i) {
    pi::Guard guard(kBtrfsChecksum);
    ForEachPiece(
        bio, i * block, (i + 1) * block,
        [&](uint32_t, const BioVec& vec, uint32_t offset, uint32_t length) {
          const absl::Span<uint8_t> piece = scratch.subspan(0, length);
          vec.memory->Sample(offset, piece);
          guard.Add(piece);
        });
    sums[i] = guard.value();
  }
}

// The checksums of what is written become those of the file. A write that
// failed would have gone elsewhere (btrfs never overwrites): nothing is known
// of these blocks.
void EndWrite(Bio& bio) {
  const BtrfsBio& bbio = BtrfsBioOf(bio);
  const bool ok =
      bio.bi_status.Load(std::memory_order_relaxed) == BlkStatus::kOk;
  const absl::Span<BtrfsCsum> csums = CsumsOf(bbio);
  for (size_t i = 0; i < csums.size(); ++i) {
    const checker::TsanIgnore ignore;  // items of a tree with locks of its own
    csums[i] = {
        .known = ok, .stable = bio.promise.stable, .value = bbio.sums[i]};
  }
  EndBio(bio, /*in_worker=*/false);
}

void ReportMismatch(const Bio& bio, uint32_t block_index, bool on_disk,
                    bool stable) {
  Executor::Current().Report(
      {.kind = "csum_mismatch",
       .oracle = "btrfs_csum",
       .object = bio.io_vec[0].memory->id(),
       .blame = on_disk && stable ? absl::string_view("kernel")
                                  : absl::string_view("no_promise"),
       .row = on_disk ? absl::string_view("R03") : absl::string_view("R07")},
      [&] {
        return absl::StrCat(
            "csum failed in block ", block_index, " of the read: ",
            on_disk ? "its data changed between checksum and write"
                    : "the user's page changed after it was read");
      });
}

// btrfs_check_read_bio(): in a worker, over the user's pages. There is no other
// copy to repair from.
void CheckRead(Bio& bio) {
  const BtrfsBio& bbio = BtrfsBioOf(bio);
  Kernel& kernel = bbio.dio.kernel;
  const uint32_t block = bbio.dio.inode.block_bytes();
  kernel.At(KernelStep::kCsumVerify);
  RestoreIter(bio, bbio.saved);
  checker::Arena& arena = Executor::Current().arena();
  const absl::Span<BtrfsCsum> csums = CsumsOf(bbio);
  const absl::Span<uint64_t> seen = arena.AllocateArray<uint64_t>(csums.size());
  ChecksumPages(bio, block, seen);
  for (uint32_t i = 0; i < csums.size(); ++i) {
    // btrfs never overwrites: who writes the block meanwhile writes it
    // elsewhere, and the read finds what was there before. Here it may find
    // either.
    const checker::TsanIgnore ignore;
    const BtrfsCsum& before = bbio.looked_up[i];
    if (!csums[i].known || seen[i] == csums[i].value || !before.known ||
        seen[i] == before.value)
      continue;
    const uint64_t delivered = pi::ComputeGuard(
        kBtrfsChecksum,
        bio.call->data.subspan(bio.call_offset + i * block, block));
    const bool on_disk =
        delivered != csums[i].value && delivered != before.value;
    ReportMismatch(bio, i, on_disk, csums[i].stable);
    bio.call->Excuse(-EIO);
    bio.bi_status.Store(BlkStatus::kIoErr, std::memory_order_relaxed);
    break;
  }
  EndBio(bio, /*in_worker=*/true);
}

void EndRead(Bio& bio) {
  if (bio.bi_status.Load(std::memory_order_relaxed) != BlkStatus::kOk)
    return EndBio(bio, /*in_worker=*/false);
  Inode& inode = BtrfsBioOf(bio).dio.inode;
  inode.kernel.At(KernelStep::kInterrupt);
  inode.btrfs.endio->Queue([&bio] { CheckRead(bio); });
}

constexpr XfsDioOps kExtents(/*overwrite_only=*/false);

// lock_extent(): whoever waits for it does not hold requests back.
void LockExtent(Inode& inode, const Iocb& iocb) {
  if (!inode.btrfs.extent_lock.has_value()) return;
  if (iocb.current.plug != nullptr) blk_flush_plug(*iocb.current.plug);
  TimeOutPolled(inode.kernel, iocb.current);
  inode.kernel.At(KernelStep::kFileLock);
  inode.btrfs.extent_lock->Wait();
  inode.kernel.At(KernelStep::kMapping);
}

// A call that failed has written some of its blocks, here perhaps in place;
// btrfs finishes each ordered extent by itself.
void ForgetCsums(Inode& inode, uint32_t pos, uint32_t bytes) {
  if (inode.btrfs.csums.empty()) return;
  const checker::TsanIgnore ignore;
  const uint32_t block = inode.block_bytes();
  for (uint32_t at = pos; at < pos + bytes; at += block)
    inode.btrfs.csums[at / block].known = false;
}

class BtrfsDioOps final : public IomapDioOps {
 public:
  // Extents are as in XFS, as far as direct I/O sees them.
  int iomap_begin(Inode& inode, const Iocb& iocb, uint32_t pos, uint32_t length,
                  Iomap& iomap) const override {
    // With the first mapping, until end_io.
    if (pos == iocb.pos) LockExtent(inode, iocb);
    const int error = kExtents.iomap_begin(inode, iocb, pos, length, iomap);
    iomap.integrity = false;
    if (error != 0 || !iocb.write()) return error;
    if (inode.cache.has_value()) {
      // An ordered extent: pages of its range are not read in before it is
      // done.
      inode.cache->SetOrdered(pos, iomap.length);
      if (inode.cache->RangeHasPage(pos, iomap.length)) {
        // lock_extent_direct: others have brought pages in since they were
        // invalidated; the write goes through the cache as well.
        inode.cache->ClearOrdered(pos, iomap.length);
        return -ENOTBLK;
      }
    }
    // btrfs_get_blocks_direct_write: under the inode lock, before the data is
    // written. Who reads the new part waits for the ordered extent.
    const uint32_t end = pos + iomap.length;
    if (end > inode.i_size()) inode.i_size_write(end);
    return 0;
  }

  int end_io(Inode& inode, Iocb& iocb, uint32_t size, int error,
             const EndIoFlags& flags) const override {
    const int result = kExtents.end_io(inode, iocb, size, error, flags);
    if (error != 0 && iocb.write() && !Mutated(Mutation::kCsumNotForgotten))
      ForgetCsums(inode, iocb.pos, size);
    if (iocb.write() && inode.cache.has_value())
      inode.cache->ClearOrdered(iocb.pos, size + iocb.iter.count());
    if (inode.btrfs.extent_lock.has_value() &&
        !Mutated(Mutation::kExtentLockKept))
      inode.btrfs.extent_lock->Complete();
    return result;
  }

  void submit_io(IomapDio& dio, const Iomap& iomap, Bio& bio) const override {
    if (!dio.inode.btrfs.csums.empty()) {
      const uint32_t block = dio.inode.block_bytes();
      checker::Arena& arena = Executor::Current().arena();
      auto* const bbio =
          new (arena.Allocate(sizeof(BtrfsBio), alignof(BtrfsBio))) BtrfsBio{
              .dio = dio,
              .saved = SavedIter(bio),
              .offset = iomap.offset +
                        static_cast<uint32_t>(bio.address - iomap.address),
              .sums = {},
              .looked_up = {}};
      bio.bi_private = bbio;
      bio.bi_end_io = dio.write() ? &EndWrite : &EndRead;
      if (dio.write()) {
        dio.kernel.At(KernelStep::kCsum);
        bbio->sums = arena.AllocateArray<uint64_t>(bio.bi_size / block);
        ChecksumPages(bio, block, bbio->sums);
      } else {
        const checker::TsanIgnore ignore;
        const absl::Span<BtrfsCsum> now = CsumsOf(*bbio);
        bbio->looked_up = arena.AllocateArray<BtrfsCsum>(now.size());
        std::copy(now.begin(), now.end(), bbio->looked_up.begin());
      }
    }
    IomapDioOps::submit_io(dio, iomap, bio);
  }
};

constexpr BtrfsDioOps kBtrfsOps;

// A buffered write, as far as this model has it: the data is copied, and the
// copy is written while the caller waits.
IomapDioFlags Buffered() {
  return {.bounce = true, .force_wait = true, .fsblock_aligned = true};
}

// btrfs_write_check: what lies between the end of the file and a write that
// begins behind it is zeroed, when what is in flight there is done
// (btrfs_cont_expand). 0 or -EAGAIN.
int WriteCheck(Kernel& kernel, Inode& inode, const Iocb& iocb) {
  const uint32_t size = inode.i_size();
  if (iocb.pos <= size) return 0;
  if (iocb.flags.nowait) {
    iocb.record.Excuse(-EAGAIN);
    return -EAGAIN;
  }
  DrainDio(inode, iocb.current);
  kernel.At(KernelStep::kZeroEof);
  iomap_zero_range(inode, size, iocb.pos - size);
  return 0;
}

// A write that grows the file is alone on it. 0 or -EAGAIN.
int LockForWrite(Kernel& kernel, Inode& inode, const Iocb& iocb,
                 InodeLock& lock) {
  kernel.At(KernelStep::kFileLock);
  const uint32_t end = iocb.pos + iocb.iter.count();
  if (end <= inode.i_size()) {
    const int error = lock.Lock(iocb, InodeLock::Mode::kShared);
    // Truncation may have come in between.
    if (error != 0 || end <= inode.i_size()) return error;
    lock.Unlock();
  }
  const int error = lock.Lock(iocb, InodeLock::Mode::kExclusive);
  return error != 0 ? error : WriteCheck(kernel, inode, iocb);
}

struct RetryResult {
  int64_t result;
  // What is left goes through the page cache.
  bool buffered = false;
};

// Resumes where a page fault has stopped it, as long as that makes progress.
RetryResult WithRetry(Kernel& kernel, Inode& inode, Iocb& iocb,
                      IomapDioFlags flags) {
  int64_t done = 0;
  uint32_t left_before = 0;
  while (true) {
    if (!iocb.write() && iocb.pos >= inode.i_size()) {
      iocb.record.ExcuseShort();
      return {done};
    }
    flags.done_before = static_cast<uint32_t>(done);
    const int64_t result = iomap_dio_rw(kernel, inode, iocb, kBtrfsOps, flags);
    if (result == kEiocbqueued) return {result};
    if (result > 0) done = result;
    const uint32_t left = iocb.iter.count();
    const bool faulted = result == -EFAULT || (result > 0 && left > 0);
    if (iocb.write() && inode.cache.has_value() && left > 0 &&
        (result == -ENOTBLK || result == 0 || (faulted && left == left_before)))
      return {done, /*buffered=*/true};
    if (!faulted || left == left_before)
      return {done > 0 || result >= 0 ? done : result};
    // fault_in_iov_iter_readable().
    left_before = left;
    const IovIter::Place place = iocb.iter.place();
    if (!place.buffer->mapped(place.offset)) return {done > 0 ? done : -EFAULT};
    kernel.At(KernelStep::kMmapFault);
    place.buffer->FaultIn(place.offset);
  }
}

int64_t DirectRead(Kernel& kernel, Inode& inode, Iocb& iocb,
                   const IomapDioFlags& flags) {
  InodeLock lock(inode, iocb.current);
  kernel.At(KernelStep::kFileLock);
  static_cast<void>(lock.Lock(InodeLock::Mode::kShared, /*nowait=*/false));
  const int64_t result = WithRetry(kernel, inode, iocb, flags).result;
  kernel.At(KernelStep::kFileLock);
  return result;
}

int64_t DirectWrite(Kernel& kernel, Inode& inode, Iocb& iocb,
                    const IomapDioFlags& flags) {
  RetryResult direct;
  {
    InodeLock lock(inode, iocb.current);
    if (const int error = LockForWrite(kernel, inode, iocb, lock); error != 0)
      return error;
    direct = WithRetry(kernel, inode, iocb, flags);
    kernel.At(KernelStep::kFileLock);
  }
  if (!direct.buffered) return direct.result;
  return direct.result +
         std::max<int64_t>(btrfs_buffered_io(kernel, inode, iocb), 0);
}

// Pages of an ordered extent are waited for: nothing is held back, or polled
// for.
void BeforeCache(Kernel& kernel, TaskStruct& current) {
  if (current.plug != nullptr) blk_flush_plug(*current.plug);
  TimeOutPolled(kernel, current);
}

}  // namespace

int64_t btrfs_buffered_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  BeforeCache(kernel, iocb.current);
  if (iocb.write()) return xfs_file_buffered_io(kernel, inode, iocb);
  // Without the inode lock.
  iocb.record.started = true;
  return filemap_read(kernel, inode, iocb);
}

uint32_t btrfs_splice_read(Kernel& kernel, Inode& inode, TaskStruct& current,
                           uint32_t pos, uint32_t bytes) {
  BeforeCache(kernel, current);
  return filemap_splice_read(kernel, inode, pos, bytes);
}

int64_t btrfs_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  iocb.record.started = true;
  const bool write = iocb.write();
  const bool checksums = !inode.btrfs.csums.empty();
  const bool buffered =
      write && checksums && kernel.has(Switch::kBtrfsCsumFallback);
  const bool bounce = write && kernel.has(Switch::kBtrfsBounce) &&
                      (checksums || inode.btrfs.redundant_profile);
  if (iocb.flags.nowait && (buffered || bounce)) {
    iocb.record.Excuse(-EAGAIN);
    return -EAGAIN;
  }
  if (buffered && inode.cache.has_value())
    return btrfs_buffered_io(kernel, inode, iocb);
  if (buffered) return iomap_dio_rw(kernel, inode, iocb, kBtrfsOps, Buffered());
  IomapDioFlags flags{
      .bounce = bounce, .partial = true, .fsblock_aligned = true};
  flags.race = write ? "R01" : "R07";
  return write ? DirectWrite(kernel, inode, iocb, flags)
               : DirectRead(kernel, inode, iocb, flags);
}

absl::Span<BtrfsCsum> btrfs_init_csums(uint32_t blocks, uint32_t block_bytes,
                                       uint8_t fill) {
  checker::Arena& arena = Executor::Current().arena();
  const absl::Span<uint8_t> data = arena.AllocateArray<uint8_t>(block_bytes);
  std::fill(data.begin(), data.end(), fill);
  const uint64_t sum = pi::ComputeGuard(kBtrfsChecksum, data);
  const absl::Span<BtrfsCsum> csums = arena.AllocateArray<BtrfsCsum>(blocks);
  std::fill(csums.begin(), csums.end(),
            BtrfsCsum{.known = true, .stable = true, .value = sum});
  return csums;
}

}  // namespace dio
