// What the dependence table says of every generated program is so, and a table
// with a flaw is caught: by CheckCommutation, and by the comparison of reduced
// with plain search.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "checker/checker.h"
#include "checker/explore/commutation_check.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/broken_dependence.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/generated_program.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CommutationTest : public testing::TestWithParam<ProgramFamily> {};

TEST_P(CommutationTest, TableIsRight) {
  uint64_t pairs = 0, triples = 0;
  for (uint64_t seed = 1; seed <= 20 && !HasFailure(); ++seed) {
    const GeneratedProgram program(seed, GetParam().shape);
    RandomStrategy random(seed);
    const CommutationReport report =
        CheckCommutation([&] { program.Run(); }, random,
                         {.max_executions = 40, .triples = true});
    EXPECT_TRUE(report.ok()) << "seed " << seed << "\n"
                             << program.ToString() << report.ToString();
    pairs += report.pairs;
    triples += report.triples;
  }
  std::printf("%lu pairs, %lu triples\n", pairs, triples);
  EXPECT_GE(pairs, 1000);
}

INSTANTIATE_TEST_SUITE_P(Generated, CommutationTest,
                         testing::ValuesIn(ProgramFamilies()),
                         [](const auto& info) { return info.param.name; });

void TwoStores() {
  Atomic<int> x("x", 0), y("y", 0);
  Spawn("a", [&] { x.Store(1); });
  Spawn("b", [&] { y.Store(1); });
  Spawn("c", [&] { x.Store(2); });
  JoinAll();
}

TEST(CommutationReportTest, SaysWhatDiffersAndWhere) {
  const ScopedFlaw flaw(Flaw::kStores);
  DepthFirstStrategy dfs;
  const CommutationReport report = CheckCommutation(
      TwoStores, dfs, {.commute = &BrokenCommute, .ordered = &BrokenOrdered});
  ASSERT_FALSE(report.ok());
  const CommutationMismatch& mismatch = report.mismatches.front();
  EXPECT_THAT(mismatch.prefix, IsEmpty());
  EXPECT_THAT(mismatch.operations, ElementsAre("a: store x", "c: store x"));
  EXPECT_EQ(mismatch.difference, "x does not hold the same");
  EXPECT_THAT(report.ToString(), HasSubstr("do not commute: a: store x | c"));
}

// Of six orders of the stores: a and b, or b and c, stand side by side after
// nothing, and after each of the others.
TEST(CommutationReportTest, CountsPairsOnceAndWithinTheBudget) {
  DepthFirstStrategy dfs;
  const CommutationReport all = CheckCommutation(TwoStores, dfs, {});
  EXPECT_TRUE(all.ok());
  EXPECT_EQ(all.executions, 6);
  EXPECT_EQ(all.pairs, 4);
  DepthFirstStrategy again;
  EXPECT_EQ(CheckCommutation(TwoStores, again, {.max_pairs = 3}).pairs, 3);
}

TEST(CommutationReportTest, SaysThatABodyIsNotDeterministic) {
  int runs = 0;
  DepthFirstStrategy dfs;
  const CommutationReport report = CheckCommutation(
      [&] {
        Atomic<int> x("x", 0);
        const int nth = runs++;
        Spawn("a", [&] { x.Load(); });
        Spawn(nth % 2 == 0 ? "b" : "c", [&] { x.Load(); });
        JoinAll();
      },
      dfs, {});
  EXPECT_FALSE(report.ok());
  EXPECT_NE(report.error, "");
}

struct FlawCase {
  std::string name;
  Flaw flaw;
  std::string family;  // of programs that show it
  // Source mode keeps tasks to go first, not what they do there.
  bool optimal_only = false;
};

void PrintTo(const FlawCase& flaw, std::ostream* out) { *out << flaw.name; }

GeneratedProgram::Shape ShapeOf(const std::string& family) {
  for (const ProgramFamily& other : ProgramFamilies())
    if (other.name == family) return other.shape;
  ADD_FAILURE() << family;
  return {};
}

class FlawTest : public testing::TestWithParam<FlawCase> {
 protected:
  const ScopedFlaw flaw_{GetParam().flaw};
  const GeneratedProgram::Shape shape_ = ShapeOf(GetParam().family);
};

class TableFlawTest : public FlawTest {};

TEST_P(TableFlawTest, IsFoundByCheckingCommutation) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const GeneratedProgram program(seed, shape_);
    RandomStrategy random(seed);
    const CommutationReport report =
        CheckCommutation([&] { program.Run(); }, random,
                         {.max_executions = 30,
                          .max_mismatches = 1,
                          .commute = &BrokenCommute,
                          .ordered = &BrokenOrdered});
    if (report.mismatches.empty()) continue;
    std::printf("%s%s", program.ToString().c_str(), report.ToString().c_str());
    return;
  }
  ADD_FAILURE() << "not found";
}

std::vector<FlawCase> TableFlaws() {
  return {
      {"Stores", Flaw::kStores, "Variables"},
      {"ReadAndWrite", Flaw::kReadAndWrite, "Variables"},
      {"Overlapping", Flaw::kOverlapping, "Bytes"},
      {"Locks", Flaw::kLocks, "Locks"},
      {"DropsByLabel", Flaw::kDropsByLabel, "Drops"},
      {"TakeAndDrop", Flaw::kTakeAndDrop, "References"},
      {"Appends", Flaw::kAppends, "WorkQueues"},
      {"AppendAndTake", Flaw::kAppendAndTake, "WorkQueues"},
      {"Prepares", Flaw::kPrepares, "WaitQueues"},
      {"Consumers", Flaw::kConsumers, "Completions"},
      {"Free", Flaw::kFree, "Heap"},
      {"CasReads", Flaw::kCasReads, "Cas"},
  };
}

INSTANTIATE_TEST_SUITE_P(Flaws, TableFlawTest, testing::ValuesIn(TableFlaws()),
                         [](const auto& info) { return info.param.name; });

class SearchFlawTest : public FlawTest {};

// By the comparison that ReductionTest makes: the first program of which
// classes are missed, or 0.
uint64_t FirstSeedWithMissedClasses(const GeneratedProgram::Shape& shape,
                                    DporMode mode, uint64_t seeds) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    const GeneratedProgram program(seed, shape);
    const auto body = [&] { return program.Run(); };
    DepthFirstStrategy dfs;
    const Met all = MeetAll(dfs, body, 1000);
    if (!all.exploration.complete()) continue;
    const std::unique_ptr<Strategy> broken = MakeBrokenDpor(mode);
    if (Missed(all, MeetAll(*broken, body, 10'000)) != 0) return seed;
  }
  return 0;
}

TEST_P(SearchFlawTest, MakesReducedSearchMissClasses) {
  EXPECT_NE(FirstSeedWithMissedClasses(shape_, DporMode::kOptimal, 60), 0);
  if (!GetParam().optimal_only)
    EXPECT_NE(FirstSeedWithMissedClasses(shape_, DporMode::kSource, 60), 0);
}

// What is compiled a second time is the real search.
TEST(BrokenDporTest, WithoutFlawMissesNothing) {
  for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource})
    EXPECT_EQ(FirstSeedWithMissedClasses({}, mode, 30), 0);
}

std::vector<FlawCase> SearchFlaws() {
  std::vector<FlawCase> flaws = TableFlaws();
  flaws.push_back({"CasKeepsOutcome", Flaw::kCasKeepsOutcome, "Cas", true});
  flaws.push_back({"WaitsMoveOnce", Flaw::kWaitsMoveOnce, "Awaits"});
  flaws.push_back({"BlockedForgotten", Flaw::kBlockedForgotten, "Standstills"});
  return flaws;
}

INSTANTIATE_TEST_SUITE_P(Flaws, SearchFlawTest,
                         testing::ValuesIn(SearchFlaws()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace checker
