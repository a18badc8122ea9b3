#include "checker/runtime/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/context/detail/fcontext.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKER_ASAN_FIBERS 1
#include <sanitizer/common_interface_defs.h>
#endif
#endif

namespace checker {
namespace {

namespace context = boost::context::detail;

// Only pages that are touched cost memory. A printf of a long message needs
// some 10 KiB; sanitizers multiply frames.
constexpr size_t kStackBytes = size_t{256} << 10;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "checker: %s: %s\n", what, std::strerror(errno));
  std::abort();
}

}  // namespace

// As the Itanium C++ ABI lays out __cxa_eh_globals.
struct Fiber::ExceptionState {
  void* caught;
  unsigned int uncaught;
};

Fiber::ExceptionState* Fiber::ThreadExceptions() {
  return reinterpret_cast<ExceptionState*>(__cxxabiv1::__cxa_get_globals());
}

// What needs Boost's types, kept out of the header.
struct Fiber::Internals {
  // Runs first on the new side of every switch: `transfer` says where the old
  // side stopped.
  static void Arrive(Fiber& self, context::transfer_t transfer) {
    auto& previous = *static_cast<Fiber*>(transfer.data);
    previous.context_ = transfer.fctx;
#ifdef CHECKER_ASAN_FIBERS
    // The bottom and size of a stack that we did not map (the OS thread's) are
    // learnt when it is first left.
    __sanitizer_finish_switch_fiber(self.fake_stack_, &previous.stack_bottom_,
                                    &previous.stack_bytes_);
#endif
    // The suspended fiber may have been on another thread.
    previous.thread_->caught = self.caught_;
    previous.thread_->uncaught = self.uncaught_;
  }

  static void Start(context::transfer_t transfer) {
    // The fiber to start cannot be an argument, since the switch passes the one
    // it leaves: that one holds it.
    auto& previous = *static_cast<Fiber*>(transfer.data);
    Fiber& self = *previous.switching_to_;
    Arrive(self, transfer);
    self.entry_(self.argument_);
    std::fprintf(stderr, "checker: a fiber's entry function returned\n");
    std::abort();
  }
};

Fiber::Fiber() = default;

Fiber::Fiber(Entry entry, void* argument) : entry_(entry), argument_(argument) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  mapping_bytes_ = kStackBytes + page;
  mapping_ = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping_ == MAP_FAILED) Die("cannot map a task's stack");
  // Stacks grow down: the lowest page catches an overflow.
  if (mprotect(mapping_, page, PROT_NONE) != 0)
    Die("cannot protect a task's stack");
  auto* const bottom = static_cast<char*>(mapping_) + page;
  stack_bottom_ = bottom;
  stack_bytes_ = kStackBytes;
  context_ = context::make_fcontext(bottom + kStackBytes, kStackBytes,
                                    &Internals::Start);
}

Fiber::~Fiber() {
  if (mapping_ != nullptr) munmap(mapping_, mapping_bytes_);
}

size_t Fiber::StackBytes() { return kStackBytes; }

void Fiber::Switch(Fiber& from, Fiber& to, ExceptionState* thread) {
  from.caught_ = thread->caught;
  from.uncaught_ = thread->uncaught;
  from.thread_ = thread;
  from.switching_to_ = &to;
#ifdef CHECKER_ASAN_FIBERS
  __sanitizer_start_switch_fiber(&from.fake_stack_, to.stack_bottom_,
                                 to.stack_bytes_);
#endif
  Internals::Arrive(from, context::jump_fcontext(to.context_, &from));
}

}  // namespace checker
