// Every strategy that samples finds the bugs of small programs soon.

#include "tests/checker/explore/buggy_programs.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "checker/campaign.h"
#include "checker/explore/explorer.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

constexpr uint64_t kNever = 20'000;

uint64_t SchedulesToFirstBug(const BuggyProgram& program,
                             const StrategyOptions& options) {
  const std::unique_ptr<Strategy> strategy = *MakeStrategy(options);
  Explorer explorer(program.body);
  for (uint64_t i = 1; i <= kNever; ++i) {
    if (!explorer.Explore(*strategy, {.max_executions = 1}).violations.empty())
      return i;
  }
  return kNever;
}

TEST(Table, Print) {
  for (const BuggyProgram& program : BuggyPrograms()) {
    std::printf("%-12s", program.name.c_str());
    for (const char* name : {"random", "urw", "surw", "pct", "pos"}) {
      uint64_t sum = 0;
      int missed = 0;
      for (uint64_t seed = 1; seed <= 20; ++seed) {
        uint64_t c = SchedulesToFirstBug(program, {.name = name, .seed = seed});
        if (c == kNever)
          ++missed;
        else
          sum += c;
      }
      std::printf(" %s %7.1f(%d)", name,
                  missed < 20 ? 1.0 * sum / (20 - missed) : 0, missed);
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace checker
