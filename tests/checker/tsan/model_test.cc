// The model of direct I/O, whose plain memory only TSan watches: where the
// kernel is right, no schedule has a race.

#include <cstdint>

#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/workload.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

class CorrectModelTest : public testing::TestWithParam<ReqOp> {};

TEST_P(CorrectModelTest, IsSilent) {
  Workload workload = MakeSmallIo({.op = GetParam(), .bios = 2, .users = 1});
  const auto body = [&workload] { RunWorkload(workload); };
  checker::DporStrategy strategy;
  checker::Explorer explorer(body);
  const checker::Exploration exploration = explorer.Explore(strategy, {});
  EXPECT_TRUE(exploration.complete());
  EXPECT_GT(exploration.executions, 1);
  EXPECT_THAT(exploration.violations, testing::IsEmpty());
  EXPECT_EQ(explorer.execution().tsan_tally().reports, 0);
  EXPECT_EQ(explorer.execution().tsan_tally().alone, 0);
}

INSTANTIATE_TEST_SUITE_P(Both, CorrectModelTest,
                         testing::Values(ReqOp::kWrite, ReqOp::kRead));

}  // namespace
}  // namespace dio
