// Random programs: DepthFirstStrategy tries exactly the interleavings that a
// recursive search finds, which knows nothing of the checker, and each gives
// the same result.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/explore/random.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

constexpr size_t kObjects = 2;
constexpr int kModulus = 3;  // values stay small, so that conditions are met

enum class Kind { kLoad, kStore, kIncrement, kCas, kLock, kUnlock };

struct Instruction {
  Kind kind;
  size_t object;
  int operand;
};

// A task leaves out the instruction after a load of 0, and after a
// compare-exchange of 0 that fails: what it does depends on what it sees.
using Task = std::vector<Instruction>;
using Program = std::vector<Task>;

// --- The checker's side ---

struct Shapes {
  std::deque<Atomic<int>> values;
  std::deque<Mutex> locks;
};

// Returns whether the next instruction is left out.
bool Perform(const Instruction& instruction, Shapes& objects) {
  Atomic<int>& value = objects.values[instruction.object];
  Mutex& lock = objects.locks[instruction.object];
  switch (instruction.kind) {
    case Kind::kLoad:
      return value.Load() == 0;
    case Kind::kStore:
      value.Store(instruction.operand);
      return false;
    case Kind::kIncrement:
      value.FetchAdd(1);
      return false;
    case Kind::kCas: {
      int expected = 0;
      return !value.CompareExchange(expected, instruction.operand);
    }
    case Kind::kLock:
      lock.Lock();
      return false;
    case Kind::kUnlock:
      lock.Unlock();  // may be misuse, which ends the task
      return false;
  }
  return false;
}

// How many executions end with which values. "stuck" for those in which the
// body never joins all tasks.
using Results = std::map<std::string, uint64_t>;

std::string ResultText(int x, int y) { return absl::StrCat(x, " ", y); }

Results Explored(const Program& program) {
  Results results;
  const auto body = [&] {
    Shapes objects;
    for (size_t i = 0; i < kObjects; ++i) {
      objects.values.emplace_back(Name("value", static_cast<int>(i)), 0);
      objects.locks.emplace_back(Name("lock", static_cast<int>(i)));
    }
    for (size_t i = 0; i < program.size(); ++i) {
      Spawn(Name("t", static_cast<int>(i)), [&objects, &task = program[i]] {
        for (size_t pc = 0; pc < task.size(); ++pc)
          pc += Perform(task[pc], objects) ? 1 : 0;
      });
    }
    JoinAll();
    ++results[ResultText(objects.values[0].Peek(), objects.values[1].Peek())];
  };
  const Exploration exploration = ExploreAll(body);
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  uint64_t stuck = exploration.executions;
  for (const auto& [result, count] : results) stuck -= count;
  if (stuck != 0) results["stuck"] = stuck;
  return results;
}

// --- The other side ---

struct State {
  std::vector<size_t> pc;
  std::array<int, kObjects> values{};
  std::array<int, kObjects> owners{-1, -1};
};

bool Enabled(const Program& program, const State& state, size_t task) {
  if (state.pc[task] >= program[task].size()) return false;
  const Instruction& next = program[task][state.pc[task]];
  return next.kind != Kind::kLock || state.owners[next.object] == -1;
}

State After(const Program& program, State state, size_t task) {
  const Instruction& instruction = program[task][state.pc[task]++];
  int& value = state.values[instruction.object];
  int& owner = state.owners[instruction.object];
  const int self = static_cast<int>(task);
  switch (instruction.kind) {
    case Kind::kLoad:
      if (value == 0) ++state.pc[task];
      break;
    case Kind::kStore:
      value = instruction.operand;
      break;
    case Kind::kIncrement:
      ++value;
      break;
    case Kind::kCas:
      if (value == 0) {
        value = instruction.operand;
      } else {
        ++state.pc[task];
      }
      break;
    case Kind::kLock:
      owner = self;
      break;
    case Kind::kUnlock:
      if (owner == self) {
        owner = -1;
      } else {
        state.pc[task] = program[task].size();
      }
      break;
  }
  return state;
}

void Search(const Program& program, const State& state, Results& results) {
  bool maximal = true;
  bool finished = true;
  for (size_t task = 0; task < program.size(); ++task) {
    finished &= state.pc[task] >= program[task].size();
    if (!Enabled(program, state, task)) continue;
    maximal = false;
    Search(program, After(program, state, task), results);
  }
  if (!maximal) return;
  ++results[finished ? ResultText(state.values[0], state.values[1]) : "stuck"];
}

Results Searched(const Program& program) {
  State state;
  state.pc.resize(program.size(), 0);
  Results results;
  Search(program, state, results);
  return results;
}

// --- Both ---

// Two tasks of up to four instructions, or three of up to three, so that no
// program has more than 1,680 interleavings.
Program RandomProgram(SplitMix64& random) {
  Program program(2 + random.Below(2));
  const uint32_t longest = program.size() == 2 ? 4 : 3;
  for (Task& task : program) {
    task.resize(1 + random.Below(longest));
    for (Instruction& instruction : task) {
      instruction = {static_cast<Kind>(random.Below(6)), random.Below(kObjects),
                     static_cast<int>(random.Below(kModulus))};
    }
  }
  return program;
}

TEST(BruteForceTest, RandomProgramsHaveTheInterleavingsOfARecursiveSearch) {
  constexpr int kPrograms = 2000;
  SplitMix64 random(1);
  int stuck = 0;
  int branching = 0;
  for (int i = 0; i < kPrograms; ++i) {
    const Program program = RandomProgram(random);
    const Results expected = Searched(program);
    ASSERT_EQ(Explored(program), expected) << "program " << i;
    if (expected.contains("stuck")) ++stuck;
    if (expected.size() > 1) ++branching;
  }
  // Programs that are worth comparing.
  EXPECT_GT(stuck, kPrograms / 20);
  EXPECT_GT(branching, kPrograms / 4);
}

// The largest programs of the size that the property above leaves out.
TEST(BruteForceTest, ThreeTasksOfFourInstructions) {
  SplitMix64 random(2);
  for (int i = 0; i < 10; ++i) {
    Program program(3, Task(4));
    for (Task& task : program) {
      for (Instruction& instruction : task) {
        instruction = {static_cast<Kind>(random.Below(4)),
                       random.Below(kObjects),
                       static_cast<int>(random.Below(kModulus))};
      }
    }
    ASSERT_EQ(Explored(program), Searched(program)) << "program " << i;
  }
}

}  // namespace
}  // namespace checker
