// All programs of two tasks with two instructions each, and some of three
// tasks: on every schedule, TSan's verdict on a plain variable is our clocks'
// on a Shared one.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "checker/explore/split_mix.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "gtest/gtest.h"
#include "tests/checker/tsan/schedules.h"

namespace checker {
namespace {

enum Instruction : uint8_t {
  kPlainRead,
  kPlainWrite,
  kLockedWrite,
  kStoreRelease,
  kLoadAcquire,
  kStoreRelaxed,
  kUpdate,  // acquires and releases
  kInstructions,
};

using Code = std::vector<Instruction>;

// How the accesses to the plain variable are made: always one operation.
enum class Access {
  kCounted,  // not at all
  kClocks,   // to a Shared
  kTsan,     // to a plain variable
};

class Machine {
 public:
  explicit Machine(Access access) : access_(access) {}

  void Run(const Code& code) {
    for (const Instruction instruction : code) Step(instruction);
  }

 private:
  void Step(Instruction instruction) {
    switch (instruction) {
      case kPlainRead:
        return Read();
      case kPlainWrite:
        return Write();
      case kLockedWrite: {
        const MutexLock lock(mutex_);
        return Write();
      }
      case kStoreRelease:
        return flag_.Store(1, std::memory_order_release);
      case kStoreRelaxed:
        return flag_.Store(1, std::memory_order_relaxed);
      case kLoadAcquire:
        flag_.Load(std::memory_order_acquire);
        return;
      case kUpdate:
        flag_.FetchAdd(1, std::memory_order_acq_rel);
        return;
      case kInstructions:
        return;
    }
  }

  void Read() {
    if (access_ == Access::kClocks) {
      shared_.Read();
      return;
    }
    shared_.RacyRead();
    if (access_ == Access::kTsan) plain_.Read();
  }
  void Write() {
    if (access_ == Access::kClocks) return shared_.Write(1);
    shared_.RacyRead();
    if (access_ == Access::kTsan) plain_.Write();
  }

  const Access access_;
  Mutex mutex_{"mutex"};
  Atomic<int> flag_{"flag", 0};
  Shared<int> shared_{"shared", 0};
  Plain<int> plain_;
};

void RunProgram(const std::vector<Code>& program, Access access) {
  // On the heap, where TSan finds out quickly whose memory it is.
  const auto owned = std::make_unique<Machine>(access);
  Machine& machine = *owned;
  for (size_t i = 0; i < program.size(); ++i) {
    Spawn(Name("t", static_cast<int>(i)),
          [&machine, &code = program[i]] { machine.Run(code); });
  }
  JoinAll();
}

std::string Text(const std::vector<Code>& program) {
  static constexpr std::array<const char*, kInstructions> kNames = {
      "read",         "write",         "locked write", "store release",
      "load acquire", "store relaxed", "update"};
  std::string text;
  for (const Code& code : program) {
    for (const Instruction instruction : code)
      text.append(kNames[instruction]).append("; ");
    text += "‖ ";
  }
  return text;
}

struct Count {
  uint64_t schedules = 0;
  uint64_t racy = 0;
};

size_t Operations(const std::vector<Code>& program) {
  size_t operations = 0;
  for (const Code& code : program) {
    for (const Instruction instruction : code)
      operations += instruction == kLockedWrite ? 3 : 1;
  }
  return operations;
}

size_t Accesses(const std::vector<Code>& program) {
  size_t accesses = 0;
  for (const Code& code : program) {
    for (const Instruction instruction : code)
      accesses += instruction <= kLockedWrite;
  }
  return accesses;
}

// An object of its own for each variant, as each creates its own things.
struct Comparison {
  Schedules shapes, clocks, tsan;
  Count count;

  // Nothing if there would be thousands of schedules, or if so many accesses
  // could come between two that TSan forgets the first.
  void Compare(const std::vector<Code>& program, size_t most_operations) {
    if (Operations(program) > most_operations || Accesses(program) > 4) return;
    shapes.ForEach(
        [&] { RunProgram(program, Access::kCounted); },
        [&](const Schedule& schedule) {
          const Schedule ours = clocks.Follow(schedule.decisions, [&] {
            RunProgram(program, Access::kClocks);
          });
          const Schedule theirs = tsan.Follow(
              schedule.decisions, [&] { RunProgram(program, Access::kTsan); });
          ++count.schedules;
          count.racy += ours.racy();
          // Also for "tsan_disagrees" and "diverged".
          const std::vector<std::string> race = {"data_race"};
          const std::vector<std::string> report = {"thread_sanitizer"};
          ASSERT_TRUE(!ours.racy() || ours.oracles == race)
              << ours.oracles[0] << " in " << Text(program);
          ASSERT_TRUE(!theirs.racy() || theirs.oracles == report)
              << theirs.oracles[0] << " in " << Text(program);
          EXPECT_EQ(ours.racy(), theirs.racy()) << Text(program);
        });
  }

  void ExpectAgreement(uint64_t least_racy) const {
    EXPECT_GT(count.racy, least_racy);
    EXPECT_GT(count.schedules, count.racy);
    EXPECT_EQ(clocks.tally().agreed, count.racy);
    EXPECT_EQ(clocks.tally().missed, 0);
    EXPECT_EQ(clocks.tally().alone, 0);
    EXPECT_EQ(tsan.tally().reports, count.racy);
    std::cout << count.racy << " of " << count.schedules
              << " schedules are racy\n";
  }
};

// The `n`-th code of this length of the first `kinds` instructions.
Code NthCode(size_t length, uint64_t kinds, uint64_t n) {
  Code code(length);
  for (Instruction& instruction : code) {
    instruction = static_cast<Instruction>(n % kinds);
    n /= kinds;
  }
  return code;
}

TEST(SmallProgramsTest, TwoTasksOfTwoInstructions) {
  constexpr uint64_t kKinds = kStoreRelaxed;  // all before it
  constexpr uint64_t kCodes = kKinds * kKinds;
  Comparison comparison;
  for (uint64_t a = 0; a < kCodes; ++a) {
    for (uint64_t b = a; b < kCodes && !HasFatalFailure(); ++b)
      comparison.Compare({NthCode(2, kKinds, a), NthCode(2, kKinds, b)}, 6);
  }
  comparison.ExpectAgreement(/*least_racy=*/500);
}

TEST(SmallProgramsTest, ThreeTasksOfTwoInstructionsDrawnAtRandom) {
  constexpr uint64_t kCodes = kInstructions * kInstructions;
  SplitMix64 random(1);
  const auto code = [&random] {
    return NthCode(2, kInstructions, random.Below(kCodes));
  };
  Comparison comparison;
  for (int i = 0; i < 60 && !HasFatalFailure(); ++i) {
    const Code first = code(), second = code();
    comparison.Compare({first, second, code()}, 6);
  }
  comparison.ExpectAgreement(/*least_racy=*/100);
}

}  // namespace
}  // namespace checker
