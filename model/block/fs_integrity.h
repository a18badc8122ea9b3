// Protection information owned by the file system: generated in iomap before a
// bio is submitted, verified where the ioend is finished.
//
// Source: block/bio-integrity-fs.c of Linux, from 7.1 on.

#ifndef DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_
#define DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_

#include <cstdint>
#include <optional>

#include "model/block/bio.h"
#include "model/block/integrity.h"
#include "model/kernel.h"
#include "model/sched.h"

namespace dio {

// Attaches a payload; of a write, generates the tuples. May sleep: what
// `current` holds back is dispatched then.
void fs_bio_integrity_prep(Kernel& kernel, Bio& bio, TaskStruct& current);
// What the data of the bio were when it was submitted.
struct SavedIter {
  explicit SavedIter(const Bio& bio)
      : address(bio.address),
        size(bio.bi_size),
        skip(bio.skip),
        call_offset(bio.call_offset) {}

  uint64_t address;
  uint32_t size;
  uint32_t skip;
  uint32_t call_offset;
};
// bio_prepare_reissue(): the bio is as it was.
void RestoreIter(Bio& bio, const SavedIter& saved);

// Whether anybody verifies the payload that the bio has.
bool fs_bio_integrity_wanted(const Kernel& kernel, const Bio& bio);
// Verifies what was read against the payload. 0 or -errno.
int fs_bio_integrity_verify(Kernel& kernel, Bio& bio, const SavedIter& saved);
// The same for a read that will be repeated if it fails: nothing is reported.
std::optional<FailedInterval> fs_bio_integrity_try_verify(
    Kernel& kernel, Bio& bio, const SavedIter& saved);
// Nothing, if the bio has no payload; but see fs_integrity_free_checked.
void fs_bio_integrity_free(Kernel& kernel, Bio& bio);

// The most bytes of which the tuples fit into one buffer.
uint32_t max_integrity_io_size(const Kernel& kernel, const BlockDevice& device);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_FS_INTEGRITY_H_
