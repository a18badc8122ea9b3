#include "model/fs/xfs.h"

#include <algorithm>
#include <cerrno>

#include "model/fs/xfs_bounce_read.h"
#include "model/iomap/dio.h"
#include "model/iomap/ioend.h"
#include "model/iomap/read_simple.h"

namespace dio {
namespace {

class XfsDioOps final : public IomapDioOps {
 public:
  int iomap_begin(Inode& inode, const Iocb&, uint32_t pos, uint32_t length,
                  Iomap& iomap) const override {
    for (const Extent& extent : inode.extents) {
      if (pos < extent.offset || pos >= extent.offset + extent.bytes) continue;
      const uint32_t into = pos - extent.offset;
      iomap.type = extent.type;
      iomap.offset = pos;
      iomap.length = std::min(length, extent.bytes - into);
      iomap.address = uint64_t{extent.address} + into;
      iomap.shared = extent.shared;
      iomap.integrity = inode.kernel.has(Switch::kFsIntegrity) &&
                        inode.kernel.has(Switch::kDioBounce) &&
                        inode.device.profile().has_value();
      return 0;
    }
    return -EIO;
  }

  void submit_io(IomapDio& dio, const Iomap& iomap, Bio& bio) const override {
    if (!dio.write() && iomap.integrity &&
        dio.kernel.has(Switch::kLazyReadBounce))
      return xfs_submit_read(dio, bio);
    if (bio.bounced_read)
      iomap_init_ioend(
          dio, bio,
          iomap.offset + static_cast<uint32_t>(bio.address - iomap.address));
    IomapDioOps::submit_io(dio, iomap, bio);
  }
};

constexpr XfsDioOps kOps;

}  // namespace

int64_t xfs_file_direct_io(Kernel& kernel, Inode& inode, Iocb& iocb) {
  IomapDioFlags flags;
  flags.bounce = inode.mapping_stable_writes() &&
                 kernel.has(Switch::kDioBounce) &&
                 (iocb.write() || !kernel.has(Switch::kLazyReadBounce));
  flags.race = iocb.write() ? "R01" : "R07";
  if (!iocb.write() && kernel.has(Switch::kDioReadSimple) &&
      !inode.mapping_stable_writes()) {
    const int64_t result =
        iomap_dio_read_simple(kernel, inode, iocb, kOps, flags.race);
    if (result != -ENOTBLK) return result;
  }
  return iomap_dio_rw(kernel, inode, iocb, kOps, flags);
}

}  // namespace dio
