// A stackful fiber: a stack, and where on it to go on.
//
// Fibers are switched symmetrically on one OS thread: Fiber::Switch(from, to)
// suspends `from`, which must be the one that runs, and goes on with `to`. A
// fiber's entry function must never return; it hands control on with Switch. So
// a fiber is made once and reused for many tasks, which costs one switch
// instead of a new stack, and keeps the shadow stacks of sanitizers balanced.
//
// Switching costs about 10 ns (Boost.Context's jump). The state of exception
// handling (`throw;`, uncaught_exceptions()) is a property of the OS thread in
// the C++ run-time; it is saved and restored at each switch, so that a fiber
// may be suspended inside a catch clause.

#ifndef DIORACE_CHECKER_RUNTIME_FIBER_H_
#define DIORACE_CHECKER_RUNTIME_FIBER_H_

#include <cstddef>

namespace checker {

class Fiber {
 public:
  using Entry = void (*)(void* argument);

  // The fiber that stands for the code that is running now; it has no stack of
  // its own.
  Fiber();
  // A new fiber, suspended before `entry(argument)`. Dies with a message if no
  // memory can be mapped.
  Fiber(Entry entry, void* argument);
  // The fiber must be suspended, and nothing on its stack is destroyed: let its
  // tasks finish first.
  ~Fiber();

  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // The state of exception handling of the OS thread that runs: the same object
  // for as long as the thread lives.
  struct ExceptionState;
  static ExceptionState* ThreadExceptions();

  // `thread` is ThreadExceptions() of the running thread, which is not quick to
  // ask for.
  static void Switch(Fiber& from, Fiber& to, ExceptionState* thread);

  static size_t StackBytes();

 private:
  struct Internals;

  void* context_ = nullptr;  // boost::context::detail::fcontext_t
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  Fiber* switching_to_ = nullptr;
  void* mapping_ = nullptr;
  size_t mapping_bytes_ = 0;
  // While suspended. While it switches: the thread's.
  void* caught_ = nullptr;
  unsigned int uncaught_ = 0;
  ExceptionState* thread_ = nullptr;

  // AddressSanitizer's view of this stack; unused otherwise.
  void* fake_stack_ = nullptr;
  const void* stack_bottom_ = nullptr;
  size_t stack_bytes_ = 0;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_FIBER_H_
