// Protection information owned by the file system: generated in iomap before a
// bio is submitted, verified where the ioend is finished.
//
// Source: block/bio-integrity-fs.c of Linux, from 7.1 on.

#ifndef DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_
#define DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_

#include <cstdint>

#include "model/block/bio.h"

namespace dio {

// Attaches a payload; of a write, generates the tuples.
void fs_bio_integrity_prep(Kernel& kernel, Bio& bio);
// What the data of the bio were when it was submitted.
struct SavedIter {
  uint64_t address;
  uint32_t size;
  uint32_t skip;
};
// Verifies what was read against the payload. 0 or -errno.
int fs_bio_integrity_verify(Kernel& kernel, Bio& bio, const SavedIter& saved);
void fs_bio_integrity_free(Kernel& kernel, Bio& bio);

// The most bytes of which the tuples fit into one buffer.
uint32_t max_integrity_io_size(const Kernel& kernel, const BlockDevice& device);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_
