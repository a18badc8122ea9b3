// The fixes that a release does not have yet.

#ifndef DIORACE_MODEL_LATER_FIXES_H_
#define DIORACE_MODEL_LATER_FIXES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "model/kernel_release.h"

namespace dio {

// The switches that close a race, or a candidate of docs/findings.md, and are
// off in `release`, posted and proposed ones included, as far as the release
// can have them together; with those that they require, unless these are
// another design (with which it would be another release). In the order of the
// table. Errors are ReleaseBehaviour's.
absl::StatusOr<std::vector<Switch>> LaterFixes(absl::string_view release);

}  // namespace dio

#endif  // DIORACE_MODEL_LATER_FIXES_H_
