// Random litmus programs, and all their interleavings, worked out without the
// checker and without the parser.

#ifndef DIORACE_TESTS_TOOLS_LITMUS_BRUTE_FORCE_H_
#define DIORACE_TESTS_TOOLS_LITMUS_BRUTE_FORCE_H_

#include <array>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace diorace::litmus {

inline constexpr int kVariables = 2;  // x and y
inline constexpr int kRegisters = 3;  // r0, r1, r2

// One instruction; jumps go forward.
struct Micro {
  enum class Kind : uint8_t {
    kLoad,      // reg = variable
    kStore,     // variable = value
    kStoreSum,  // variable = reg + value
    kSet,       // reg = value
    kXchg,      // reg = variable, variable = value
    kCmpxchg,   // reg = variable; if it is `compare`, variable = value
    kFetchAdd,
    kAddReturn,
    kDecAndTest,
    kAddUnless,  // unless it is `compare`
    kLock,
    kTryLock,  // reg
    kUnlock,
    kSkipUnless,  // jumps to `target` unless reg is `value`
    kSkip,
  };

  Kind kind;
  int variable = 0;
  int reg = 0;
  int64_t value = 0;
  int64_t compare = 0;
  size_t target = 0;
};

struct RandomProgram {
  std::string text;  // `locations` names everything
  int64_t initial_x = 0;
  std::vector<std::vector<Micro>> processes;
};

RandomProgram MakeProgram(uint32_t seed);

struct AllInterleavings {
  std::set<std::string> states;  // as diorace prints them
  uint64_t count = 0;            // deadlocks too
};

AllInterleavings BruteForce(const RandomProgram& program);

}  // namespace diorace::litmus

#endif  // DIORACE_TESTS_TOOLS_LITMUS_BRUTE_FORCE_H_
