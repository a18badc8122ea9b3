// When XFS reads through bounce folios: csum/read_bounce of a mount, from 7.4
// on.

#ifndef DIORACE_MODEL_FS_READ_BOUNCE_H_
#define DIORACE_MODEL_FS_READ_BOUNCE_H_

#include <cstdint>

namespace dio {

enum class ReadBounce : uint8_t {
  // Into the user's pages; what fails verification has failed.
  kNever,
  // From the start.
  kAlways,
  // Into the user's pages, and once more, bounced, if verification fails.
  kLazy,
};

}  // namespace dio

#endif  // DIORACE_MODEL_FS_READ_BOUNCE_H_
