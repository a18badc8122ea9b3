// Checkpoints that a search cannot go on with, or cannot write.

#include "checker/division/checkpoint.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "checker/division/divided_search.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/text_proto.h"
#include "gtest/gtest.h"
#include "tests/checker/division/counters.h"

namespace checker {
namespace {

TEST(CheckpointTest, OfAnotherSearchIsRefused) {
  const std::string file = TemporaryFile("other");
  const DivisionOptions options{
      .checkpoint = file, .resume = true, .subject = "counters", .settings = 1};
  ASSERT_TRUE(Search(options, {.max_executions = 100}).ok());
  const auto refusal = [&](DivisionOptions other) {
    return std::string(Search(other).status().message());
  };
  DivisionOptions other = options;
  other.subject = "others";
  EXPECT_TRUE(absl::StrContains(refusal(other),
                                "a checkpoint of counters, not of others"));
  other = options;
  other.settings = 2;
  EXPECT_TRUE(absl::StrContains(refusal(other), "another version of counters"));
  other = options;
  other.jobs = 2;
  EXPECT_TRUE(absl::StrContains(refusal(other), "other flags"));

  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  for (const size_t size : {bytes.size() / 2, bytes.size() - 1, size_t{30}}) {
    ASSERT_TRUE(WriteFileAtomically(file, bytes.substr(0, size)).ok());
    EXPECT_TRUE(absl::StrContains(refusal(options), "damaged")) << size;
  }
  std::string flipped = bytes;
  flipped[bytes.size() - 5] ^= 1;
  ASSERT_TRUE(WriteFileAtomically(file, flipped).ok());
  EXPECT_TRUE(absl::StrContains(refusal(options), "damaged"));
  ASSERT_TRUE(WriteFileAtomically(file, "something else").ok());
  EXPECT_TRUE(absl::StrContains(refusal(options), "no checkpoint"));
}

TEST(CheckpointTest, ThatRefersToNothingIsRefused) {
  const std::string file = TemporaryFile("hostile");
  const DivisionOptions options{
      .checkpoint = file, .resume = true, .subject = "counters"};
  ASSERT_TRUE(Search(options, {.max_executions = 100}).ok());
  const absl::StatusOr<std::string> good = ReadFile(file);
  ASSERT_TRUE(good.ok());
  // After the header and the sum.
  SavedSearch saved;
  const size_t begin = good->find('\n', good->find('\n') + 1) + 1;
  ASSERT_TRUE(saved.ParseFromString(good->substr(begin)));
  ASSERT_TRUE(saved.part(0).has_strategy());
  const auto expect_refused = [&](const SavedSearch& hostile) {
    ASSERT_TRUE(WriteCheckpoint(file, hostile).ok());
    EXPECT_TRUE(absl::StrContains(Search(options).status().message(),
                                  "the checkpoint is damaged"));
  };
  SavedSearch hostile = saved;
  hostile.clear_part();
  expect_refused(hostile);
  hostile = saved;
  hostile.mutable_part(0)->mutable_strategy()->mutable_node(0)->set_task(77);
  expect_refused(hostile);
  hostile = saved;
  hostile.mutable_part(0)->mutable_strategy()->mutable_node(0)->set_left(1
                                                                         << 20);
  expect_refused(hostile);
  hostile = saved;
  hostile.mutable_part(0)
      ->mutable_strategy()
      ->mutable_node(0)
      ->set_sleepers_begin(1 << 30);
  expect_refused(hostile);
  hostile = saved;
  SavedStrategy& strategy = *hostile.mutable_part(0)->mutable_strategy();
  ASSERT_GT(strategy.branch_access_size(), 0);
  strategy.set_branch_next(0, 1);  // itself
  expect_refused(hostile);
  strategy = saved.part(0).strategy();
  strategy.set_branch_access(0, 1 << 20);
  expect_refused(hostile);
  strategy = saved.part(0).strategy();
  strategy.clear_branch_next();
  expect_refused(hostile);
  hostile = saved;
  hostile.mutable_part(0)->mutable_strategy()->mutable_task(1)->set_creator(
      1000);
  expect_refused(hostile);
  ASSERT_TRUE(WriteCheckpoint(file, saved).ok());
  EXPECT_TRUE(Search(options).ok());
}

TEST(CheckpointTest, WhereNothingCanBeWrittenItDoesNotBegin) {
  made = 0;
  for (const char* file : {"/dev/full", "/dev/null/checkpoint"})
    EXPECT_FALSE(Search({.checkpoint = file}).ok());
  EXPECT_EQ(made, 0);
}

// A folder takes the file's place meanwhile: what was explored counts all the
// same.
TEST(CheckpointTest, ResultsOutliveTheCheckpoint) {
  const std::string file = TemporaryFile("short_lived");
  int left = 100;
  const auto run = [&] {
    // A checkpoint may be written between the two.
    if (--left == 0) {
      std::error_code ignored;
      while (!std::filesystem::is_directory(file)) {
        std::filesystem::remove(file);
        std::filesystem::create_directory(file, ignored);
      }
    }
    Counters();
  };
  const auto body = [] { Counters(); };
  Explorer explorer(body);
  DividedSearch search(explorer, [&] { return WorkerBody{.run = run}; },
                       DporMode::kOptimal,
                       {.checkpoint = file, .interval = absl::Milliseconds(1)});
  const Exploration exploration = *search.Run({}, kNoProgress);
  EXPECT_TRUE(exploration.complete());
  EXPECT_EQ(exploration.executions, Plain().executions);
  EXPECT_EQ(exploration.violations.size(), Plain().violations.size());
  EXPECT_FALSE(search.unsaved().ok());
}

TEST(CheckpointTest, AFolderIsNoCheckpoint) {
  const DivisionOptions options{.checkpoint = std::getenv("TEST_TMPDIR"),
                                .resume = true,
                                .subject = "counters"};
  EXPECT_TRUE(
      absl::StrContains(Search(options).status().message(), "is a folder"));
}

}  // namespace
}  // namespace checker
