#include "benchmarks/floor.h"

#include <algorithm>
#include <array>
#include <boost/context/detail/fcontext.hpp>
#include <chrono>
#include <cstddef>
#include <vector>

#ifdef CHECKER_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace checker {
namespace {

namespace context = boost::context::detail;

constexpr int kJumps = 100'000;

#ifdef CHECKER_TSAN
// The least that TSan must be told of a switch.
class Announced {
 public:
  Announced()
      : here_(__tsan_get_current_fiber()), there_(__tsan_create_fiber(0)) {}
  ~Announced() { __tsan_destroy_fiber(there_); }
  void Go() { Switch(there_); }
  void Return() { Switch(here_); }

 private:
  static void Switch(void* fiber) {
    __tsan_switch_to_fiber(fiber, __tsan_switch_to_fiber_no_sync);
  }

  void* const here_;
  void* const there_;
};
#else
class Announced {
 public:
  void Go() {}
  void Return() {}
};
#endif

void Answer(context::transfer_t transfer) {
  auto& announced = *static_cast<Announced*>(transfer.data);
  while (true) {
    announced.Return();
    transfer = context::jump_fcontext(transfer.fctx, nullptr);
  }
}

double OneMeasurement(std::vector<char>& stack) {
  context::fcontext_t other = context::make_fcontext(
      stack.data() + stack.size(), stack.size(), &Answer);
  Announced announced;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kJumps; ++i) {
    announced.Go();
    other = context::jump_fcontext(other, &announced).fctx;
  }
  const std::chrono::duration<double, std::nano> elapsed =
      std::chrono::steady_clock::now() - start;
  return elapsed.count() / (2 * kJumps);
}

}  // namespace

double FloorNanoseconds() {
  std::vector<char> stack(size_t{64} << 10);
  std::array<double, 11> measured;
  for (double& nanoseconds : measured) nanoseconds = OneMeasurement(stack);
  std::nth_element(measured.begin(), measured.begin() + 5, measured.end());
  return measured[5];
}

}  // namespace checker
