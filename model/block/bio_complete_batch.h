// Completion of bios in a context that may sleep, on behalf of an interrupt:
// one list and one worker per CPU.
//
// Source: bio_complete_in_task and the CPU hotplug hooks of block/bio.c, Linux
// 7.3.

#ifndef DIORACE_MODEL_BLOCK_BIO_COMPLETE_BATCH_H_
#define DIORACE_MODEL_BLOCK_BIO_COMPLETE_BATCH_H_

#include "model/block/bio.h"

namespace dio {

// For a bio that wants it. False if the calling context may sleep already, so
// the bio can be completed right here; else the bio is on the list of its CPU,
// whose worker will complete it.
bool bio_complete_in_task(Kernel& kernel, Bio& bio);

// The CPU goes offline: its worker stops, and what is on its list is completed
// elsewhere, or, before a fix of that release, lost.
void bio_complete_cpu_offline(Kernel& kernel, uint32_t cpu);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BIO_COMPLETE_BATCH_H_
