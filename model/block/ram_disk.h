// brd, pmem: a driver that takes bios as they are, and copies in the context of
// whoever submits them. It trusts that every vector is a multiple of a sector:
// behind one that is not, data lies in the wrong place.
//
// Source: drivers/block/brd.c (brd_submit_bio, brd_rw_bvec) of Linux.

#ifndef DIORACE_MODEL_BLOCK_RAM_DISK_H_
#define DIORACE_MODEL_BLOCK_RAM_DISK_H_

#include "model/block/block_device.h"

namespace dio {

class RamDisk final : public BlockDevice {
 public:
  using BlockDevice::BlockDevice;

 protected:
  // The bio is done when it returns.
  void Enqueue(Bio& bio, TaskStruct& current) override;

 private:
  void Transfer(Bio& bio);
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_RAM_DISK_H_
