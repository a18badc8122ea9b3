// Whether data that was promised to be on stable storage would survive a loss
// of power.

#ifndef DIORACE_MODEL_DURABILITY_ORACLE_H_
#define DIORACE_MODEL_DURABILITY_ORACLE_H_

#include "model/machine.h"

namespace dio {

// A write that must be durable by now: it was O_DSYNC or O_SYNC, or an fsync
// followed it. Call it in the task that was told so. Reports
//   data_not_durable  what it wrote is only in the device's volatile cache, or
//                     not even there
void CheckDurable(Machine& machine, const IoRecord& record);

}  // namespace dio

#endif  // DIORACE_MODEL_DURABILITY_ORACLE_H_
