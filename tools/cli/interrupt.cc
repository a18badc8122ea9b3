#include "tools/cli/interrupt.h"

namespace diorace::cli {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM};

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void OnSignal(int) {
  interrupted.store(true, std::memory_order_relaxed);
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  for (const int signal : kSignals) {
    struct sigaction now;
    sigaction(signal, nullptr, &now);
    if (now.sa_handler == OnSignal) sigaction(signal, &usual, nullptr);
  }
}

}  // namespace

Interrupt::Interrupt() {
  interrupted.store(false, std::memory_order_relaxed);
  struct sigaction ours = {};
  ours.sa_handler = OnSignal;
  ours.sa_flags = SA_RESTART;
  // The handler of one signal undoes both; it must not be in the middle of it.
  for (const int signal : kSignals) sigaddset(&ours.sa_mask, signal);
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN)
      sigaction(kSignals[i], &ours, nullptr);
  }
}

Interrupt::~Interrupt() {
  for (size_t i = 0; i < kSignals.size(); ++i)
    sigaction(kSignals[i], &before_[i], nullptr);
}

const std::atomic<bool>& Interrupt::flag() const { return interrupted; }

}  // namespace diorace::cli
