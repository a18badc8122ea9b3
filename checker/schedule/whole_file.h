// Files as a whole: read at once, and written so that nobody sees half of one.

#ifndef DIORACE_CHECKER_SCHEDULE_WHOLE_FILE_H_
#define DIORACE_CHECKER_SCHEDULE_WHOLE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace checker {

// More than what people write has.
inline constexpr size_t kMostBytesOfAFile = size_t{16} << 20;

// The whole of a file, or more than `at_most` bytes of it, so that the caller
// notices what is too large. kNotFound if there is none, else kInvalidArgument
// or kUnavailable, with its name and the reason.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t at_most = kMostBytesOfAFile);

// Writes `contents` to `path` so that a reader sees either the old file or the
// new one: under a temporary name in the same folder first, then renamed. Makes
// the folder if it is missing; the new file has the permissions of the old one
// if there was one. What is no file (/dev/null, a pipe) is written to where it
// is. `durable`: also if the machine loses power; takes as long as the disk
// does.
absl::Status WriteFileAtomically(const std::string& path,
                                 absl::string_view contents,
                                 bool durable = false);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_WHOLE_FILE_H_
