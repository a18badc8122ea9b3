// Checkpoint files: a SavedSearch that survives the process.

#ifndef DIORACE_CHECKER_DIVISION_CHECKPOINT_H_
#define DIORACE_CHECKER_DIVISION_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "checker/division/saved_search.pb.h"

namespace checker {

// A number that stands for the running program's code: another build, another
// number.
uint64_t ProgramDigest();

// Writes `saved` in place of `file`, which is whole at any time, and after a
// power cut.
absl::Status WriteCheckpoint(const std::string& file, const SavedSearch& saved);

// Whether a checkpoint in place of `file` destroys nothing else: there is no
// such file, it is empty, it is a checkpoint, or it is no regular file.
bool MayBecomeCheckpoint(const std::string& file);

// kNotFound if there is no such file; kInvalidArgument, with the reason, if it
// is no checkpoint, is damaged, is by another build, or is not of `subject`
// with these `settings`.
absl::StatusOr<SavedSearch> ReadCheckpoint(const std::string& file,
                                           const std::string& subject,
                                           uint64_t settings);

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_CHECKPOINT_H_
