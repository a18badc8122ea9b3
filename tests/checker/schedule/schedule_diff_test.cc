#include "checker/schedule/schedule_diff.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using Row = ScheduleDiff::Row;

// "a.x b.y a.x": a does something to x, b to y, a to x for the second time; "="
// and a digit make it a choice with that value.
Schedule Of(absl::string_view text) {
  Schedule schedule;
  std::map<std::string, uint32_t> times;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    DecisionRecord& decision = *schedule.add_decision();
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(word, absl::MaxSplits('.', 1));
    const std::pair<std::string, std::string> choice =
        absl::StrSplit(parts.second, absl::MaxSplits('=', 1));
    const uint32_t occurrence = ++times[parts.first + "." + choice.first];
    if (!choice.second.empty()) {
      decision.mutable_choice()->set_task(parts.first);
      decision.mutable_choice()->set_site(choice.first);
      decision.mutable_choice()->set_occurrence(occurrence);
      decision.mutable_choice()->set_value(
          static_cast<uint32_t>(choice.second[0] - '0'));
    } else {
      decision.mutable_step()->set_task(parts.first);
      decision.mutable_step()->set_operation("load");
      decision.mutable_step()->set_object(parts.second);
      decision.mutable_step()->set_occurrence(occurrence);
    }
  }
  return schedule;
}

TEST(ScheduleDiff, EqualSchedules) {
  const Schedule schedule = Of("a.x b.y a.x a.site=1");
  const ScheduleDiff diff = DiffSchedules(schedule, schedule);
  EXPECT_THAT(diff.rows, ElementsAre(Row{0, 0, true}, Row{1, 1, true},
                                     Row{2, 2, true}, Row{3, 3, true}));
  EXPECT_EQ(diff.first_difference, std::nullopt);
  EXPECT_TRUE(diff.same_violation);
}

TEST(ScheduleDiff, WhatOnlyOneDoes) {
  const ScheduleDiff diff = DiffSchedules(Of("a.x a.y a.z"), Of("a.x a.w a.z"));
  EXPECT_THAT(diff.rows,
              ElementsAre(Row{0, 0, true}, Row{1, std::nullopt, false},
                          Row{std::nullopt, 1, false}, Row{2, 2, true}));
  EXPECT_EQ(diff.first_difference, 1u);
  EXPECT_EQ(diff.a_in_b[1], std::nullopt);
}

// As many pairs as there can be in order; the rest is elsewhere.
TEST(ScheduleDiff, WhatBothDoInAnotherOrder) {
  const ScheduleDiff diff =
      DiffSchedules(Of("b.p a.x a.y a.z"), Of("a.x a.y a.z b.p"));
  EXPECT_THAT(
      diff.rows,
      ElementsAre(Row{0, std::nullopt, false}, Row{1, 0, true}, Row{2, 1, true},
                  Row{3, 2, true}, Row{std::nullopt, 3, false}));
  EXPECT_EQ(diff.a_in_b[0], 3u);
  EXPECT_EQ(diff.b_in_a[3], 0u);
}

// The second load of x is not the first.
TEST(ScheduleDiff, OccurrencesCount) {
  Schedule second = Of("a.x a.x");
  second.mutable_decision()->DeleteSubrange(0, 1);
  const ScheduleDiff diff = DiffSchedules(Of("a.x"), second);
  EXPECT_THAT(diff.rows, ElementsAre(Row{0, std::nullopt, false},
                                     Row{std::nullopt, 0, false}));
}

TEST(ScheduleDiff, PairsThatDiffer) {
  Schedule range = Of("a.x a.site=1");
  range.mutable_decision(0)->mutable_step()->set_end(8);
  EXPECT_THAT(DiffSchedules(Of("a.x a.site=1"), range).rows,
              ElementsAre(Row{0, 0, false}, Row{1, 1, true}));
  EXPECT_THAT(DiffSchedules(Of("a.x a.site=1"), Of("a.x a.site=2")).rows,
              ElementsAre(Row{0, 0, true}, Row{1, 1, false}));
}

TEST(ScheduleDiff, ComparesViolations) {
  const Schedule a = Of("a.x");
  Schedule b = a;
  b.mutable_violation()->set_message("in other words");
  EXPECT_TRUE(DiffSchedules(a, b).same_violation);
  b.mutable_violation()->set_object("x");
  EXPECT_FALSE(DiffSchedules(a, b).same_violation);
}

// A file that nobody recorded may say the same thing again and again.
TEST(ScheduleDiff, RepetitionsArePairedInOrder) {
  Schedule a = Of("a.x");
  for (int i = 0; i < 50'000; ++i) *a.add_decision() = a.decision(0);
  Schedule b = a;
  b.mutable_decision()->RemoveLast();
  const ScheduleDiff diff = DiffSchedules(a, b);
  EXPECT_EQ(diff.rows.size(), 50'001u);
  EXPECT_EQ(diff.first_difference, 50'000u);
}

}  // namespace
}  // namespace checker
