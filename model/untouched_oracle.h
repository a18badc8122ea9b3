// Whether what nobody writes stays as it is, in the file and for who reads it.

#ifndef DIORACE_MODEL_UNTOUCHED_ORACLE_H_
#define DIORACE_MODEL_UNTOUCHED_ORACLE_H_

#include "model/machine.h"

namespace dio {

// When all is quiet. Reports
//   untouched_changed  the file holds other data there: what a block held
//   before
//                      it was the file's shows beside new data, a page was lost
//                      that was dirty, or a write went astray
//   stale_read         a read that succeeded returned other data from there
void CheckUntouched(Machine& machine);

}  // namespace dio

#endif  // DIORACE_MODEL_UNTOUCHED_ORACLE_H_
