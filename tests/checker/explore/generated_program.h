// Random small programs that use everything tasks can do: for comparing
// strategies with each other.
//
//   const GeneratedProgram program(seed, {});
//   Explore([&] { program.Run(); });
//
// A program does what its seed says, on every machine.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_GENERATED_PROGRAM_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_GENERATED_PROGRAM_H_

#include <cstdint>
#include <string>
#include <vector>

namespace checker {

enum class InstructionKind : uint8_t {
  kLoad,
  kStore,
  kIncrement,
  kCas,      // operand -> operand + 1
  kExpect,   // a load that must not see the operand
  kSkipIf,   // a load; if it sees the operand, leave out the next instruction
  kLocked,   // the next instruction under a lock
  kTryLock,  // if it can be had, a store under it
  kAwait,    // until the value is the operand
  kGet,
  kPut,  // and a store, if it was the last
  kComplete,
  kCompleteAll,
  kWaitFor,
  kPrepare,
  kSleep,  // and finish waiting; with a prepare before it, if there was none
  kWakeOne,
  kWakeAll,
  kQueue,    // a store, in the worker
  kSpawn,    // the rest of the task is a task of its own
  kChoose,   // a value to store
  kMaySkip,  // a choice among operand + 1; if it is 0, leave out the next
             // instruction
  kFill,     // a byte, by operand
  kSample,   // a byte or all of them, by operand
  kFree,     // something on the heap, even if it was freed
  kUse,      // load from it or store to it
  kCount,
};

struct Instruction {
  InstructionKind kind;
  int object;   // of its kind, 0 or 1
  int operand;  // 0, 1 or 2
};

class GeneratedProgram {
 public:
  struct Shape {
    int min_tasks = 2;
    int max_tasks = 4;
    int min_instructions = 1;  // of a task
    int max_instructions = 4;
    // Of the kinds; 0: all are drawn alike.
    std::vector<InstructionKind> kinds = {};
  };

  GeneratedProgram(uint64_t seed, const Shape& shape);

  // Runs once, in an execution. Returns the final state; reached only if no
  // task is left blocked.
  std::string Run() const;

  // As a reader needs it when a test fails.
  std::string ToString() const;

 private:
  struct Objects;
  using Code = std::vector<Instruction>;

  static void RunTask(const Code& code, size_t from, Objects& objects);
  static bool Perform(const Code& code, size_t& at, Objects& objects);

  std::vector<Code> tasks_;
};

// Programs of few kinds of instruction have more conflicts.
struct ProgramFamily {
  std::string name;  // fit for the name of a test
  GeneratedProgram::Shape shape;
};

std::vector<ProgramFamily> ProgramFamilies();

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_GENERATED_PROGRAM_H_
