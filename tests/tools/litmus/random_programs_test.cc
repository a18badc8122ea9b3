#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/litmus/brute_force.h"
#include "tests/tools/litmus/final_states.h"

namespace diorace::litmus {
namespace {

constexpr uint32_t kPrograms = 400;

TEST(RandomProgramsTest, StatesAndInterleavingsAreThoseOfBruteForce) {
  uint64_t interleavings = 0;
  size_t states = 0;
  size_t deadlocks = 0;
  for (uint32_t seed = 1; seed <= kPrograms; ++seed) {
    const RandomProgram program = MakeProgram(seed);
    const AllInterleavings expected = BruteForce(program);
    const FinalStates found = Finals(program.text);
    ASSERT_EQ(found.error, "") << program.text;
    EXPECT_TRUE(found.outcome.complete) << program.text;
    EXPECT_FALSE(found.outcome.fault.has_value()) << program.text;
    std::vector<std::string> found_states = found.states;
    std::sort(found_states.begin(), found_states.end());
    EXPECT_THAT(found_states, testing::ElementsAreArray(expected.states))
        << "seed " << seed << "\n"
        << program.text;
    EXPECT_EQ(found.outcome.executions, expected.count)
        << "seed " << seed << "\n"
        << program.text;
    interleavings += expected.count;
    states += expected.states.size();
    deadlocks += expected.count > found.outcome.positive ? 1 : 0;
  }
  // The programs are worth the comparison.
  EXPECT_GT(interleavings, 20 * kPrograms);
  EXPECT_GT(states, 5 * kPrograms);
  EXPECT_GT(deadlocks, 0u);
}

}  // namespace
}  // namespace diorace::litmus
