#include "checker/schedule/timeline.h"

#include <string>

#include "checker/checker.h"
#include "checker/schedule/switches.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void HandOver() {
  Bytes page("page", 4);
  Shared<int> state("state", 0);
  WorkQueue worker("worker");
  Spawn("user", ContextKind::kUser, [&] {
    SetStepLabel("S1 store");
    page.Fill(1, {0x41, 0x41});
    worker.Queue([&] {
      Note([] { return std::string("about to write"); });
      state.Write(Choose(2, "value") + 7);
    });
    CHECKER_EXPECT(state.RacyRead() == 0);
  });
  JoinAll();
}

Timeline Record(const SwitchSchedule& schedule) {
  Explorer explorer(HandOver);
  SwitchStrategy strategy(schedule);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  return recorder.timeline();
}

// The whole format at a glance: callers first, then workers as they come in;
// "!" marks a preemption.
TEST(Timeline, Format) {
  EXPECT_EQ(FormatTimeline(Record({}), {}),
            "   #  user worker\n"
            "   1   *     .     fill page[1,3) = 41×2   (S1 store)\n"
            "   2   *     .     queue-work worker   (S1 store)\n"
            "   3   *     .     read state = 0   (S1 store)\n"
            "   4   .     *     take-work worker\n"
            "       .     |       about to write\n"
            "       .     ?     chooses value = 0 of 2\n"
            "   5   .     *     write state = 7\n");
}

TEST(Timeline, MarksPreemptionAndViolation) {
  const Timeline timeline =
      Record({.switches = {{TaskId(2), 2, TaskId(1)}}, .values = {1}});
  const std::string text = FormatTimeline(timeline, {});
  EXPECT_THAT(text, HasSubstr("   3   .     !     take-work worker\n"));
  EXPECT_THAT(text, HasSubstr("write state = 8\n"));
  EXPECT_THAT(text,
              HasSubstr("       X     .     >>> "
                        "CHECKER_EXPECT(state.RacyRead() == 0) failed at "));
}

TEST(Timeline, ColoursOnlyWhenAsked) {
  EXPECT_THAT(FormatTimeline(Record({}), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(FormatTimeline(Record({}), {.color = true}),
              HasSubstr("\x1b[2m"));
}

TEST(Timeline, SetsApartWhatFollowsTheSchedule) {
  EXPECT_THAT(FormatTimeline(Record({}), {.schedule_steps = 3}),
              HasSubstr("read state = 0   (S1 store)\n      --- the schedule "
                        "ends here; what follows is one way to go on "
                        "---\n   4 "));
}

}  // namespace
}  // namespace checker
