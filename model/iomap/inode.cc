#include "model/iomap/inode.h"

#include <algorithm>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "model/mutation.h"

namespace dio {

// The checksums are the inode's, though a span holds them.
// NOLINTNEXTLINE(readability-make-member-function-const)
void BtrfsInode::ChecksumPage(uint32_t pos, absl::Span<const uint8_t> data,
                              uint32_t block_bytes) {
  if (csums.empty()) return;
  const checker::TsanIgnore ignore;  // items of a tree with locks of its own
  for (size_t at = 0; at < data.size(); at += block_bytes) {
    csums[(pos + at) / block_bytes] = {
        .known = true,
        .stable = true,
        .value =
            pi::ComputeGuard(kBtrfsChecksum, data.subspan(at, block_bytes))};
  }
}

Inode::Inode(Kernel& kernel, BlockDevice& device, const Options& options)
    : kernel(kernel),
      device(device),
      zoned(options.zoned),
      sb(options.watch.dio_done),
      extents(options.extents, device.logical_block_bytes(),
              options.block_bytes, options.watch.extents),
      a_ops(*this),
      stable_writes_(device.stable_writes()),
      block_bytes_(options.block_bytes),
      size_(options.size) {
  const InodeWatch& watch = options.watch;
  if (watch.btrfs_endio) btrfs.endio.emplace("btrfs-endio");
  if (watch.ioend) i_ioend_work.emplace("xfs-ioend");
  if (watch.iolock) iolock.emplace("iolock");
  if (watch.size) watched_size_.emplace("i_size", options.size);
  if (watch.dio_count) watched_dio_count_.emplace("i_dio_count", 0);
  if (!watch.cache) return;
  const Limits& limits = kernel.limits;
  cache.emplace(
      a_ops, PageCache::Options{
                 .bytes = options.most_bytes,
                 .page_bytes = std::max(limits.page_bytes, options.block_bytes),
                 .chunk_bytes = limits.chunk_bytes,
                 .stable_writes = stable_writes_,
                 .counted = watch.nrpages,
                 .resized = watch.folio_size,
                 .invalidate_lock = watch.invalidate_lock});
}

void Inode::inode_dio_begin() {
  if (watched_dio_count_) {
    watched_dio_count_->FetchAdd(1);
  } else {
    const checker::TsanIgnore ignore;  // an atomic, which nobody looks at
    ++i_dio_count_;
  }
}

void Inode::inode_dio_end() {
  if (watched_dio_count_) {
    watched_dio_count_->FetchAdd(-1);
  } else {
    const checker::TsanIgnore ignore;
    --i_dio_count_;
  }
}

void Inode::inode_dio_wait() {
  checker::MightSleep();
  if (watched_dio_count_ && !Mutated(Mutation::kDioWaitSkipped))
    watched_dio_count_->Await([](int count) { return count == 0; });
}

bool Inode::dio_in_flight() const {
  return watched_dio_count_ &&
         watched_dio_count_->Load(std::memory_order_relaxed) != 0;
}

int Inode::dio_count() const {
  return watched_dio_count_ ? watched_dio_count_->Peek() : i_dio_count_;
}

void Inode::i_size_write(uint32_t size) {
  if (watched_size_) watched_size_->Store(size);
  const checker::TsanIgnore ignore;  // of the same step
  if (!watched_size_) {
    size_ = size;
    return;
  }
  const char* const step = checker::Executor::Current().operation().label;
  const bool buffered = step == InfoOf(KernelStep::kBufferedWrite).label;
  const bool end_io = step == InfoOf(KernelStep::kEndIo).label;
  if (!kernel.has(Switch::kBufferedExtendDrains))
    size_taken_back_ |=
        size < size_ && (buffered || (end_io && size_set_by_buffered_write_));
  size_set_by_buffered_write_ = buffered;
  size_ = size;
}

}  // namespace dio
