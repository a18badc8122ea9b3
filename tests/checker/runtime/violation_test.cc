// Violations in words.

#include "checker/runtime/violation.h"

#include "gtest/gtest.h"

namespace checker {
namespace {

OperationText Fill() {
  return {.task = "user",
          .kind = "fill",
          .object = "user_buffer",
          .range = {0, 8},
          .label = "D1 fetch",
          .file = "model/block/bio.cc",
          .line = 12};
}

TEST(OperationTextTest, NamesTaskKindObjectAndRange) {
  OperationText operation = Fill();
  EXPECT_EQ(operation.ToString(), "user: fill user_buffer[0,8)");
  operation.range = {};
  EXPECT_EQ(operation.ToString(), "user: fill user_buffer");
}

TEST(ViolationTest, IdentitySurvivesEditsOfTheSource) {
  const Violation violation{.kind = "data_race",
                            .oracle = "data_race",
                            .object = "x",
                            .message = "at line 12",
                            .blame = "",
                            .row = "",
                            .operations = {Fill()}};
  Violation edited = violation;
  edited.message = "at line 13";
  edited.operations[0].line = 13;
  edited.operations[0].range = {8, 16};
  EXPECT_EQ(edited.Identity(), violation.Identity());

  Violation other_task = violation;
  other_task.operations[0].task = "flusher";
  EXPECT_NE(other_task.Identity(), violation.Identity());
  Violation other_kind = violation;
  other_kind.kind = "deadlock";
  EXPECT_NE(other_kind.Identity(), violation.Identity());
}

// What the checker finds is judged later, by whoever knows.
TEST(ViolationTest, IdentityHoldsTheBlameThatAnOracleHasSaid) {
  Violation violation;
  violation.kind = "wrong_data";
  violation.blame = "hypothesis";
  Violation other = violation;
  other.blame = "kernel";
  EXPECT_NE(other.Identity(), violation.Identity());
  EXPECT_NE(other.Shape(), violation.Shape());
  Violation found;
  found.kind = "deadlock";
  Violation judged = found;
  judged.blame = "kernel";
  EXPECT_EQ(judged.Identity(), found.Identity());
}

}  // namespace
}  // namespace checker
