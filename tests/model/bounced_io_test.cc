// What 7.0 promises: bounced I/O is not disturbed by whatever users do to their
// buffers, whichever way commands complete. Every interleaving is tried.

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::IsEmpty;

class BouncedIo
    : public testing::TestWithParam<
          std::tuple<const char*, ReqOp, bool, uint32_t, uint32_t>> {};

TEST_P(BouncedIo, NoInterleavingBreaksIt) {
  const auto& [release, op, async, bios, users] = GetParam();
  Workload workload = MakeSmallIo({.release = release,
                                   .op = op,
                                   .async = async,
                                   .bios = bios,
                                   .users = users});
  const checker::Exploration exploration = ExploreAll(workload);
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(RowsOf(exploration), IsEmpty());
  EXPECT_EQ(exploration.redundant, 0);
  RecordProperty("executions", static_cast<int>(exploration.executions));
  const KernelStep bounced = op == ReqOp::kWrite ? KernelStep::kBounceWriteCopy
                                                 : KernelStep::kCopyBack;
  EXPECT_TRUE(workload.reached[static_cast<size_t>(bounced)]);
}

// The same without bouncing is what the proof is about: it is not empty.
TEST_P(BouncedIo, WithoutBouncingAStoreBreaksIt) {
  const auto& [release, op, async, bios, users] = GetParam();
  if (users == 0) GTEST_SKIP() << "nobody stores";
  Workload workload = MakeSmallIo({.release = release,
                                   .op = op,
                                   .async = async,
                                   .bios = bios,
                                   .users = users});
  workload.behaviour.Set(Switch::kDioBounce, false);
  Prepare(workload);
  const checker::Exploration exploration = ExploreAll(workload);
  EXPECT_THAT(RowsOf(exploration),
              testing::ElementsAre(op == ReqOp::kWrite ? "R01 guard_mismatch"
                                                       : "R07 guard_mismatch"));
}

std::string NameOf(const testing::TestParamInfo<BouncedIo::ParamType>& info) {
  const auto& [release, op, async, bios, users] = info.param;
  std::string name =
      absl::StrCat("v", release, op == ReqOp::kWrite ? "_write" : "_read",
                   async ? "_async" : "_sync", "_bios", bios, "_users", users);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, BouncedIo,
    testing::Combine(testing::Values("7.0", "7.1", "7.2", "7.3"),
                     testing::Values(ReqOp::kWrite, ReqOp::kRead),
                     testing::Bool(), testing::Values(1, 2, 3),
                     testing::Values(0, 1, 2)),
    NameOf);

}  // namespace
}  // namespace dio
