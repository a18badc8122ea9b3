#include "checker/schedule/held_state.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

StateChange Holds(std::string object, absl::string_view sort,
                  std::string text) {
  return {std::move(object), TextContents(sort, std::move(text))};
}

TimelineEntry Did(std::string task, std::vector<StateChange> changes) {
  TimelineEntry entry;
  entry.task = std::move(task);
  entry.changes = std::move(changes);
  return entry;
}

std::vector<std::string> Lines(const Timeline& timeline, uint32_t steps) {
  std::vector<std::string> lines;
  for (const HeldState& held : StateAfter(timeline, steps)) {
    lines.push_back(absl::StrCat(held.object, "=", held.contents.text, "@",
                                 held.step, held.task));
  }
  return lines;
}

TEST(HeldState, TheLastChangeCounts) {
  Timeline timeline;
  timeline.initial = {Holds("x", sort::kValues, "0")};
  timeline.entries = {Did("a", {Holds("x", sort::kValues, "1")}), Did("b", {}),
                      Did("b", {Holds("x", sort::kValues, "2")})};
  EXPECT_THAT(Lines(timeline, 0), ElementsAre("x=0@0"));
  EXPECT_THAT(Lines(timeline, 2), ElementsAre("x=1@1a"));
  EXPECT_THAT(Lines(timeline, 9), ElementsAre("x=2@3b"));
}

TEST(HeldState, WhatIsFreedHoldsNothing) {
  Timeline timeline;
  timeline.initial = {Holds("x", sort::kValues, "0"),
                      Holds("y", sort::kLocks, "free")};
  timeline.entries = {Did("a", {{"x", std::nullopt}})};
  EXPECT_THAT(Lines(timeline, 1), ElementsAre("y=free@0"));
}

TEST(HeldState, IsSortedByWhatItIs) {
  Timeline timeline;
  timeline.initial = {Holds("a", sort::kValues, "1"),
                      Holds("b", sort::kLocks, "free"),
                      Holds("c", sort::kLocks, "held")};
  EXPECT_THAT(Lines(timeline, 0), ElementsAre("b=free@0", "c=held@0", "a=1@0"));
}

}  // namespace
}  // namespace checker
