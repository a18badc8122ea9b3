// Plain search tries exactly as many interleavings, and search with reduction
// exactly as many traces, as others have counted.

#include "tests/checker/explore/known_programs.h"

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/canonical_trace.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::IsEmpty;

std::vector<KnownProgram> CountedPrograms() {
  std::vector<KnownProgram> counted;
  for (const KnownProgram& program : KnownPrograms()) {
    if (program.interleavings.has_value()) counted.push_back(program);
  }
  return counted;
}

using Parameter = std::tuple<KnownProgram, TaskOrder>;

std::string ParameterName(const testing::TestParamInfo<Parameter>& info) {
  const auto& [program, order] = info.param;
  switch (order) {
    case TaskOrder::kAsListed:
      return program.name;
    case TaskOrder::kReversed:
      return program.name + "_reversed";
    case TaskOrder::kRotated:
      return program.name + "_rotated";
  }
  return "";
}

class KnownProgramsTest : public testing::TestWithParam<Parameter> {};

TEST_P(KnownProgramsTest, DfsTriesEveryInterleavingOnce) {
  const auto& [program, order] = GetParam();
  const Exploration exploration =
      ExploreAll([&, order = order] { program.body(order); });
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  EXPECT_EQ(exploration.executions, *program.interleavings);
  if (!program.deadlocks) {
    EXPECT_THAT(Kinds(exploration), IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(Published, KnownProgramsTest,
                         testing::Combine(testing::ValuesIn(CountedPrograms()),
                                          testing::Values(TaskOrder::kAsListed,
                                                          TaskOrder::kReversed,
                                                          TaskOrder::kRotated)),
                         ParameterName);

std::vector<KnownProgram> ClassifiedPrograms() {
  std::vector<KnownProgram> classified;
  for (const KnownProgram& program : KnownPrograms()) {
    if (program.traces.has_value()) classified.push_back(program);
  }
  return classified;
}

class KnownTracesTest : public testing::TestWithParam<Parameter> {};

// Each class of equivalent executions once, and none begun in vain.
TEST_P(KnownTracesTest, OptimalReductionVisitsEachOnce) {
  const auto& [program, order] = GetParam();
  if (*program.traces > 100'000 && order != TaskOrder::kAsListed)
    GTEST_SKIP() << "one order is enough";
  DporStrategy strategy(DporMode::kOptimal);
  const auto body = [&, order = order] { program.body(order); };
  const Exploration exploration = Explorer(body).Explore(strategy, {});
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  EXPECT_EQ(exploration.executions, *program.traces);
  EXPECT_EQ(exploration.redundant, 0);
}

TEST_P(KnownTracesTest, SourceSetsVisitEachOnce) {
  const auto& [program, order] = GetParam();
  if (*program.traces > 100'000) GTEST_SKIP() << "the other mode is enough";
  DporStrategy strategy(DporMode::kSource);
  const auto body = [&, order = order] { program.body(order); };
  const Exploration exploration = Explorer(body).Explore(strategy, {});
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  EXPECT_EQ(exploration.executions, *program.traces);
}

// Those that plain search can go through have the same set of classes.
TEST_P(KnownTracesTest, TheClassesAreThoseOfPlainSearch) {
  const auto& [program, order] = GetParam();
  if (program.interleavings.value_or(100'000) > 5000)
    GTEST_SKIP() << "too many interleavings";
  const auto body = [&, order = order] { program.body(order); };
  DepthFirstStrategy dfs;
  CanonicalTraces all(dfs);
  Explorer(body).Explore(all, {});
  DporStrategy dpor;
  CanonicalTraces reduced(dpor);
  Explorer(body).Explore(reduced, {});
  std::set<std::string> expected, found;
  for (const auto& [trace, count] : all.traces()) expected.insert(trace);
  for (const auto& [trace, count] : reduced.traces()) found.insert(trace);
  EXPECT_EQ(expected.size(), *program.traces);
  EXPECT_TRUE(expected == found);
}

INSTANTIATE_TEST_SUITE_P(
    Published, KnownTracesTest,
    testing::Combine(testing::ValuesIn(ClassifiedPrograms()),
                     testing::Values(TaskOrder::kAsListed, TaskOrder::kReversed,
                                     TaskOrder::kRotated)),
    ParameterName);

// Whoever locks first, the others are stuck: which ones makes the violations
// different.
TEST(KnownProgramsTest, LocksThatNobodyReleasesDeadlock) {
  for (const KnownProgram& program : KnownPrograms()) {
    if (!program.deadlocks) continue;
    const Exploration exploration =
        ExploreAll([&] { program.body(TaskOrder::kAsListed); });
    EXPECT_EQ(exploration.violations.size(), *program.traces) << program.name;
    EXPECT_THAT(Kinds(exploration), testing::Each("deadlock"));
  }
}

uint64_t CountMismatches(const GuardedWrite& write) {
  uint64_t mismatches = 0;
  ExploreAll([&] { mismatches += write.Run(TaskOrder::kAsListed) ? 1 : 0; });
  return mismatches;
}

// A store between the guard of its sector and the device's fetch of it.
TEST(GuardedWriteTest, ZeroCopyIsBadInAsManyInterleavingsAsPublished) {
  EXPECT_EQ(CountMismatches({.bounce = false, .users = 1}), 9);
  EXPECT_EQ(CountMismatches({.bounce = false, .users = 3}), 16580);
}

TEST(GuardedWriteTest, BounceIsNeverBad) {
  EXPECT_EQ(CountMismatches({.bounce = true, .users = 1}), 0);
  EXPECT_EQ(CountMismatches({.bounce = true, .users = 3}), 0);
}

}  // namespace
}  // namespace checker
