// Which class a difference is of. gate_test makes each with real scenarios;
// here are the borders between them.

#include "tools/gate/compare.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate_text.h"

namespace diorace::gate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AcceptedScenario Pass(uint64_t traces) {
  AcceptedScenario scenario;
  scenario.set_name("s");
  scenario.set_verdict(AcceptedScenario::PASS);
  scenario.set_complete(true);
  scenario.set_traces(traces);
  return scenario;
}

AcceptedScenario Incomplete(uint64_t traces) {
  AcceptedScenario scenario = Pass(traces);
  scenario.set_verdict(AcceptedScenario::INCOMPLETE);
  scenario.set_complete(false);
  return scenario;
}

AcceptedScenario Failing(AcceptedScenario scenario, const std::string& kind,
                         uint32_t preemptions = 0) {
  scenario.set_verdict(AcceptedScenario::FAIL);
  AcceptedViolation& violation = *scenario.add_violation();
  violation.set_kind(kind);
  violation.set_oracle("o");
  violation.set_preemptions(preemptions);
  return scenario;
}

AcceptedScenario Without(AcceptedScenario scenario,
                         const std::vector<std::string>& steps) {
  for (const std::string& step : steps) scenario.add_unreached(step);
  return scenario;
}

Comparison Compared(const AcceptedScenario& accepted,
                    const AcceptedScenario& now) {
  Baseline before, after;
  *before.add_scenario() = accepted;
  *after.add_scenario() = now;
  return Compare(before, after, 1.2);
}

std::vector<std::string> Changes(const AcceptedScenario& accepted,
                                 const AcceptedScenario& now) {
  std::vector<std::string> changes;
  for (const Difference& difference : Compared(accepted, now).differences)
    changes.emplace_back(ChangeName(difference.change));
  return changes;
}

TEST(CompareTest, EqualIsNoDifference) {
  for (const AcceptedScenario& scenario :
       {Pass(8), Incomplete(8), Failing(Pass(8), "k"),
        Failing(Incomplete(8), "k"), Without(Pass(8), {"E4"}),
        Without(Incomplete(8), {"E4"})}) {
    EXPECT_THAT(Changes(scenario, scenario), IsEmpty());
    EXPECT_EQ(GateText(Compared(scenario, scenario)),
              "1 scenario, 1 as accepted\n");
  }
}

TEST(CompareTest, AnotherKindOrSizeIsAnotherFailure) {
  const AcceptedScenario one = Failing(Pass(8), "k", 1);
  EXPECT_THAT(Changes(one, Failing(Pass(8), "l", 1)),
              ElementsAre("other failure"));
  EXPECT_THAT(Changes(one, Failing(Pass(8), "k", 0)),
              ElementsAre("other failure"));
  EXPECT_THAT(Changes(one, Failing(one, "l")), ElementsAre("other failure"));
  EXPECT_THAT(Changes(Failing(one, "l"), one), ElementsAre("other failure"));
  AcceptedScenario blamed = one;
  blamed.mutable_violation(0)->set_blame("kernel");
  EXPECT_THAT(Changes(one, blamed), ElementsAre("other failure"));
  EXPECT_THAT(
      Compared(one, Failing(Pass(8), "l", 2)).differences[0].facts,
      ElementsAre("now l (o), 2 preemptions", "no longer k (o), 1 preemption"));
}

TEST(CompareTest, OnlyAProofIsAFix) {
  const AcceptedScenario failed = Failing(Pass(8), "k");
  EXPECT_THAT(Changes(failed, Pass(8)), ElementsAre("fixed"));
  EXPECT_THAT(Changes(failed, Incomplete(8)), ElementsAre("coverage lost"));
  EXPECT_THAT(Changes(Failing(Incomplete(8), "k"), Incomplete(8)),
              ElementsAre("coverage lost"));
}

TEST(CompareTest, CoverageIsLostWithTheProofOrWithTraces) {
  EXPECT_THAT(Changes(Pass(8), Incomplete(8)), ElementsAre("coverage lost"));
  EXPECT_THAT(Changes(Incomplete(8), Incomplete(7)),
              ElementsAre("coverage lost"));
  EXPECT_THAT(Changes(Failing(Pass(8), "k"), Failing(Incomplete(100), "k")),
              ElementsAre("coverage lost"));
  // Of what was cut short anyway, more is more.
  EXPECT_THAT(Changes(Incomplete(8), Incomplete(100)), IsEmpty());
}

TEST(CompareTest, CoverageIsLostWithAStep) {
  const Comparison lost =
      Compared(Without(Pass(8), {"UL"}), Without(Pass(8), {"b1", "UL", "E4"}));
  ASSERT_EQ(lost.differences.size(), 1u);
  EXPECT_EQ(lost.differences[0].change, Change::kCoverageLost);
  EXPECT_THAT(
      lost.differences[0].facts,
      ElementsAre("no execution reached step E4, which must_reach demands",
                  "no execution reached step b1, which must_reach demands"));
  EXPECT_THAT(lost.improvements, IsEmpty());
  // With a failure, too.
  EXPECT_THAT(
      Changes(Failing(Pass(8), "k"), Without(Failing(Pass(8), "k"), {"E4"})),
      ElementsAre("coverage lost"));
  // A proof does not make up for it.
  EXPECT_THAT(Changes(Incomplete(8), Without(Pass(8), {"E4"})),
              ElementsAre("coverage lost"));
}

// The number of executions is the same each time, so those that were accepted
// did reach the step.
TEST(CompareTest, AStepIsLostAlsoOfWhatIsCutShortAsBefore) {
  const AcceptedScenario now = Without(Incomplete(8), {"E4"});
  EXPECT_THAT(
      Compared(Incomplete(8), now).differences[0].facts,
      ElementsAre("no execution reached step E4, which must_reach demands",
                  "now 8 traces, and not to its end"));
  const Comparison cut = Compared(Pass(20), now);
  ASSERT_EQ(cut.differences.size(), 1u);
  EXPECT_THAT(
      cut.differences[0].facts,
      ElementsAre("no execution reached step E4, which must_reach demands",
                  "now 8 traces, and not to its end",
                  "accepted: 20 traces, which was all there was"));
}

// What was not looked for is no other failure.
TEST(CompareTest, OfAFailureCutShortTheRestIsNotFound) {
  const AcceptedScenario two = Failing(Failing(Pass(8), "k"), "l", 1);
  const AcceptedScenario now = Failing(Incomplete(3), "k");
  EXPECT_THAT(Changes(two, now), ElementsAre("coverage lost"));
  EXPECT_THAT(Compared(two, now).differences[0].facts,
              ElementsAre("not found: l (o), 1 preemption",
                          "now 3 traces, and not to its end",
                          "accepted: 8 traces, which was all there was"));
  EXPECT_THAT(Changes(Failing(Failing(Incomplete(8), "k"), "l"), now),
              ElementsAre("coverage lost"));
  // What is there, and different, is.
  EXPECT_THAT(Changes(two, Failing(Incomplete(3), "k", 2)),
              ElementsAre("other failure", "coverage lost"));
  EXPECT_THAT(Changes(two, Failing(Incomplete(3), "m")),
              ElementsAre("other failure", "coverage lost"));
}

TEST(CompareTest, AFailureCanComeWithLessCoverage) {
  EXPECT_THAT(Changes(Pass(8), Failing(Incomplete(3), "k")),
              ElementsAre("new failure", "coverage lost"));
}

TEST(CompareTest, TracesMayGrowByTheFactorAndNoMore) {
  EXPECT_THAT(Changes(Pass(10), Pass(12)), IsEmpty());
  EXPECT_THAT(Changes(Pass(10), Pass(13)), ElementsAre("traces up"));
  EXPECT_THAT(Compared(Pass(10), Pass(13)).differences[0].facts,
              ElementsAre("13 traces, accepted 10: 1.30 times as many, allowed "
                          "1.2"));
}

TEST(CompareTest, NothingIsAMultipleOfNoTraces) {
  EXPECT_THAT(Compared(Pass(0), Pass(8)).differences[0].facts,
              ElementsAre("8 traces, accepted 0"));
  EXPECT_THAT(Changes(Pass(0), Pass(0)), IsEmpty());
}

TEST(CompareTest, WhatIsBetterPasses) {
  const Comparison fewer = Compared(Pass(10), Pass(4));
  EXPECT_THAT(fewer.differences, IsEmpty());
  EXPECT_THAT(fewer.improvements, ElementsAre("s: 4 traces, accepted 10"));
  EXPECT_EQ(fewer.same, 1u);
  EXPECT_THAT(Compared(Incomplete(10), Pass(20)).improvements,
              ElementsAre("s: is now explored to its end"));
  const Comparison reached =
      Compared(Without(Pass(8), {"b1", "E\n4"}), Pass(8));
  EXPECT_THAT(reached.differences, IsEmpty());
  EXPECT_THAT(reached.improvements,
              ElementsAre("s: step E\\n4 is now reached, or no longer demanded",
                          "s: step b1 is now reached, or no longer demanded"));
}

TEST(CompareTest, WhatIsBetterFillsNoMoreThanAScreen) {
  Comparison comparison;
  comparison.scenarios = comparison.same = 100;
  comparison.improvements.assign(100, "s: better");
  const std::string text = GateText(comparison);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 19);
  EXPECT_THAT(text, testing::HasSubstr("\n  and 85 more\n"));
}

TEST(CompareTest, ScenariosComeAndGo) {
  Baseline empty, one;
  *one.add_scenario() = Without(Failing(Pass(8), "k"), {"E4"});
  const Comparison added = Compare(empty, one, 1.2);
  ASSERT_EQ(added.differences.size(), 1u);
  EXPECT_EQ(added.differences[0].change, Change::kNewScenario);
  EXPECT_THAT(
      added.differences[0].facts,
      ElementsAre("fail, 8 traces", "k (o), 0 preemptions",
                  "no execution reached step E4, which must_reach demands"));
  const Comparison gone = Compare(one, empty, 1.2);
  ASSERT_EQ(gone.differences.size(), 1u);
  EXPECT_EQ(gone.differences[0].change, Change::kScenarioGone);
  EXPECT_EQ(gone.scenarios, 0u);
}

}  // namespace
}  // namespace diorace::gate
