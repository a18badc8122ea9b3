// What tests of traps in partial-order reduction have in common: the real
// search meets every class, in both modes, and one without the guard does not.
//
//   TEST_P(SoundnessTrapTest, LoadDoesNotCommuteWithStore) {
//     EXPECT_THAT(Everything(StoreAndLoad).traces, SizeIs(2));
//     EXPECT_THAT(With(Flaw::kReadAndWrite, StoreAndLoad).traces, SizeIs(1));
//   }

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_SOUNDNESS_TRAP_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_SOUNDNESS_TRAP_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "checker/explore/dfs.h"
#include "checker/explore/dpor.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/broken_dependence.h"
#include "tests/checker/explore/classes.h"

namespace checker {

class SoundnessTrapTest : public testing::TestWithParam<DporMode> {
 protected:
  using Body = absl::FunctionRef<std::string()>;

  // What plain search meets, having checked that reduced search meets the same.
  static Met Everything(Body body) {
    DepthFirstStrategy dfs;
    const Met all = MeetAll(dfs, body);
    EXPECT_TRUE(all.exploration.complete());
    DporStrategy dpor(GetParam());
    const Met reduced = MeetAll(dpor, body);
    EXPECT_TRUE(reduced.exploration.complete()) << reduced.exploration.error;
    EXPECT_EQ(Difference(all, reduced), "");
    EXPECT_EQ(reduced.violations, all.violations);
    EXPECT_EQ(reduced.states, all.states);
    return all;
  }

  static Met With(Flaw flaw, Body body) {
    const ScopedFlaw scoped(flaw);
    const std::unique_ptr<Strategy> broken = MakeBrokenDpor(GetParam());
    return MeetAll(*broken, body);
  }
};

INSTANTIATE_TEST_SUITE_P(, SoundnessTrapTest,
                         testing::Values(DporMode::kOptimal, DporMode::kSource),
                         [](const auto& info) {
                           return info.param == DporMode::kOptimal ? "Optimal"
                                                                   : "Source";
                         });

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_SOUNDNESS_TRAP_H_
