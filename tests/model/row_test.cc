// Rows are named only where the switch that opens them is off.

#include "model/row.h"

#include "gtest/gtest.h"
#include "model/kernel_release.h"

namespace dio {
namespace {

Behaviour Without(Switch id) {
  Behaviour behaviour = *ReleaseBehaviour("7.3");
  behaviour.Set(id, false);
  return behaviour;
}

TEST(Row, IsNamedWhereItsSwitchIsOff) {
  const Symptom leak{.kind = "leak", .object = "caller/workqueue"};
  EXPECT_EQ(RowOf(leak, Without(Switch::kDioWqInstalledByCmpxchg)), "R26");
  EXPECT_EQ(RowOf(leak, *ReleaseBehaviour("7.3")), "");
}

TEST(Row, DependsOnWhatWasTouchedAndWhere) {
  Behaviour behaviour = Without(Switch::kWaitDecisionLocal);
  behaviour.Set(Switch::kWakerCopiesWaiter, false);
  Symptom symptom{.kind = "use_after_free",
                  .object = "caller/dio",
                  .touched = "caller/dio.wait_for_completion",
                  .label = "C3 put dio"};
  EXPECT_EQ(RowOf(symptom, behaviour), "R15");
  symptom.label = "C4 wake waiter";
  EXPECT_EQ(RowOf(symptom, behaviour), "R20");
  symptom.touched = "caller/dio.size";
  EXPECT_EQ(RowOf(symptom, behaviour), "");
}

// No switch closes it, in any release.
TEST(Row, OfATaskThatIsGoneIsAHypothesis) {
  EXPECT_EQ(RowOf({.kind = "use_after_free",
                   .object = "caller/task_struct",
                   .touched = "caller/task.state",
                   .label = "C4 wake waiter"},
                  *ReleaseBehaviour("7.3")),
            kTaskGoneRow);
}

// Only the worker that reads again, and only if it has given up what it held.
TEST(Row, OfARereadThatWaitsForThePoolIsAHypothesis) {
  const Behaviour behaviour = *ReleaseBehaviour("7.4-queue");
  Symptom symptom{.kind = "livelock",
                  .object = "caller/i_dio_count",
                  .message =
                      "livelock:\n  bio_complete[0] is blocked in wait-for "
                      "of integrity_pool at a.cc:1\n  caller spins"};
  EXPECT_EQ(RowOf(symptom, behaviour), kRereadPoolRow);
  symptom.kind = "lost_wakeup";
  EXPECT_EQ(RowOf(symptom, behaviour), "");
  symptom.kind = "deadlock";
  EXPECT_EQ(RowOf(symptom, behaviour), kRereadPoolRow);
  EXPECT_EQ(RowOf(symptom, *ReleaseBehaviour("7.3")), "");
  Behaviour fixed = behaviour;
  fixed.Set(Switch::kRereadWorker, true);
  EXPECT_EQ(RowOf(symptom, fixed), "");
  symptom.message =
      "deadlock:\n  bio_complete[0] is blocked in lock of page[0] at a.cc:1\n"
      "  caller is blocked in wait-for of integrity_pool at a.cc:1";
  EXPECT_EQ(RowOf(symptom, behaviour), "");
}

TEST(Row, OtherKindsHaveNone) {
  EXPECT_EQ(RowOf({.kind = "double_free", .object = "caller/workqueue"},
                  Without(Switch::kDioWqInstalledByCmpxchg)),
            "");
}

}  // namespace
}  // namespace dio
