#include "checker/schedule/held_values.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TimelineEntry Did(std::string task, std::string object, ByteRange range,
                  std::vector<std::string> values) {
  TimelineEntry entry;
  entry.task = task;
  entry.operation.object = std::move(object);
  entry.operation.range = range;
  entry.values = std::move(values);
  return entry;
}

std::vector<std::string> Lines(const Timeline& timeline, uint32_t steps) {
  std::vector<std::string> lines;
  for (const HeldValue& held : ValuesAfter(timeline, steps)) {
    lines.push_back(held.object + "[" + std::to_string(held.range.begin) + "," +
                    std::to_string(held.range.end) + ")=" + held.value + "@" +
                    std::to_string(held.step) + held.task);
  }
  return lines;
}

TEST(HeldValues, TheLastOperationCounts) {
  Timeline timeline;
  timeline.entries = {Did("a", "x", {}, {"1"}), Did("b", "lock", {}, {}),
                      Did("b", "x", {}, {"2"})};
  EXPECT_THAT(Lines(timeline, 0), IsEmpty());
  EXPECT_THAT(Lines(timeline, 2), ElementsAre("x[0,0)=1@1a"));
  EXPECT_THAT(Lines(timeline, 9), ElementsAre("x[0,0)=2@3b"));
}

// What covers an older value replaces it; a part stands beside the whole.
TEST(HeldValues, RangesOfBytes) {
  Timeline timeline;
  timeline.entries = {Did("a", "m", {0, 8}, {"whole"}),
                      Did("b", "m", {0, 1}, {"part"}),
                      Did("a", "m", {0, 4}, {"half"})};
  EXPECT_THAT(Lines(timeline, 2),
              ElementsAre("m[0,1)=part@2b", "m[0,8)=whole@1a"));
  EXPECT_THAT(Lines(timeline, 3),
              ElementsAre("m[0,4)=half@3a", "m[0,8)=whole@1a"));
}

}  // namespace
}  // namespace checker
