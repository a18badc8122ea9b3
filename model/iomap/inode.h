// A file that direct I/O is done on.

#ifndef DIORACE_MODEL_IOMAP_INODE_H_
#define DIORACE_MODEL_IOMAP_INODE_H_

#include "model/block/block_device.h"

namespace dio {

// Fully allocated and written: file offset 0 is the first sector of its device.
class Inode {
 public:
  explicit Inode(BlockDevice& device) : device(device) {}

  // Direct I/O is in flight: truncate and its like wait for zero.
  void inode_dio_begin() { ++i_dio_count_; }
  void inode_dio_end() { --i_dio_count_; }

  // mapping_stable_writes(): set when the inode was initialised, from its
  // device.
  bool mapping_stable_writes() const { return device.stable_writes(); }

  // For oracles when all is quiet.
  int dio_count() const { return i_dio_count_; }

  BlockDevice& device;

 private:
  // Nobody waits for zero in this model (no truncate), so to change it is no
  // operation.
  int i_dio_count_ = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_INODE_H_
