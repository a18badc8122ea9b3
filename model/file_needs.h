// What a workload needs of its files: found out before it runs, so that what
// nobody can observe is no operation.

#ifndef DIORACE_MODEL_FILE_NEEDS_H_
#define DIORACE_MODEL_FILE_NEEDS_H_

#include <cstddef>

#include "model/workload.h"

namespace dio {

FileNeeds FileNeedsOf(const Workload& workload, size_t file);

// Dirty pages of the cache have space reserved for them: holes below them
// become delayed allocations.
void ReserveDirtyHoles(Workload& workload);

// Sets Extent::spare where space can be allocated, as long as the devices have
// any left.
void FindRoom(Workload& workload);

}  // namespace dio

#endif  // DIORACE_MODEL_FILE_NEEDS_H_
