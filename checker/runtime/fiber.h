// A stackful fiber: a stack, and where on it to go on.
//
// Fibers are switched symmetrically on one OS thread: Fiber::Switch(from, to)
// suspends `from`, which must be the one that runs, and goes on with `to`. A
// fiber's entry function must never return; it hands control on with Switch. So
// a fiber is made once and reused for many tasks, which costs one switch
// instead of a new stack, and keeps the shadow stacks of sanitizers balanced.
//
// Switching costs a few ns (stack_switch.h). The state of exception handling
// (`throw;`, uncaught_exceptions()) is a property of the OS thread in the C++
// run-time; it is saved and restored at each switch, so that a fiber may be
// suspended inside a catch clause.

#ifndef DIORACE_CHECKER_RUNTIME_FIBER_H_
#define DIORACE_CHECKER_RUNTIME_FIBER_H_

#include <cstddef>

#include "checker/runtime/stack_switch.h"
#include "checker/runtime/tsan.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKER_ASAN_FIBERS 1
#endif
#endif

namespace checker {

// What a switch reads and writes is in one line of the cache.
class alignas(64) Fiber : private SuspendedStack {
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
  // for as long as the thread lives. As the Itanium C++ ABI lays out
  // __cxa_eh_globals.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
    unsigned int unused = 0;  // so that the whole is copied at once
  };
  static ExceptionState* ThreadExceptions();

  // `to` may be `from`. `thread` is ThreadExceptions() of the running thread,
  // which is not quick to ask for.
  [[gnu::always_inline]] static void Switch(Fiber& from, Fiber& to,
                                            ExceptionState* thread) {
    from.exceptions_ = *thread;
    *thread = to.exceptions_;
    from.Leave(to);
    from.tsan_.SwitchTo(to.tsan_);
    from.Arrive(*static_cast<Fiber*>(SwitchStack(from, to)));
  }

  static size_t StackBytes();

  // ThreadSanitizer's view of this fiber.
  TsanFiber& tsan() { return tsan_; }
  // Has it forget what was on the stack, but for the deep end.
  void MakeTsanForgetStack() const {
    constexpr size_t kBytes = 2048;
    TsanFresh(static_cast<const char*>(stack_bottom_) + stack_bytes_ - kBytes,
              kBytes);
  }

 private:
  static void Start(SuspendedStack* left, SuspendedStack* suspended);

  // What AddressSanitizer wants to know of a switch.
#ifdef CHECKER_ASAN_FIBERS
  void Leave(const Fiber& to);
  void Arrive(Fiber& left);
#else
  void Leave(const Fiber&) {}
  void Arrive(Fiber&) {}
#endif

  ExceptionState exceptions_;  // while suspended
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  void* mapping_ = nullptr;
  size_t mapping_bytes_ = 0;

  // AddressSanitizer's view of this stack; unused otherwise.
  [[maybe_unused]] void* fake_stack_ = nullptr;
  const void* stack_bottom_ = nullptr;
  size_t stack_bytes_ = 0;

  [[no_unique_address]] TsanFiber tsan_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_FIBER_H_
