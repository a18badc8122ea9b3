#include "benchmarks/tsan_order.h"

#ifdef CHECKER_TSAN

#include <sanitizer/tsan_interface.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace checker {
namespace {

constexpr int kEdges = 100'000;

double OneMeasurement() {
  void* const here = __tsan_get_current_fiber();
  void* const there = __tsan_create_fiber(0);
  char clock = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kEdges; ++i) {
    __tsan_release(&clock);
    __tsan_switch_to_fiber(there, __tsan_switch_to_fiber_no_sync);
    __tsan_acquire(&clock);
    __tsan_switch_to_fiber(here, __tsan_switch_to_fiber_no_sync);
  }
  const std::chrono::duration<double, std::nano> elapsed =
      std::chrono::steady_clock::now() - start;
  __tsan_destroy_fiber(there);
  return elapsed.count() / kEdges;
}

}  // namespace

double TsanEdgeNanoseconds() {
  std::array<double, 11> measured;
  for (double& nanoseconds : measured) nanoseconds = OneMeasurement();
  std::nth_element(measured.begin(), measured.begin() + 5, measured.end());
  return measured[5];
}

}  // namespace checker

#endif  // CHECKER_TSAN
