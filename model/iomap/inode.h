// A file that direct I/O is done on.

#ifndef DIORACE_MODEL_IOMAP_INODE_H_
#define DIORACE_MODEL_IOMAP_INODE_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/rw_lock.h"
#include "checker/sync/wait_queue.h"
#include "checker/sync/work_queue.h"
#include "model/block/block_device.h"
#include "model/fs/read_bounce.h"
#include "model/iomap/address_space.h"
#include "model/iomap/extent.h"
#include "model/iomap/extent_map.h"
#include "model/iomap/inode_watch.h"
#include "model/mm/page_cache.h"
#include "model/pi/guard.h"

namespace dio {

struct Ioend;

// The checksum of a block of a file, in the csum tree of btrfs.
struct BtrfsCsum {
  bool known = false;
  // Computed over a copy of what the user gave.
  bool stable = false;
  uint64_t value = 0;
};

// Which checksum does not matter here, if it is a strong one.
inline constexpr pi::GuardType kBtrfsChecksum = pi::GuardType::kCrc64Nvme;

// struct btrfs_inode. Checksums belong to who holds the extent lock.
struct BtrfsInode {
  // By block; empty: none are kept.
  absl::Span<BtrfsCsum> csums;
  bool redundant_profile = false;
  // Whole blocks, from a page of the cache, are about to be written.
  void ChecksumPage(uint32_t pos, absl::Span<const uint8_t> data,
                    uint32_t block_bytes);
  // Where reads are checked.
  std::optional<checker::WorkQueue> endio;
  // lock_extent(), for the whole file, from submission to completion, by
  // whatever task: complete if nobody holds it. Only if calls could collide.
  std::optional<checker::Completion> extent_lock;
};

// struct workqueue_struct, as far as direct I/O allocates one.
struct DioWorkqueue {
  checker::Atomic<bool> alive{"s_dio_done_wq.alive", true};
};

// Each file has a super block of its own, since a file covers a device.
struct SuperBlock {
  explicit SuperBlock(bool with_worker) {
    if (with_worker) dio_done_worker.emplace("s_dio_done_wq");
  }

  // Null until the first asynchronous call creates it.
  checker::Atomic<DioWorkqueue*> s_dio_done_wq{"s_dio_done_wq"};
  // Its worker, once there is a workqueue.
  std::optional<checker::WorkQueue> dio_done_worker;
};

class Inode {
 public:
  struct Options {
    absl::Span<const Extent> extents = {};
    uint32_t size = 0;
    // The file system's block, at least the device's logical block.
    uint32_t block_bytes = 0;
    // XFS: writes are zone appends.
    bool zoned = false;
    // What the page cache has room for.
    uint32_t most_bytes = 0;
    InodeWatch watch = {};
  };

  Inode(Kernel& kernel, BlockDevice& device, const Options& options);

  // i_blocksize(): of the file system, at least the device's logical block.
  uint32_t block_bytes() const { return block_bytes_; }
  // mapping->nrpages.
  bool HasCachedPages() const { return cache.has_value() && cache->HasPages(); }

  // Direct I/O is in flight: truncate and its like wait for zero.
  void inode_dio_begin();
  void inode_dio_end();
  // May sleep.
  void inode_dio_wait();
  bool dio_in_flight() const;

  // i_size_read(), i_size_write().
  uint32_t i_size() const {
    return watched_size_ ? watched_size_->Load(std::memory_order_relaxed)
                         : size_;
  }
  void i_size_write(uint32_t size);
  // A buffered write, or the end of a direct one that met it, has made the file
  // smaller, where they hold no lock in common and nobody waits for the other:
  // C2 of docs/findings.md. For oracles.
  bool size_taken_back() const { return size_taken_back_; }

  // mapping_stable_writes(): set when the inode was initialised, from its
  // device.
  bool mapping_stable_writes() const { return stable_writes_; }

  // For oracles when all is quiet.
  int dio_count() const;
  uint32_t PeekSize() const {
    return watched_size_ ? watched_size_->Peek() : size_;
  }

  Kernel& kernel;
  BlockDevice& device;
  const bool zoned;
  SuperBlock sb;

  ExtentMap extents;
  IomapAddressSpace a_ops;
  // Only where pages can come into it.
  std::optional<PageCache> cache;
  // i_rwsem; XFS calls it the iolock. Only where it can be contended.
  std::optional<checker::RwLock> iolock;
  // XFS: held to change i_size.
  checker::SpinLock i_flags_lock{"i_flags_lock"};

  // XFS: i_ioend_lock, i_ioend_list and i_ioend_work.
  checker::SpinLock i_ioend_lock{"i_ioend_lock"};
  Ioend* i_ioend_list = nullptr;
  std::optional<checker::WorkQueue> i_ioend_work;

  BtrfsInode btrfs;

  // XFS: csum/read_bounce of the mount. If nobody writes it, to read it is no
  // operation.
  ReadBounce read_bounce() const {
    return csum_read_bounce.has_value()
               ? csum_read_bounce->Load(std::memory_order_relaxed)
               : read_bounce_;
  }
  void InitReadBounce(ReadBounce mode, bool changes) {
    read_bounce_ = mode;
    if (changes) csum_read_bounce.emplace("read_bounce", mode);
  }
  std::optional<checker::Atomic<ReadBounce>> csum_read_bounce;

 private:
  ReadBounce read_bounce_ = ReadBounce::kLazy;
  const bool stable_writes_;
  const uint32_t block_bytes_;
  // Each of the two is an operation only where others look at it. size_ is kept
  // all the same, for oracles.
  uint32_t size_;
  std::optional<checker::Atomic<uint32_t>> watched_size_;
  bool size_taken_back_ = false;
  bool size_set_by_buffered_write_ = false;
  int i_dio_count_ = 0;
  std::optional<checker::Atomic<int>> watched_dio_count_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_INODE_H_
