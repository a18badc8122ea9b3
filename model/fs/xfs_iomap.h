// How XFS maps a direct I/O, and what it does at its end.
//
// Source: fs/xfs/xfs_iomap.c, fs/xfs/xfs_file.c (xfs_dio_write_end_io) of
// Linux.

#ifndef DIORACE_MODEL_FS_XFS_IOMAP_H_
#define DIORACE_MODEL_FS_XFS_IOMAP_H_

#include <cstdint>

#include "model/iomap/iomap.h"

namespace dio {

class XfsDioOps final : public IomapDioOps {
 public:
  // `overwrite_only`: what needs an allocation or a conversion is refused with
  // -EAGAIN.
  explicit constexpr XfsDioOps(bool overwrite_only)
      : overwrite_only_(overwrite_only) {}

  // Holes are allocated for writes, and are unwritten then.
  int iomap_begin(Inode& inode, const Iocb& iocb, uint32_t pos, uint32_t length,
                  Iomap& iomap) const override;
  // In this order: what was copied on write is remapped; what was unwritten is
  // converted; the file grows.
  int end_io(Inode& inode, Iocb& iocb, uint32_t size, int error,
             const EndIoFlags& flags) const override;
  void submit_io(IomapDio& dio, const Iomap& iomap, Bio& bio) const override;

 private:
  const bool overwrite_only_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_FS_XFS_IOMAP_H_
