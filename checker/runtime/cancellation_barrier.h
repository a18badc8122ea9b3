// Whether an exception thrown here could leave the task.
//
// A task is cancelled by a private exception. Thrown through a noexcept
// function (every destructor is one) it would end the whole program, and a
// `catch (...)` would swallow it. So before it is thrown, the frames between
// here and the task's entry are searched for either; if there is one, the task
// goes on for now, its operations without effect, and is cancelled at the first
// operation beyond.
//
// Both look the same in the tables that the compiler writes for the unwinder
// (the language-specific data area of the Itanium C++ ABI, as GCC and clang lay
// it out): a handler that takes everything, or no entry at all. To search them
// takes a few microseconds, and only happens when a task is cancelled.

#ifndef DIORACE_CHECKER_RUNTIME_CANCELLATION_BARRIER_H_
#define DIORACE_CHECKER_RUNTIME_CANCELLATION_BARRIER_H_

namespace checker {

// `entry_frame` is __builtin_frame_address(0) of the outermost function to be
// searched, the one that the exception must be able to leave.
bool CancellationBarrierBelow(const void* entry_frame);

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_CANCELLATION_BARRIER_H_
