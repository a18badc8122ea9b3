// What partial-order reduction relies on holds for the page cache, the extents
// and the locks of files.

#include <set>
#include <string>
#include <vector>

#include "checker/campaign.h"
#include "checker/explore/commutation_check.h"
#include "checker/strategies.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::IsSubsetOf;

struct Case {
  std::string name;
  Workload workload;
};

// One of each: a reader of the cache, a page that is dirtied, a write that
// grows the file beside one behind its end, two parts of a block, a truncation.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  Workload read = OneFile("7.0", ReqOp::kWrite);
  read.files[0].extents = {
      {.offset = 0, .bytes = 1024, .type = ExtentType::kUnwritten}};
  read.tasks.push_back({"peer", {NewBufferedIo(read, ReqOp::kRead)}});
  read.behaviour.Set(Switch::kEndIoBeforeInvalidate, false);
  cases.push_back({"buffered read", read});

  Workload store = OneFile("7.0", ReqOp::kWrite);
  MakeAsync(store);
  const size_t mapping = AddMapping(store, 0);
  store.tasks.push_back({"mapper", {StoreSpec{mapping, 0, {0x55}, 1, 1}}});
  store.tasks.push_back({"flusher", {WriteBackSpec{0}}});
  cases.push_back({"mapped store", store});

  Workload behind = OneFile("7.0", ReqOp::kWrite, 2048);
  behind.files[0].size = 512;
  IoOf(behind).file_offset = 512;
  MakeAsync(behind);
  behind.tasks.push_back({"behind", {NewIo(behind, ReqOp::kWrite, 1536)}});
  cases.push_back({"behind EOF", behind});
  behind.behaviour.Set(Switch::kEofZeroingDrains, false);
  cases.push_back({"behind EOF without drain", behind});

  Workload truncate = OneFile("7.0", ReqOp::kWrite);
  MakeAsync(truncate);
  truncate.tasks.push_back({"truncater", {TruncateSpec{0, 0}}});
  cases.push_back({"truncate", truncate});
  for (Case& one : cases) Prepare(one.workload);
  return cases;
}

std::set<std::string> Kinds(const checker::Exploration& exploration) {
  std::set<std::string> kinds;
  for (const checker::FoundViolation& found : exploration.violations)
    kinds.insert(found.violation.kind + " " + found.violation.row);
  return kinds;
}

TEST(FileReduction, LosesNoViolation) {
  for (Case& one : Cases()) {
    const auto body = [&] { RunWorkload(one.workload); };
    const checker::Exploration reduced = checker::Explore(body);
    EXPECT_TRUE(reduced.complete());
    checker::CampaignOptions options;
    options.strategy.name = "dfs";
    options.strategy.preemption_bound = 1;
    options.budget.max_executions = 20'000;
    const auto bounded = checker::RunCampaign(body, options);
    ASSERT_TRUE(bounded.ok());
    EXPECT_THAT(Kinds(bounded->exploration), IsSubsetOf(Kinds(reduced)))
        << one.name;
  }
}

TEST(FileReduction, CommutesAsClaimed) {
  for (Case& one : Cases()) {
    checker::StrategyOptions random;
    random.name = "random";
    const auto strategy = checker::MakeStrategy(random);
    ASSERT_TRUE(strategy.ok());
    const checker::CommutationReport report = checker::CheckCommutation(
        [&] { RunWorkload(one.workload); }, **strategy,
        {.max_executions = 20, .max_pairs = 5'000});
    EXPECT_TRUE(report.ok()) << one.name << "\n" << report.ToString();
  }
}

}  // namespace
}  // namespace dio
