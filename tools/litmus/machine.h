// Runs the processes of a program on the checker's types: one execution at a
// time, as the checker decides.
//
//   Machine machine(program, bounds);
//   checker::Explorer explorer([&] { machine.RunOnce(); });
//
// Every access of shared memory is one operation of the checker; everything
// else is none. An execution counts only if all processes come to their end.

#ifndef DIORACE_TOOLS_LITMUS_MACHINE_H_
#define DIORACE_TOOLS_LITMUS_MACHINE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "tools/litmus/program.h"

namespace diorace::litmus {

// What ends a process that may loop for ever. Each looks only at what the
// process itself has done, so that all schedules of the same trace agree.
struct LoopBounds {
  // Rounds that leave the process's registers as they were: it waits.
  uint32_t idle_rounds = 3;
  // Rounds with a step, of all loops together.
  uint32_t rounds = 64;
  // Rounds without a step one after the other.
  uint32_t silent_rounds = 100'000;
};

class Machine {
 public:
  // `program` must outlive the machine.
  Machine(const Program& program, const LoopBounds& bounds);
  ~Machine();

  // The body to explore.
  void RunOnce();

  // How many executions ended in each state that the filter lets through. The
  // values are those of the first Program::shown observables.
  const std::map<std::vector<int64_t>, uint64_t>& states() const {
    return states_;
  }
  // Whether a bound ended a process.
  bool cut() const { return cut_; }
  // What ended a process otherwise: a bad pointer, a division by zero.
  struct Fault {
    Position at;
    std::string text;
  };
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  // What a process has spent of its bounds.
  struct Spent {
    uint32_t idle_rounds = 0;
    uint32_t rounds = 0;
    uint32_t silent_rounds = 0;
    bool stepped = false;  // since the present round began
  };
  struct Memory;

  // Returns whether the process came to its end.
  bool RunProcess(size_t process);
  // Performs a step; false if it cannot be.
  bool Step(const Instruction& instruction);
  bool StepOnLock(const Instruction& instruction, size_t cell);
  bool StepOnWord(const Instruction& instruction, size_t cell);
  // False for division by zero.
  bool Compute(const Instruction& instruction);
  void EnterLoop(const Process& process, const Instruction& instruction);
  // False if a bound ends the process here.
  bool RepeatLoop(const Process& process, const Instruction& instruction,
                  Spent& spent);
  int64_t* SavedRegisters(const Process& process, uint32_t loop);
  // Reports a fault, and returns false.
  bool Fail(const Instruction& instruction, std::string text);
  void RecordState();

  const Program& program_;
  const LoopBounds bounds_;
  std::vector<int64_t> registers_;
  // Of each process, its named registers as they were when the present round of
  // each loop began.
  std::vector<int64_t> saved_;
  std::vector<size_t> saved_begin_;                             // by process
  std::vector<std::optional<checker::Atomic<int64_t>>> words_;  // by cell
  std::vector<std::optional<checker::SpinLock>> locks_;
  size_t ended_ = 0;
  std::vector<int64_t> values_;  // of the observables, for RecordState
  std::vector<int64_t> shown_;

  std::map<std::vector<int64_t>, uint64_t> states_;
  bool cut_ = false;
  std::optional<Fault> fault_;
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_MACHINE_H_
