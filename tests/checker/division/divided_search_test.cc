// A search on several threads, and one that is broken off again and again, end
// as one that does neither.

#include "checker/division/divided_search.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/division/counters.h"

namespace checker {
namespace {

TEST(DividedSearchTest, ThreadsMakeNoDifference) {
  const Exploration plain = Plain();
  ASSERT_GT(plain.executions, 2000);
  ASSERT_GE(plain.violations.size(), 2);
  const Counted two = *Search({.jobs = 2});
  ASSERT_GT(two.exploration.redundant, 64) << "it was not cut";
  for (const uint32_t jobs : {2, 5}) {
    for (int time = 0; time < 2; ++time) {
      const Counted result = *Search({.jobs = jobs});
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
    const Counted result = *Search({.jobs = 2, .shares = 3, .share = share});
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
      const absl::StatusOr<Counted> result =
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
    const Counted resumed = *Search(options);
    const Counted whole = *Search({.jobs = jobs});
    EXPECT_EQ(resumed.exploration.executions, plain.executions);
    EXPECT_EQ(resumed.exploration.redundant, whole.exploration.redundant);
    EXPECT_EQ(resumed.exploration.steps, whole.exploration.steps);
    EXPECT_EQ(resumed.exploration.max_depth, whole.exploration.max_depth);
    EXPECT_EQ(resumed.violations, whole.violations);
  }
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
    const Counted rest = *Search(options);
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
  const absl::StatusOr<Counted> none =
      Search(options, {.interrupted = &interrupted});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->exploration.stop, StopReason::kInterrupted);
  EXPECT_GT(none->exploration.executions, 500) << "what was saved counts";
  made = 0;
  const Counted rest = *Search(options);
  EXPECT_EQ(rest.exploration.executions, Plain().executions);
  EXPECT_LE(made, rest.exploration.executions - 500);
}

TEST(DividedSearchTest, ABoundOnExecutionsIsReachedOrNot) {
  const uint64_t plain = Plain().executions;
  for (const uint32_t jobs : {2, 4}) {
    const Counted whole = *Search({.jobs = jobs});
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
  const Counted before = *Search(options, {.max_executions = 3000});
  ASSERT_FALSE(before.violations.empty());
  const absl::StatusOr<Counted> none =
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

}  // namespace
}  // namespace checker
