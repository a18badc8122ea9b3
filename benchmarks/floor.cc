#include "benchmarks/floor.h"

#include <algorithm>
#include <array>
#include <boost/context/detail/fcontext.hpp>
#include <chrono>
#include <cstddef>
#include <vector>

namespace checker {
namespace {

namespace context = boost::context::detail;

constexpr int kJumps = 100'000;

void Answer(context::transfer_t transfer) {
  while (true) transfer = context::jump_fcontext(transfer.fctx, nullptr);
}

double OneMeasurement(std::vector<char>& stack) {
  context::fcontext_t other = context::make_fcontext(
      stack.data() + stack.size(), stack.size(), &Answer);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kJumps; ++i)
    other = context::jump_fcontext(other, nullptr).fctx;
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
