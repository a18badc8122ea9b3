// What a file system tells iomap: where the bytes of a file are, and what to do
// when a direct I/O is complete.
//
// Source: struct iomap, struct iomap_ops and struct iomap_dio_ops in
// include/linux/iomap.h of Linux.

#ifndef DIORACE_MODEL_IOMAP_IOMAP_H_
#define DIORACE_MODEL_IOMAP_IOMAP_H_

#include <cstdint>

#include "model/block/bio.h"
#include "model/iocb.h"
#include "model/iomap/extent.h"
#include "model/iomap/inode.h"

namespace dio {

struct IomapDio;

// struct iomap: how [offset, offset + length) of the file is mapped.
struct Iomap {
  ExtentType type = ExtentType::kMapped;
  uint32_t offset = 0;
  uint32_t length = 0;
  uint64_t address = 0;  // of offset, on the device
  // IOMAP_F_NEW: just allocated, so what is not written must be zeroed.
  bool is_new = false;
  bool shared = false;
  // IOMAP_F_DIRTY: metadata must reach the disk before data is stable.
  bool dirty = false;
  // IOMAP_F_INTEGRITY: the file system owns protection information.
  bool integrity = false;
};

// What the flags of a dio say to end_io.
struct EndIoFlags {
  bool unwritten = false;  // IOMAP_DIO_UNWRITTEN
  bool cow = false;        // IOMAP_DIO_COW
};

// Of one file system. Stateless.
class IomapDioOps {
 public:
  // The mapping of `pos`, at most `length` bytes of it. 0 or -errno. In the
  // submitting task.
  virtual int iomap_begin(Inode& inode, const Iocb& iocb, uint32_t pos,
                          uint32_t length, Iomap& iomap) const = 0;
  // When all bios are done. Returns the result: `error`, or another. Only
  // called where it may sleep, unless `error` is 0 and there is nothing to
  // convert.
  virtual int end_io(Inode&, Iocb&, uint32_t /*size*/, int error,
                     const EndIoFlags&) const {
    return error;
  }
  // Sends a bio on its way. The default is submit_bio alone.
  virtual void submit_io(IomapDio& dio, const Iomap& iomap, Bio& bio) const;

 protected:
  ~IomapDioOps() = default;
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_IOMAP_H_
