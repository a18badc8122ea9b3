// A report changes nothing in the execution that it is about: TSan may miss the
// race when the same steps are run again.

#include <cstddef>
#include <set>
#include <string>

#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/tsan/schedules.h"

namespace checker {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(ReportTest, TheTaskGoesOn) {
  Schedules schedules;
  std::set<size_t> lengths;
  int racy = 0, orderly = 0;
  schedules.ForEach(
      [] {
        Plain<int> plain;
        Atomic<int> flag("flag", 0);
        Spawn("writer", [&] {
          plain.Write();
          flag.Store(1);
          flag.Load();
        });
        Spawn("reader", [&] {
          flag.Load();
          plain.Read();
          flag.Load();
          flag.Load();
        });
        JoinAll();
      },
      [&](const Schedule& schedule) {
        lengths.insert(schedule.decisions.size());
        ++(schedule.racy() ? racy : orderly);
      });
  EXPECT_GT(racy, 0);
  EXPECT_GT(orderly, 0);
  EXPECT_THAT(lengths, SizeIs(1));
  EXPECT_EQ(schedules.tally().reports, racy);
}

// Its last access may be before it waits, and others run first.
TEST(ReportTest, IsAboutTheTaskThatRaced) {
  for (const bool joins : {true, false}) {
    Schedules schedules;
    std::set<std::string> tasks;
    schedules.ForEach(
        [joins] {
          Plain<int> plain;
          Atomic<int> flag("flag", 0);
          Spawn("other", [&] {
            plain.Write();
            flag.Store(1);
          });
          flag.Load();
          plain.Write();
          if (joins) JoinAll();
          if (!joins) AwaitQuiescence();
        },
        [&](const Schedule& schedule) {
          for (const std::string& task : schedule.tasks) tasks.insert(task);
        });
    // It comes second, since "other" runs to its store before the load.
    EXPECT_THAT(tasks, ElementsAre("main")) << joins;
  }
}

}  // namespace
}  // namespace checker
