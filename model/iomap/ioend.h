// Ioends: completion deferred to a worker of the inode, in a context that may
// sleep.
//
// Source: fs/iomap/ioend.c, fs/xfs/xfs_aops.c of Linux.

#ifndef DIORACE_MODEL_IOMAP_IOEND_H_
#define DIORACE_MODEL_IOMAP_IOEND_H_

#include "model/block/bio.h"
#include "model/block/fs_integrity.h"
#include "model/iomap/dio.h"

namespace dio {

// struct iomap_ioend, without the parts that only buffered writes need. Wraps a
// bio; in the arena, as the bio is embedded in it.
struct Ioend {
  IomapDio* dio;
  Bio* bio;
  uint32_t offset;  // in the file
  // io_size, io_sector and io_bvec_offset.
  SavedIter saved;
  bool read;
  Ioend* next = nullptr;
};

// Makes `bio`, of the file from `offset` on, complete through the ioend worker:
// when the block layer is done with it, it is queued there, and the worker ends
// it as iomap_dio_bio_end_io does.
void iomap_init_ioend(IomapDio& dio, Bio& bio, uint32_t offset);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_IOEND_H_
