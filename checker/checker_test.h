// Concurrency tests under GoogleTest.
//
//   CHECKER_TEST(RefcountTest, LastPutFrees) {
//     Atomic<int> refs("refs", 2);
//     Shared<int> freed("freed", 0);
//     Spawn("a", [&] { Put(refs, freed); });
//     Spawn("b", [&] { Put(refs, freed); });
//     JoinAll();
//     CHECKER_EXPECT(freed.Peek() == 1);
//   }
//
// The body is a task, run once per execution; its locals live until it returns,
// so it joins what it spawns. The test passes if the search ends without a
// violation. When it fails, it prints a shortened schedule as a timeline and
// says how to run that schedule again.
//
// A bug that must be found is tested with FindViolation:
//
//   TEST(RefcountTest, RacyPutFreesTwice) {
//     EXPECT_EQ(checker::FindViolation([] { …the same with a racy Put… }),
//     "assertion");
//   }
//
// Link //checker:checker_test_main, whose main() adds flags: --strategy,
// --seed, --max_executions, --time_limit, --replay. With Bazel: bazel test
// //my:test --test_arg=--strategy=random

#ifndef DIORACE_CHECKER_CHECKER_TEST_H_
#define DIORACE_CHECKER_CHECKER_TEST_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "checker/checker.h"
#include "gtest/gtest.h"

namespace checker {

// Explores `body` as the flags say; fails the running GoogleTest test if there
// is a violation, or if nothing was run.
void ExploreUnderTest(absl::FunctionRef<void()> body);

// Explores `body` as the flags say and returns the kinds of all violations,
// joined by commas, in alphabetical order; "" if there is none. Prints the
// schedule of the first.
std::string FindViolation(absl::FunctionRef<void()> body);

}  // namespace checker

#define CHECKER_TEST(suite, name)                                   \
  static void CheckerTestBody_##suite##_##name();                   \
  TEST(suite, name) {                                               \
    ::checker::ExploreUnderTest(&CheckerTestBody_##suite##_##name); \
  }                                                                 \
  static void CheckerTestBody_##suite##_##name()

#endif  // DIORACE_CHECKER_CHECKER_TEST_H_
