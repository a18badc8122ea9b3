// Partial-order reduction visits exactly the classes that plain search visits:
// each once in optimal mode, and finds the same violations and final states.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/canonical_trace.h"
#include "tests/checker/explore/generated_program.h"

namespace checker {
namespace {

struct Seen {
  std::map<std::string, uint64_t> traces;
  std::set<std::string> violations;
  std::set<std::string> states;
  Exploration exploration;
};

Seen ExploreWith(Strategy& strategy, const GeneratedProgram& program,
                 uint64_t max_executions) {
  Seen seen;
  const auto body = [&] { seen.states.insert(program.Run()); };
  CanonicalTraces traces(strategy);
  seen.exploration = Explorer(body).Explore(
      traces, {.max_executions = max_executions, .max_steps = 200});
  seen.traces = traces.traces();
  for (const FoundViolation& found : seen.exploration.violations)
    seen.violations.insert(found.violation.Identity());
  return seen;
}

std::string Difference(const Seen& expected, const Seen& found) {
  for (const auto& [trace, count] : expected.traces) {
    if (!found.traces.contains(trace)) return "missed:\n" + trace;
  }
  for (const auto& [trace, count] : found.traces) {
    if (!expected.traces.contains(trace)) return "impossible:\n" + trace;
  }
  return "";
}

// Compares the strategies on one program. Returns false if it is too large for
// plain search.
bool Compare(uint64_t seed, const GeneratedProgram::Shape& shape) {
  const GeneratedProgram program(seed, shape);
  SCOPED_TRACE(absl::StrCat("REDUCTION_SEED=", seed, "\n", program.ToString()));
  DepthFirstStrategy dfs;
  const Seen all = ExploreWith(dfs, program, 3000);
  if (!all.exploration.complete()) return false;
  for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
    SCOPED_TRACE(mode == DporMode::kOptimal ? "optimal" : "source");
    DporStrategy strategy(mode);
    const Seen reduced = ExploreWith(strategy, program, 100'000);
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

using Kind = InstructionKind;

struct Family {
  std::string name;
  GeneratedProgram::Shape shape;
};

// Programs of few kinds have more conflicts.
std::vector<Family> Families() {
  return {
      {"Everything", {}},
      {"Variables",
       {.kinds = {Kind::kLoad, Kind::kStore, Kind::kIncrement, Kind::kCas,
                  Kind::kExpect, Kind::kSkipIf}}},
      {"Cas", {.kinds = {Kind::kCas, Kind::kStore, Kind::kSkipIf}}},
      {"Locks",
       {.kinds = {Kind::kLocked, Kind::kTryLock, Kind::kIncrement,
                  Kind::kLoad}}},
      {"Awaits",
       {.kinds = {Kind::kAwait, Kind::kStore, Kind::kIncrement, Kind::kCas}}},
      {"References", {.kinds = {Kind::kGet, Kind::kPut, Kind::kLoad}}},
      {"Drops", {.kinds = {Kind::kPut}}},
      {"Completions",
       {.kinds = {Kind::kComplete, Kind::kComplete, Kind::kCompleteAll,
                  Kind::kWaitFor, Kind::kStore}}},
      {"WaitQueues",
       {.kinds = {Kind::kPrepare, Kind::kSleep, Kind::kWakeOne, Kind::kWakeAll,
                  Kind::kStore}}},
      {"WorkQueues", {.kinds = {Kind::kQueue, Kind::kLoad, Kind::kStore}}},
      {"Spawned",
       {.kinds = {Kind::kSpawn, Kind::kStore, Kind::kLoad, Kind::kChoose,
                  Kind::kLocked, Kind::kAwait}}},
      {"Choices",
       {.kinds = {Kind::kChoose, Kind::kLoad, Kind::kCas, Kind::kSkipIf}}},
      {"Bytes", {.kinds = {Kind::kFill, Kind::kSample, Kind::kStore}}},
      {"Heap", {.kinds = {Kind::kFree, Kind::kUse, Kind::kUse, Kind::kSkipIf}}},
      {"Standstills",
       {.kinds = {Kind::kLocked, Kind::kLocked, Kind::kAwait, Kind::kSleep,
                  Kind::kPrepare, Kind::kWakeOne, Kind::kWakeAll,
                  Kind::kSpawn}}},
      {"FailingParents",
       {.kinds = {Kind::kSpawn, Kind::kExpect, Kind::kStore, Kind::kLoad,
                  Kind::kPut, Kind::kLocked}}},
      {"FailingTasks",
       {.kinds = {Kind::kExpect, Kind::kStore, Kind::kLocked, Kind::kPut,
                  Kind::kWaitFor, Kind::kComplete}}},
  };
}

class ReductionTest : public testing::TestWithParam<Family> {};

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
                         testing::ValuesIn(Families()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace checker
