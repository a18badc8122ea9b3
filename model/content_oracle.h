// What must be true of the results, contents and counts when a workload has
// ended and all is quiet.
//
// - Each I/O has completed exactly once, with the bytes that it was asked for,
//   or with fewer or an error for which there was a reason.
// - A finished write committed what it had taken from user memory, each byte at
//   its place; a failed one left each logical block old or new. Of a file that
//   is truncated once, this is true of what lies before its end.
// - A finished read left in the buffer what the device delivered, except where
//   the user stored.
// - What a user stored after his read had returned is still there.
// - Every pin is gone, and no direct I/O is in flight.
// Ranges that several writes (or several reads into one buffer) share have no
// defined order, and are left out.

#ifndef DIORACE_MODEL_CONTENT_ORACLE_H_
#define DIORACE_MODEL_CONTENT_ORACLE_H_

namespace dio {

class Machine;

// Reports violations to the executor, unless one has ended a task: what is left
// undone follows from that. Call it from the test body when nothing
// runs any more.
void CheckContents(Machine& machine);

}  // namespace dio

#endif  // DIORACE_MODEL_CONTENT_ORACLE_H_
