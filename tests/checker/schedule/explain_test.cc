#include "checker/schedule/explain.h"

#include <functional>
#include <string>

#include "checker/explore/dpor.h"
#include "checker/schedule/minimize.h"
#include "checker/schedule/schedule_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ExplainedRun ExplainFirst(const std::function<void()>& body) {
  Explorer explorer(body);
  DporStrategy dpor;
  const Exploration exploration = explorer.Explore(dpor, {});
  const FoundViolation& found = exploration.violations.at(0);
  Hunt hunt(explorer, Hunt::Same(found.violation), /*max_steps=*/1000);
  const Schedule schedule = RecordSchedule(explorer, Minimize(hunt, found, {}));
  absl::StatusOr<ExplainedRun> run = Explain(explorer, schedule, {});
  EXPECT_TRUE(run.ok()) << run.status();
  return *std::move(run);
}

// One task loads, and the other stores before the first does so.
TEST(Explain, NamesThePairOfALostUpdate) {
  const ExplainedRun run = ExplainFirst([] { LostUpdate(/*noise=*/0); });
  const Explanation& explanation = run.explanation;
  EXPECT_THAT(explanation.pairs,
              ElementsAre(OrderedPair{.first = 1, .second = 3}));
  EXPECT_THAT(explanation.story, HasSubstr("reads x in step 1"));
  EXPECT_THAT(explanation.story, HasSubstr("sets x in step "));
  EXPECT_THAT(explanation.story, HasSubstr("So the rule breaks: "));
  EXPECT_THAT(explanation.passes_if, HasSubstr("It would pass if step "));
}

// What concerns neither the loads nor the stores is folded away.
TEST(Explain, LeavesNoiseOutOfTheSlice) {
  const auto body = [] {
    Atomic<int> x("x", 0);
    Spawn("noise", [] {
      Atomic<int> own("own", 0);
      for (int i = 0; i < 3; ++i) own.FetchAdd(1);
    });
    Spawn("a", [&] { x.Store(1); });
    Spawn("b", [&] { CHECKER_EXPECT(x.Load() == 0); });
    JoinAll();
  };
  const ExplainedRun run = ExplainFirst(body);
  EXPECT_THAT(run.explanation.slice, ElementsAre(1, 2));
  EXPECT_THAT(run.explanation.pairs,
              ElementsAre(OrderedPair{.first = 1, .second = 2}));
  EXPECT_EQ(run.explanation.passes_if,
            "It would pass if step 1 came after step 2.");
}

TEST(Explain, SaysWhenNoOrderDecides) {
  const ExplainedRun run = ExplainFirst([] {
    Atomic<int> x("x", 0);
    Spawn("a", [&] {
      x.Store(1);
      CHECKER_EXPECT(false);
    });
    Spawn("b", [&] { x.Store(2); });
    JoinAll();
  });
  EXPECT_THAT(run.explanation.pairs, IsEmpty());
  EXPECT_THAT(run.explanation.passes_if, IsEmpty());
  EXPECT_THAT(run.explanation.story, HasSubstr("It takes no race"));
}

// Each of many stores alone would do, so they must all come late.
TEST(Explain, TurnsManyAlikePairsTogether) {
  const ExplainedRun run = ExplainFirst([] {
    Atomic<int> x("x", 0);
    Spawn("writer", [&] {
      SetStepLabel("W");
      x.Store(1);
      x.Store(2);
    });
    Spawn("reader", [&] {
      SetStepLabel("R");
      const bool first = x.Load() != 0;
      const bool second = x.Load() != 0;
      CHECKER_EXPECT(!first && !second);
    });
    JoinAll();
  });
  EXPECT_FALSE(run.explanation.pairs.empty());
  EXPECT_TRUE(run.explanation.pairs.front().decides);
}

TEST(Explain, DrawsWhoWakesWhom) {
  const ExplainedRun run = ExplainFirst([] {
    Atomic<int> stage("stage", 0);
    Spawn("starter", [&] { stage.Store(1); });
    Spawn("worker", [&] {
      stage.Await([](int value) { return value == 1; });
      CHECKER_EXPECT(false);
    });
    JoinAll();
  });
  EXPECT_THAT(run.explanation.edges,
              ElementsAre(CausalEdge{
                  .from = 1, .to = 2, .kind = CausalEdge::Kind::kWake}));
}

TEST(Explain, RefusesAScheduleThatDoesNotFit) {
  Explorer explorer([] { LostUpdate(/*noise=*/0); });
  Schedule schedule;
  schedule.mutable_violation()->set_kind("assertion");
  StepRecord& step = *schedule.add_decision()->mutable_step();
  step.set_task("nobody");
  step.set_operation("load");
  step.set_object("x");
  EXPECT_EQ(Explain(explorer, schedule, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace checker
