// One mapping of a direct I/O: the bios of an extent, or the zeros of a hole.
//
// Source: iomap_dio_iter, iomap_dio_bio_iter and iomap_dio_hole_iter in
// fs/iomap/direct-io.c of Linux.

#ifndef DIORACE_MODEL_IOMAP_DIO_ITER_H_
#define DIORACE_MODEL_IOMAP_DIO_ITER_H_

#include <cstdint>

#include "model/iomap/dio.h"
#include "model/iomap/iomap.h"

namespace dio {

// What has become of a mapping.
struct IomapDioIterResult {
  int64_t done = 0;  // bytes, or -errno if there are none
  // -errno: after these bytes the call ends, with it.
  int error = 0;
  // Vectors ran out before bytes did: the call ends here.
  bool out_of_vecs = false;
};

// Submits what `iomap` has of the call from `pos` on.
IomapDioIterResult iomap_dio_iter(IomapDio& dio, const Iomap& iomap,
                                  uint32_t pos);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_DIO_ITER_H_
