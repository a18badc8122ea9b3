// What of a file nobody writes, and what it holds therefore from the start to
// the end.

#ifndef DIORACE_MODEL_UNTOUCHED_H_
#define DIORACE_MODEL_UNTOUCHED_H_

#include <cstddef>
#include <vector>

#include "model/workload.h"

namespace dio {

// In order, and as long as possible: the stretches that no call of the workload
// writes, stores into or zeroes to another value. Zeros where no written block
// was, and in the rest of the file's last block, should it grow. Left out is
// whatever is not certain: files that are stored into through a mapping, or
// share a device; media that are spoilt; written blocks behind the end of the
// file; pages that the cache holds in part, or with other data than the device.
// `needs` is the file's; extents are prepared.
std::vector<UntouchedRange> UntouchedBytes(const Workload& workload,
                                           size_t file, const FileNeeds& needs);

}  // namespace dio

#endif  // DIORACE_MODEL_UNTOUCHED_H_
