// A search on several threads, and one that is broken off again and again, end
// as one that does neither.

#include "checker/division/divided_search.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "checker/division/checkpoint.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/text_proto.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

constexpr auto kNoProgress = [](const Exploration&) {};

std::string TemporaryFile(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
}

// Several thousand traces, and two kinds of violations.
void Counters() {
  Atomic<int> a("a", 0), b("b", 0), c("c", 0);
  for (int i = 0; i < 5; ++i) {
    Spawn(Name("t", i), [&, i] {
      const int seen = a.Load();
      (i % 2 == 0 ? b : c).Store(seen + i);
      a.Store(seen + 1);
      if (i == 3 && b.Load() == 4) CHECKER_EXPECT(seen > 3);
      if (i == 1 && c.Load() == 5) CHECKER_EXPECT(seen > 4);
    });
  }
  JoinAll();
}

// Executions of workers, in all searches so far.
std::atomic<uint64_t> made = 0;

WorkerBody MakeCounters() {
  return {.run = [] {
    ++made;
    Counters();
  }};
}

struct Result {
  Exploration exploration;
  std::vector<std::string> violations;
};

absl::StatusOr<Result> Search(const DivisionOptions& options,
                              const Budget& budget = {}) {
  const auto body = [] { Counters(); };
  Explorer explorer(body);
  DividedSearch search(explorer, MakeCounters, DporMode::kOptimal, options);
  absl::StatusOr<Exploration> exploration = search.Run(budget, kNoProgress);
  if (!exploration.ok()) return exploration.status();
  Result result{.exploration = *std::move(exploration), .violations = {}};
  for (const FoundViolation& found : result.exploration.violations) {
    result.violations.push_back(
        absl::StrCat(found.violation.Identity(), " ", found.execution));
  }
  return result;
}

Exploration Plain() {
  const auto body = [] { Counters(); };
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, {});
}

TEST(DividedSearchTest, ThreadsMakeNoDifference) {
  const Exploration plain = Plain();
  ASSERT_GT(plain.executions, 2000);
  ASSERT_GE(plain.violations.size(), 2);
  const Result two = *Search({.jobs = 2});
  ASSERT_GT(two.exploration.redundant, 64) << "it was not cut";
  for (const uint32_t jobs : {2, 5}) {
    for (int time = 0; time < 2; ++time) {
      const Result result = *Search({.jobs = jobs});
      const Exploration& exploration = result.exploration;
      EXPECT_TRUE(exploration.complete());
      EXPECT_EQ(exploration.executions, plain.executions);
      EXPECT_EQ(exploration.max_depth, plain.max_depth);
      EXPECT_EQ(exploration.redundant, two.exploration.redundant);
      EXPECT_EQ(exploration.steps, two.exploration.steps);
      EXPECT_EQ(result.violations, two.violations);
    }
  }
  std::vector<std::string> expected, found;
  for (const FoundViolation& violation : plain.violations)
    expected.push_back(violation.violation.Identity());
  for (const FoundViolation& violation : two.exploration.violations)
    found.push_back(violation.violation.Identity());
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, expected);
}

TEST(DividedSearchTest, SharesAreTogetherTheWhole) {
  const Exploration plain = Plain();
  uint64_t executions = 0;
  for (uint32_t share = 0; share < 3; ++share) {
    const Result result = *Search({.jobs = 2, .shares = 3, .share = share});
    EXPECT_EQ(result.exploration.stop, StopReason::kExhausted);
    executions += result.exploration.executions;
  }
  EXPECT_EQ(executions, plain.executions);
}

// Broken off by a bound after every few executions, and once at each of many
// places, which includes the ends of parts.
TEST(DividedSearchTest, GoesOnWhereItWasBrokenOff) {
  const Exploration plain = Plain();
  for (const uint32_t jobs : {1, 2}) {
    const std::string file = TemporaryFile(absl::StrCat("jobs", jobs));
    const DivisionOptions options{.jobs = jobs,
                                  .checkpoint = file,
                                  .resume = true,
                                  .subject = "counters"};
    uint64_t bound = 0;
    int times = 0;
    made = 0;
    for (;; ++times) {
      bound += 397 + 131 * (times % 7);
      const absl::StatusOr<Result> result =
          Search(options, {.max_executions = bound});
      ASSERT_TRUE(result.ok()) << result.status();
      const Exploration& exploration = result->exploration;
      ASSERT_EQ(exploration.error, "");
      if (jobs == 1 && exploration.stop == StopReason::kExecutions) {
        EXPECT_EQ(exploration.executions, bound);
      }
      if (exploration.stop == StopReason::kExhausted) break;
      ASSERT_LT(times, 2000);
    }
    EXPECT_GT(times, 20);
    // Each time goes on, and does not begin anew. What may be made twice: the
    // execution that a part is resumed with, and the one after the last.
    const uint64_t once = Search(options)->exploration.executions +
                          Search(options)->exploration.redundant;
    EXPECT_LE(made, once + 2 * static_cast<uint64_t>(times) * jobs);
    const Result resumed = *Search(options);
    const Result whole = *Search({.jobs = jobs});
    EXPECT_EQ(resumed.exploration.executions, plain.executions);
    EXPECT_EQ(resumed.exploration.redundant, whole.exploration.redundant);
    EXPECT_EQ(resumed.exploration.steps, whole.exploration.steps);
    EXPECT_EQ(resumed.exploration.max_depth, whole.exploration.max_depth);
    EXPECT_EQ(resumed.violations, whole.violations);
  }
}

TEST(DividedSearchTest, RefusesCheckpointsOfOtherSearches) {
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

TEST(DividedSearchTest, IsSavedWhenInterrupted) {
  for (const uint32_t jobs : {1, 2}) {
    const DivisionOptions options{
        .jobs = jobs,
        .checkpoint = TemporaryFile(absl::StrCat("interrupted", jobs)),
        .resume = true,
        .subject = "counters"};
    const auto body = [] { Counters(); };
    Explorer explorer(body);
    std::atomic<bool> interrupted = false;
    // From within, when some work is done.
    std::atomic<int> left = 1000;
    const auto make_body = [&] {
      return WorkerBody{.run = [&] {
        if (--left == 0) interrupted = true;
        Counters();
      }};
    };
    DividedSearch search(explorer, make_body, DporMode::kOptimal, options);
    const Exploration stopped =
        *search.Run({.interrupted = &interrupted}, kNoProgress);
    EXPECT_EQ(stopped.stop, StopReason::kInterrupted);
    EXPECT_FALSE(stopped.complete());
    EXPECT_GT(stopped.executions, 500);
    made = 0;
    const Result rest = *Search(options);
    EXPECT_EQ(rest.exploration.executions, Plain().executions);
    EXPECT_LE(made, rest.exploration.executions + rest.exploration.redundant -
                        stopped.executions + jobs);
  }
}

// Before anything is divided: what was saved before stays.
TEST(DividedSearchTest, InterruptedAtOnceItLeavesACheckpointAlone) {
  const DivisionOptions options{.jobs = 2,
                                .checkpoint = TemporaryFile("at_once"),
                                .resume = true,
                                .subject = "counters"};
  ASSERT_TRUE(Search(options, {.max_executions = 1000}).ok());
  std::atomic<bool> interrupted = true;
  const absl::StatusOr<Result> none =
      Search(options, {.interrupted = &interrupted});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->exploration.stop, StopReason::kInterrupted);
  EXPECT_GT(none->exploration.executions, 500) << "what was saved counts";
  made = 0;
  const Result rest = *Search(options);
  EXPECT_EQ(rest.exploration.executions, Plain().executions);
  EXPECT_LE(made, rest.exploration.executions - 500);
}

TEST(DividedSearchTest, ABoundOnExecutionsIsReachedOrNot) {
  const uint64_t plain = Plain().executions;
  for (const uint32_t jobs : {2, 4}) {
    const Result whole = *Search({.jobs = jobs});
    const uint64_t all =
        whole.exploration.executions + whole.exploration.redundant;
    for (int time = 0; time < 5; ++time) {
      EXPECT_TRUE(
          Search({.jobs = jobs, .checkpoint = TemporaryFile("unbounded")},
                 {.max_executions = all + 1})
              ->exploration.complete());
    }
    // With a checkpoint, since it would not be divided otherwise.
    const Exploration bounded =
        Search({.jobs = jobs, .checkpoint = TemporaryFile("bounded")},
               {.max_executions = 1000})
            ->exploration;
    EXPECT_EQ(bounded.stop, StopReason::kExecutions);
    EXPECT_GE(bounded.executions + bounded.redundant, 1000);
    EXPECT_LT(bounded.executions, plain);
  }
}

// To divide takes more than that.
TEST(DividedSearchTest, IsNotDividedForAFewExecutions) {
  const Exploration few =
      Search({.jobs = 2}, {.max_executions = 10})->exploration;
  EXPECT_EQ(few.stop, StopReason::kExecutions);
  EXPECT_EQ(few.executions + few.redundant, 10);
}

// The parts must be the same wherever they are made, or not be made.
TEST(DividedSearchTest, TimeDoesNotChangeTheParts) {
  const DivisionOptions options{.jobs = 2,
                                .checkpoint = TemporaryFile("time"),
                                .resume = true,
                                .subject = "counters"};
  const Result before = *Search(options, {.max_executions = 3000});
  ASSERT_FALSE(before.violations.empty());
  const absl::StatusOr<Result> none =
      Search(options, {.time_limit = absl::Nanoseconds(1)});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->exploration.stop, StopReason::kTime);
  EXPECT_EQ(none->exploration.executions, before.exploration.executions);
  EXPECT_EQ(none->violations, before.violations);
  EXPECT_EQ(Search(options)->exploration.executions, Plain().executions);
}

// What reports say stays, whichever process said it.
TEST(DividedSearchTest, ReportsAreKept) {
  const DivisionOptions options{.checkpoint = TemporaryFile("reports"),
                                .resume = true,
                                .subject = "counters"};
  const auto reports = [&](const std::string& name, const Budget& budget) {
    const auto body = [] { Counters(); };
    Explorer explorer(body);
    const auto make_body = [&] {
      return WorkerBody{.run = Counters, .report = [&] { return name; }};
    };
    DividedSearch search(explorer, make_body, DporMode::kOptimal, options);
    EXPECT_TRUE(search.Run(budget, kNoProgress).ok());
    return search.reports();
  };
  reports("first", {.max_executions = 100});
  EXPECT_EQ(reports("second", {}),
            (std::vector<std::string>{"first", "second"}));
}

// A body that is not deterministic: how far its part was says nothing.
TEST(DividedSearchTest, WhatDivergedIsNotSavedAsDone) {
  const DivisionOptions options{.checkpoint = TemporaryFile("diverged"),
                                .resume = true,
                                .subject = "diverging"};
  int runs = 0;
  const auto body = [&] {
    ++runs;
    Atomic<int> a("a", 0);
    for (int i = 0; i < 4; ++i) {
      Spawn(Name("t", i), [&] {
        a.Store(a.Load() + 1);
        if (runs == 20) a.Store(0);
      });
    }
    JoinAll();
  };
  for (int time = 0; time < 2; ++time) {
    runs = 0;
    Explorer explorer(body);
    DividedSearch search(
        explorer, [&] { return WorkerBody{.run = body}; }, DporMode::kOptimal,
        options);
    const Exploration exploration = *search.Run({}, kNoProgress);
    EXPECT_EQ(exploration.stop, StopReason::kDiverged);
    EXPECT_NE(exploration.error, "");
  }
}

TEST(DividedSearchTest, RefusesCheckpointsThatReferToNothing) {
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

TEST(DividedSearchTest, WhereNothingCanBeWrittenItDoesNotBegin) {
  made = 0;
  for (const char* file : {"/dev/full", "/dev/null/checkpoint"})
    EXPECT_FALSE(Search({.checkpoint = file}).ok());
  EXPECT_EQ(made, 0);
}

// A folder takes the file's place meanwhile: what was explored counts all the
// same.
TEST(DividedSearchTest, ResultsOutliveTheCheckpoint) {
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

TEST(DividedSearchTest, AFolderIsNoCheckpoint) {
  const DivisionOptions options{.checkpoint = std::getenv("TEST_TMPDIR"),
                                .resume = true,
                                .subject = "counters"};
  EXPECT_TRUE(
      absl::StrContains(Search(options).status().message(), "is a folder"));
}

}  // namespace
}  // namespace checker
