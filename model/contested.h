// Which I/Os get into each other's way, so that nobody can say what must come
// out.

#ifndef DIORACE_MODEL_CONTESTED_H_
#define DIORACE_MODEL_CONTESTED_H_

#include "model/workload.h"

namespace dio {

// Another write of the same blocks, or another read into the same bytes, makes
// the outcome undefined; so does truncation of what is written.
bool Contested(const Workload& workload, const IoSpec& io);
// But for truncation.
bool ContestedByIo(const Workload& workload, const IoSpec& io);

}  // namespace dio

#endif  // DIORACE_MODEL_CONTESTED_H_
