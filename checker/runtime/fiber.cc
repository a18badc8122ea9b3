#include "checker/runtime/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef CHECKER_ASAN_FIBERS
#include <sanitizer/common_interface_defs.h>
#endif

namespace checker {
namespace {

// Only pages that are touched cost memory. A printf of a long message needs
// some 10 KiB; sanitizers multiply frames.
constexpr size_t kStackBytes = size_t{256} << 10;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "checker: %s: %s\n", what, std::strerror(errno));
  std::abort();
}

}  // namespace

Fiber::ExceptionState* Fiber::ThreadExceptions() {
  static thread_local constinit ExceptionState* state = nullptr;
  if (state == nullptr)
    state = reinterpret_cast<ExceptionState*>(__cxxabiv1::__cxa_get_globals());
  return state;
}

Fiber::Fiber() { tsan_.BeCurrent(); }

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
  SuspendedStack::operator=(
      NewStack(bottom + kStackBytes, kStackBytes, &Fiber::Start));
  tsan_.Create();
}

Fiber::~Fiber() {
  if (mapping_ == nullptr) return;
  tsan_.Destroy();
  munmap(mapping_, mapping_bytes_);
}

size_t Fiber::StackBytes() { return kStackBytes; }

void Fiber::Start(SuspendedStack* left, SuspendedStack* suspended) {
  auto& self = *static_cast<Fiber*>(suspended);
  self.Arrive(*static_cast<Fiber*>(left));
  self.entry_(self.argument_);
  std::fprintf(stderr, "checker: a fiber's entry function returned\n");
  std::abort();
}

#ifdef CHECKER_ASAN_FIBERS

void Fiber::Leave(const Fiber& to) {
  __sanitizer_start_switch_fiber(&fake_stack_, to.stack_bottom_,
                                 to.stack_bytes_);
}

// The bottom and size of a stack that we did not map (the OS thread's) are
// learnt when it is first left.
void Fiber::Arrive(Fiber& left) {
  __sanitizer_finish_switch_fiber(fake_stack_, &left.stack_bottom_,
                                  &left.stack_bytes_);
}

#endif

}  // namespace checker
