// Partial-order reduction visits exactly the classes that plain search visits:
// each once in optimal mode, and finds the same violations and final states.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/generated_program.h"

namespace checker {
namespace {

// Compares the strategies on one program. Returns false if it is too large for
// plain search.
bool Compare(uint64_t seed, const GeneratedProgram::Shape& shape) {
  const GeneratedProgram program(seed, shape);
  SCOPED_TRACE(absl::StrCat("REDUCTION_SEED=", seed, "\n", program.ToString()));
  const auto body = [&] { return program.Run(); };
  DepthFirstStrategy dfs;
  const Met all = MeetAll(dfs, body, 3000);
  if (!all.exploration.complete()) return false;
  for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
    SCOPED_TRACE(mode == DporMode::kOptimal ? "optimal" : "source");
    DporStrategy strategy(mode);
    const Met reduced = MeetAll(strategy, body);
    EXPECT_TRUE(reduced.exploration.complete()) << reduced.exploration.error;
    EXPECT_EQ(Difference(all, reduced), "");
    EXPECT_EQ(reduced.violations, all.violations);
    EXPECT_EQ(reduced.states, all.states);
    // Once each, and none begun in vain.
    EXPECT_EQ(reduced.exploration.executions, all.traces.size());
    if (mode == DporMode::kOptimal) EXPECT_EQ(reduced.exploration.redundant, 0);
  }
  return true;
}

class ReductionTest : public testing::TestWithParam<ProgramFamily> {};

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* const text = std::getenv(name);
  uint64_t number = otherwise;
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number
                                                            : otherwise;
}

// To repeat a failure: REDUCTION_SEED=n and --gtest_filter, as its message
// says. More programs: REDUCTION_PROGRAMS=n.
TEST_P(ReductionTest, VisitsEveryClassOnce) {
  const uint64_t programs = FromEnvironment("REDUCTION_PROGRAMS", 60);
  uint64_t first = 1, last = programs;
  if (const uint64_t seed = FromEnvironment("REDUCTION_SEED", 0); seed != 0)
    first = last = seed;
  uint64_t compared = 0;
  for (uint64_t seed = first; seed <= last && !HasFailure(); ++seed)
    compared += Compare(seed, GetParam().shape) ? 1 : 0;
  std::printf("%lu of %lu programs compared\n", compared, last - first + 1);
  EXPECT_GE(compared, (last - first + 1) / 3);
}

INSTANTIATE_TEST_SUITE_P(Generated, ReductionTest,
                         testing::ValuesIn(ProgramFamilies()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace checker
