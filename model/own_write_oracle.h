// Whether a task reads what it has written itself.

#ifndef DIORACE_MODEL_OWN_WRITE_ORACLE_H_
#define DIORACE_MODEL_OWN_WRITE_ORACLE_H_

#include "model/machine.h"

namespace dio {

// When all is quiet. A buffered write had returned before the same task called
// for a read, direct or not, and nobody else writes there. Reports
//   stale_read  the read succeeded with other data
void CheckOwnWrites(Machine& machine);

}  // namespace dio

#endif  // DIORACE_MODEL_OWN_WRITE_ORACLE_H_
