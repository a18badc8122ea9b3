// Parts of a search space: every trace is in one of them, and the search of a
// part meets nothing else.

#include "checker/explore/partition.h"

#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/cut_apart.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/sampled_trace.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/classes.h"
#include "tests/checker/explore/generated_program.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

// All parts together.
struct Together {
  std::map<std::string, uint64_t> traces;
  std::set<std::string> violations;
  uint64_t executions = 0;
  uint64_t redundant = 0;
  bool complete = true;
};

Together ExploreParts(const std::vector<SampledPart>& parts, DporMode mode,
                      absl::FunctionRef<std::string()> body) {
  Together together;
  for (const SampledPart& part : parts) {
    DporStrategy strategy(mode, part.part);
    const Met met = MeetAll(strategy, body);
    for (const auto& [trace, count] : met.traces)
      together.traces[trace] += count;
    together.violations.insert(met.violations.begin(), met.violations.end());
    together.executions += met.exploration.executions;
    together.redundant += met.exploration.redundant;
    together.complete &= met.exploration.stop == StopReason::kExhausted &&
                         met.exploration.cut_executions == 0;
    EXPECT_EQ(met.exploration.error, "");
  }
  return together;
}

std::vector<SampledPart> Cut(absl::FunctionRef<std::string()> body,
                             size_t parts) {
  const auto run = [&] { body(); };
  Explorer explorer(run);
  return CutApart(SampleTraces(explorer, 1, 40, {.max_steps = 200}), parts);
}

class PartitionOfGenerated : public testing::TestWithParam<ProgramFamily> {};

INSTANTIATE_TEST_SUITE_P(Families, PartitionOfGenerated,
                         testing::ValuesIn(ProgramFamilies()),
                         [](const auto& info) { return info.param.name; });

TEST_P(PartitionOfGenerated, IsExact) {
  GeneratedProgram::Shape shape = GetParam().shape;
  shape.min_tasks = 3;
  shape.min_instructions = 2;
  uint64_t cut = 0, executions = 0, redundant = 0;
  for (uint64_t seed = 1; seed <= 1000 && cut < 60 && !HasFailure(); ++seed) {
    const GeneratedProgram program(seed, shape);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", program.ToString()));
    const auto body = [&] { return program.Run(); };
    DporStrategy strategy;
    const Met all = MeetAll(strategy, body, 2000);
    if (!all.exploration.complete()) continue;
    const std::vector<SampledPart> parts = Cut(body, 6);
    cut += parts.size() > 1 ? 1 : 0;
    for (const DporMode mode : {DporMode::kOptimal, DporMode::kSource}) {
      SCOPED_TRACE(mode == DporMode::kOptimal ? "optimal" : "source");
      const Together together = ExploreParts(parts, mode, body);
      EXPECT_TRUE(together.complete);
      EXPECT_EQ(together.traces, all.traces);
      EXPECT_EQ(together.violations, all.violations);
      EXPECT_EQ(together.executions, all.exploration.executions);
      executions += together.executions;
      redundant += together.redundant;
    }
  }
  std::printf("%lu programs cut; %lu executions, %lu more in vain\n", cut,
              executions, redundant);
  EXPECT_EQ(cut, 60u);
}

class PartitionOfKnown : public testing::TestWithParam<KnownProgram> {};

INSTANTIATE_TEST_SUITE_P(Programs, PartitionOfKnown,
                         testing::ValuesIn(KnownPrograms()),
                         [](const auto& info) { return info.param.name; });

// The published number of traces, in parts.
TEST_P(PartitionOfKnown, HasThePublishedNumberOfTraces) {
  const KnownProgram& program = GetParam();
  if (!program.traces.has_value() || *program.traces > 20'000)
    GTEST_SKIP() << "no number, or a large one";
  const auto body = [&] {
    program.body(TaskOrder::kAsListed);
    return std::string();
  };
  uint64_t traces = 0;
  const auto run = [&] { body(); };
  for (const SampledPart& part : Cut(body, 8)) {
    DporStrategy strategy(DporMode::kOptimal, part.part);
    const Exploration exploration = Explorer(run).Explore(strategy, {});
    EXPECT_TRUE(exploration.complete()) << exploration.error;
    traces += exploration.executions;
  }
  EXPECT_EQ(traces, *program.traces);
}

// What the first step of a task does depends on the schedule, so that the pair
// that is cut by does not always conflict, or is not always there.
TEST(PartitionTest, OwnsWhatIsOnNeitherSideOnce) {
  const auto body = [] {
    Atomic<int> x("x", 0), y("y", 0), z("z", 0);
    Spawn("reader", [&] {
      if (x.Load() == 0)
        y.Store(1);
      else
        z.Store(1);
    });
    Spawn("writer", [&] {
      x.Store(1);
      y.Store(2);
    });
    Spawn("other", [&] {
      if (y.Load() != 0) z.Store(3);
    });
    JoinAll();
    return std::string();
  };
  DporStrategy strategy;
  const Met all = MeetAll(strategy, body);
  const Constraint constraint{.first = {"reader", 2}, .then = {"writer", 2}};
  Constraint opposite{.first = {"writer", 2}, .then = {"reader", 2}};
  opposite.owns_others = true;
  const Together together = ExploreParts(
      {{.part = {constraint}}, {.part = {opposite}}}, DporMode::kOptimal, body);
  EXPECT_EQ(together.traces, all.traces);
  EXPECT_GT(together.redundant, 0);
}

void ExpectExact(absl::FunctionRef<std::string()> body) {
  DporStrategy strategy;
  const Met all = MeetAll(strategy, body);
  for (const size_t count : {2, 4, 6}) {
    const Together together =
        ExploreParts(Cut(body, count), DporMode::kOptimal, body);
    EXPECT_EQ(together.traces, all.traces) << count;
    EXPECT_EQ(together.executions, all.exploration.executions) << count;
  }
}

// Two cuts that matter in no trace by themselves, and together do.
TEST(PartitionTest, CutsWorkTogether) {
  ExpectExact([] {
    Atomic<int> late("late", 0), x("x", 0), y("y", 0), z("z", 0), w("w", 0);
    Spawn("x_or_z", [&] { (late.Load() == 0 ? x : z).Store(1); });
    Spawn("x_and_y", [&] {
      x.Store(2);
      y.Store(2);
    });
    Spawn("y_or_z", [&] { (late.Load() == 0 ? y : z).Store(3); });
    Spawn("setter", [&] {
      for (int i = 0; i < 6; ++i) w.Store(i);
      late.Store(1);
    });
    JoinAll();
    return std::string();
  });
}

// A choice waits for nothing, also where a cut was made by what comes in its
// place in other traces.
TEST(PartitionTest, AChoiceIsInThePlaceOfAStep) {
  ExpectExact([] {
    Atomic<int> late("late", 0), y("y", 0), z("z", 0), w("w", 0);
    Spawn("storing", [&] {
      z.Store(1);
      y.Store(2);
    });
    Spawn("choosing", [&] {
      if (late.Load() != 0) Choose(2, "choice");
      y.Store(1);
    });
    Spawn("setter", [&] {
      for (int i = 0; i < 6; ++i) w.Store(i);
      late.Store(1);
    });
    JoinAll();
    return std::string();
  });
}

// Each was met twice, or not at all, when sides were told apart by one cut at a
// time.
TEST(PartitionTest, GeneratedProgramsOfManyCuts) {
  const std::map<std::string, uint64_t> seeds = {
      {"References", 1315}, {"Drops", 907}, {"Choices", 119}};
  size_t found = 0;
  for (const ProgramFamily& family : ProgramFamilies()) {
    const auto seed = seeds.find(family.name);
    if (seed == seeds.end()) continue;
    ++found;
    GeneratedProgram::Shape shape = family.shape;
    shape.min_tasks = 3;
    shape.max_tasks = 4;
    shape.min_instructions = 2;
    const GeneratedProgram program(seed->second, shape);
    SCOPED_TRACE(absl::StrCat(family.name, "\n", program.ToString()));
    ExpectExact([&] { return program.Run(); });
  }
  EXPECT_EQ(found, seeds.size());
}

}  // namespace
}  // namespace checker
