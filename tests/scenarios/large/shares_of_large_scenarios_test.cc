// Eight shares of a large scenario: together they meet the traces that one
// search meets, none of them twice, at little more cost, and none has much more
// to do than the others.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/partition.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/checker/explore/trace_digests.h"

namespace diorace {
namespace {

constexpr uint32_t kShares = 8;

class SharesOfLargeScenarios : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Large, SharesOfLargeScenarios,
                         testing::Values("bdev_md_raid1_write_4k_2_users",
                                         "xfs_pi_read_bounced_3_bios_one_fault",
                                         "xfs_pi_read_bounced_4_bios"),
                         [](const auto& info) { return info.param; });

TEST_P(SharesOfLargeScenarios, AreTogetherTheWhole) {
  const absl::StatusOr<LoadedScenario> loaded = LoadScenario(
      absl::StrCat("tests/scenarios/large/", GetParam(), ".textproto"), "");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  const auto body = [&] { compiled->Run(); };

  checker::DporStrategy whole;
  checker::TraceDigests all(whole);
  ASSERT_TRUE(checker::Explorer(body).Explore(all, {}).complete());
  std::vector<uint64_t> expected = all.take();
  ASSERT_GE(expected.size(), 100'000u);

  checker::Explorer maker(body);
  const checker::Partition partition =
      *checker::MakePartition(maker, {.shares = kShares}, {});
  std::vector<uint64_t> met;
  uint64_t made = kShares * partition.executions;
  size_t largest = 0;
  for (const std::vector<size_t>& share : partition.shares) {
    const size_t before = met.size();
    for (const size_t part : share) {
      checker::DporStrategy strategy(checker::DporMode::kOptimal,
                                     partition.parts[part]);
      checker::TraceDigests digests(strategy);
      const checker::Exploration exploration =
          checker::Explorer(body).Explore(digests, {});
      EXPECT_EQ(exploration.stop, checker::StopReason::kExhausted);
      made += exploration.executions + exploration.redundant;
      const std::vector<uint64_t> own = digests.take();
      met.insert(met.end(), own.begin(), own.end());
    }
    largest = std::max(largest, met.size() - before);
  }
  std::printf(
      "%s: %zu traces; largest of %u shares %.2f times the mean; %.3f "
      "times the executions\n",
      GetParam(), met.size(), kShares,
      static_cast<double>(largest) * kShares / static_cast<double>(met.size()),
      static_cast<double>(made) / static_cast<double>(expected.size()));
  std::sort(expected.begin(), expected.end());
  std::sort(met.begin(), met.end());
  EXPECT_TRUE(met == expected) << met.size() << " of " << expected.size();
  EXPECT_EQ(std::adjacent_find(expected.begin(), expected.end()),
            expected.end());
  EXPECT_LE(5 * made, 6 * expected.size());
  EXPECT_LE(largest * kShares, 2 * met.size());
}

}  // namespace
}  // namespace diorace
