#include "model/fs/xfs.h"

#include "model/iomap/dio.h"

namespace dio {

IoOutcome xfs_file_direct_io(Kernel& kernel, Inode& inode, const Iocb& iocb) {
  IomapDioFlags flags;
  flags.bounce =
      inode.mapping_stable_writes() && kernel.behaviour.has(Switch::kDioBounce);
  flags.read_ioend = flags.bounce;
  flags.race = iocb.op == ReqOp::kWrite ? "R01" : "R07";
  return iomap_dio_rw(kernel, inode, iocb, flags);
}

}  // namespace dio
