#include "model/fs/xfs_iomap.h"

#include <cerrno>
#include <optional>

#include "model/fs/xfs_bounce_read.h"
#include "model/iomap/dio.h"
#include "model/iomap/ioend.h"
#include "model/mutation.h"

namespace dio {
namespace {

// Space for what a write is about to write. 0 or -errno.
int AllocateForWrite(Inode& inode, const Iocb& iocb, uint32_t pos,
                     Stretch& stretch, Iomap& iomap) {
  if (stretch.type == ExtentType::kHole) {
    if (iocb.flags.nowait) {
      iocb.record.Excuse(-EAGAIN);
      return -EAGAIN;
    }
    if (!inode.extents.Allocate(pos, stretch.length)) {
      iocb.record.Excuse(-ENOSPC);
      return -ENOSPC;
    }
    stretch = inode.extents.Peek(pos, stretch.length);
    iomap.is_new = true;
  }
  if (!stretch.shared) return 0;
  const std::optional<uint32_t> copy = inode.extents.AllocateCow(pos);
  if (!copy.has_value()) {
    iocb.record.Excuse(-ENOSPC);
    return -ENOSPC;
  }
  stretch.address = *copy;
  return 0;
}

// The file grows, and never shrinks.
void UpdateSize(Inode& inode, uint32_t end) {
  if (end <= inode.i_size()) return;
  inode.i_flags_lock.Lock();
  if (!inode.kernel.has(Switch::kSizeUpdateRechecks) || end > inode.i_size())
    inode.i_size_write(end);
  inode.i_flags_lock.Unlock();
}

}  // namespace

int XfsDioOps::iomap_begin(Inode& inode, const Iocb& iocb, uint32_t pos,
                           uint32_t length, Iomap& iomap) const {
  // xfs_zoned_direct_write_iomap_begin: nobody knows where it will be.
  if (iocb.write() && inode.zoned) {
    iomap.offset = pos;
    iomap.length = length;
    iomap.dirty = true;
    return 0;
  }
  Stretch stretch = inode.extents.Read(pos, length);
  if (iocb.write()) {
    const bool overwrite = stretch.type == ExtentType::kMapped &&
                           !stretch.shared && stretch.length == length;
    if (overwrite_only_ && !overwrite) return -EAGAIN;
    if (const int error = AllocateForWrite(inode, iocb, pos, stretch, iomap);
        error != 0)
      return error;
  }
  iomap.type = stretch.type;
  iomap.offset = pos;
  iomap.length = stretch.length;
  iomap.address = stretch.address;
  iomap.shared = stretch.shared;
  iomap.integrity = inode.kernel.has(Switch::kFsIntegrity) &&
                    inode.kernel.has(Switch::kDioBounce) &&
                    inode.device.profile().has_value();
  return 0;
}

int XfsDioOps::end_io(Inode& inode, Iocb& iocb, uint32_t size, int error,
                      const EndIoFlags& flags) const {
  if (error != 0 || size == 0 || !iocb.write()) return error;
  if (flags.cow) inode.extents.RemapCow(iocb.pos, size);
  if (flags.unwritten) inode.extents.Convert(iocb.pos, size);
  if (!Mutated(Mutation::kSizeNotUpdated)) UpdateSize(inode, iocb.pos + size);
  return 0;
}

void XfsDioOps::submit_io(IomapDio& dio, const Iomap& iomap, Bio& bio) const {
  if (!dio.write() && iomap.integrity &&
      dio.kernel.has(Switch::kLazyReadBounce))
    return xfs_submit_read(dio, bio);
  bio.zone_append = dio.write() && dio.inode.zoned;
  if (bio.bounced_read || bio.zone_append)
    iomap_init_ioend(
        dio, bio,
        iomap.offset + static_cast<uint32_t>(bio.address - iomap.address));
  if (bio.zone_append) bio.address = dio.inode.device.spec().open_zone->start;
  IomapDioOps::submit_io(dio, iomap, bio);
}

}  // namespace dio
