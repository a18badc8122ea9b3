#include "model/iomap/inode.h"

namespace dio {

Inode::Inode(Kernel& kernel, BlockDevice& device,
             absl::Span<const Extent> extents, uint32_t size,
             uint32_t block_bytes, const Workers& workers)
    : kernel(kernel),
      device(device),
      sb(workers.dio_done),
      extents(extents),
      stable_writes_(device.stable_writes()),
      block_bytes_(block_bytes),
      i_size_(size) {
  if (workers.btrfs_endio) btrfs.endio.emplace("btrfs-endio");
  if (workers.ioend) i_ioend_work.emplace("xfs-ioend");
}

void Inode::inode_dio_begin() { ++i_dio_count_; }

void Inode::inode_dio_end() { --i_dio_count_; }

}  // namespace dio
