// Goes on with another stack: the processor's part of a fiber (fiber.h).
//
// On x86-64 a few instructions of our own, inlined where control moves, so that
// only what is alive there is saved. Unlike Boost.Context's jump, which serves
// the other processors, it leaves the floating-point control words alone: code
// that changes the rounding mode must change it back before its next operation.

#ifndef DIORACE_CHECKER_RUNTIME_STACK_SWITCH_H_
#define DIORACE_CHECKER_RUNTIME_STACK_SWITCH_H_

#include <cstddef>
#include <cstdint>

#ifndef __x86_64__
#include <boost/context/detail/fcontext.hpp>
#endif

namespace checker {

// A stack that does not run.
struct SuspendedStack {
  // The first thing on a stack; must not return. `left` is the one that was
  // switched from, `self` this one.
  using Entry = void (*)(SuspendedStack* left, SuspendedStack* self);

#ifdef __x86_64__
  void* stack = nullptr;  // registers
  void* frame = nullptr;
  void* base = nullptr;
  void* resume = nullptr;
#else
  boost::context::detail::fcontext_t context = nullptr;
  Entry entry = nullptr;
  SuspendedStack* switching_to = nullptr;
#endif
};

#ifdef __x86_64__

// `top` is the end of the stack's memory and aligned to 16 bytes.
inline SuspendedStack NewStack(void* top, size_t /*bytes*/,
                               SuspendedStack::Entry entry) {
  // As if it had been called from address 0, which ends walks of the stack.
  auto* const return_address = static_cast<uintptr_t*>(top) - 3;
  *return_address = 0;
  return {.stack = return_address, .resume = reinterpret_cast<void*>(entry)};
}

// Suspends the running stack as `from` and goes on with `to`. Returns when
// somebody switches to `from`: the stack which that was.
[[gnu::always_inline]] inline SuspendedStack* SwitchStack(
    SuspendedStack& from, const SuspendedStack& to) {
  SuspendedStack* left = &from;
  const SuspendedStack* entered = &to;
  // Both sides agree on the registers of `left` and `entered`, the first two of
  // a call. rbp and rbx may hold the frame, so the compiler cannot be asked to
  // save them.
  asm volatile(
      "leaq 1f(%%rip), %%rax\n\t"
      "movq %%rsp, (%%rdi)\n\t"
      "movq %%rbp, 8(%%rdi)\n\t"
      "movq %%rbx, 16(%%rdi)\n\t"
      "movq %%rax, 24(%%rdi)\n\t"
      "movq (%%rsi), %%rsp\n\t"
      "movq 8(%%rsi), %%rbp\n\t"
      "movq 16(%%rsi), %%rbx\n\t"
      "jmpq *24(%%rsi)\n"
      "1:"
      : "+D"(left), "+S"(entered)
      :
      : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
        "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
        "memory", "cc");
  return left;
}

#else

inline void EnterStack(boost::context::detail::transfer_t transfer) {
  auto* const left = static_cast<SuspendedStack*>(transfer.data);
  left->context = transfer.fctx;
  left->switching_to->entry(left, left->switching_to);
}

inline SuspendedStack NewStack(void* top, size_t bytes,
                               SuspendedStack::Entry entry) {
  return {
      .context = boost::context::detail::make_fcontext(top, bytes, &EnterStack),
      .entry = entry};
}

inline SuspendedStack* SwitchStack(SuspendedStack& from, SuspendedStack& to) {
  if (&from == &to) return &from;  // the jump needs where it was left
  from.switching_to = &to;
  const auto transfer =
      boost::context::detail::jump_fcontext(to.context, &from);
  auto* const left = static_cast<SuspendedStack*>(transfer.data);
  left->context = transfer.fctx;
  return left;
}

#endif

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_STACK_SWITCH_H_
