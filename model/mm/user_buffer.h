// Memory of a user process that I/O reads from or writes to.
//
// Anonymous and resident, in one large folio: to pin it is one step, whatever
// its size. Its bytes may be stored into at any time; the kernel reads and
// writes them chunk by chunk, so that a store can come between two chunks.

#ifndef DIORACE_MODEL_MM_USER_BUFFER_H_
#define DIORACE_MODEL_MM_USER_BUFFER_H_

#include <cstdint>
#include <cstring>

#include "checker/sync/bytes.h"

namespace dio {

class UserBuffer {
 public:
  UserBuffer(const checker::Name& name, uint32_t bytes, uint32_t chunk_bytes,
             uint8_t fill)
      : memory(name, bytes, chunk_bytes), chunk_bytes(chunk_bytes) {
    std::memset(memory.Poke().data(), fill, bytes);
  }

  // GUP: the folio stays where it is until it is unpinned.
  void pin() { ++pins_; }
  void unpin() { --pins_; }

  // May sleep in the kernel, which is why reads that complete in interrupt
  // context dirty their pages beforehand.
  void set_dirty() { dirty_ = true; }

  // For oracles when all is quiet.
  int pins() const { return pins_; }
  bool dirty() const { return dirty_; }

  checker::Bytes memory;
  const uint32_t chunk_bytes;

 private:
  // No task of this model looks at these while I/O is in flight (no truncate,
  // no migration, no write-back), so to change them is no operation.
  int pins_ = 0;
  bool dirty_ = false;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_USER_BUFFER_H_
