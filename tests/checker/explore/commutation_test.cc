// What the dependence table says of every generated program is so, and a table
// with a flaw is caught: by CheckCommutation, and by the comparison of reduced
// with plain search.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/explore/commutation_check.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "checker/explore/random.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/broken_dependence.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/generated_program.h"

namespace checker {
namespace {

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
  uint64_t found = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const GeneratedProgram program(seed, shape_);
    RandomStrategy random(seed);
    const CommutationReport report =
        CheckCommutation([&] { program.Run(); }, random,
                         {.max_executions = 30,
                          .max_mismatches = 1,
                          .commute = &BrokenCommute,
                          .ordered = &BrokenOrdered});
    if (!report.mismatches.empty() && ++found == 1)
      std::printf("%s%s", program.ToString().c_str(),
                  report.ToString().c_str());
  }
  std::printf("%lu of 40 programs\n", found);
  EXPECT_GE(found, 1);
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

// The comparison that ReductionTest makes.
TEST_P(SearchFlawTest, MakesReducedSearchMissClasses) {
  for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
    if (mode == DporMode::kSource && GetParam().optimal_only) continue;
    uint64_t compared = 0, wrong = 0;
    for (uint64_t seed = 1; seed <= 60; ++seed) {
      const GeneratedProgram program(seed, shape_);
      const auto body = [&] { return program.Run(); };
      DepthFirstStrategy dfs;
      const Met all = MeetAll(dfs, body, 1000);
      if (!all.exploration.complete()) continue;
      ++compared;
      const std::unique_ptr<Strategy> broken = MakeBrokenDpor(mode);
      const Met found = MeetAll(*broken, body, 10'000);
      wrong += Missed(all, found) != 0 ? 1 : 0;
    }
    std::printf("%s: missed classes of %lu of %lu programs\n",
                mode == DporMode::kOptimal ? "optimal" : "source", wrong,
                compared);
    if (GetParam().flaw == Flaw::kNone) {
      EXPECT_EQ(wrong, 0);
    } else {
      EXPECT_GE(wrong, 1);
    }
  }
}

std::vector<FlawCase> SearchFlaws() {
  std::vector<FlawCase> flaws = TableFlaws();
  flaws.push_back({"None", Flaw::kNone, "Everything"});
  flaws.push_back({"CasKeepsOutcome", Flaw::kCasKeepsOutcome, "Cas", true});
  flaws.push_back({"WaitsMoveOnce", Flaw::kWaitsMoveOnce, "Awaits"});
  return flaws;
}

INSTANTIATE_TEST_SUITE_P(Flaws, SearchFlawTest,
                         testing::ValuesIn(SearchFlaws()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace checker
