#include "tools/litmus/machine.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "checker/runtime/step.h"
#include "checker/sync/task.h"
#include "tools/litmus/arithmetic.h"

namespace diorace::litmus {
namespace {

constexpr std::memory_order kOrder = std::memory_order_relaxed;

// A conditional read-modify-write in one step, which counts as a read if it
// changes nothing. Returns whether it did.
bool ModifyWord(checker::Atomic<int64_t>& word, Type type,
                const Modification& modify, int64_t operand, int64_t compare,
                int64_t& before) {
  if (modify.when == ChangeIf::kEqual) {
    before = type.Narrow(compare);
    return word.CompareExchange(before, type.Narrow(operand), kOrder);
  }
  bool changed = false;
  before = word.Update(
      [&](int64_t value) {
        return Changes(modify, type, value, operand, compare);
      },
      [&](int64_t value) { return Changed(modify, type, value, operand); },
      changed, kOrder);
  return changed;
}

// spin_is_locked, which SpinLock does not have.
bool IsLocked(const checker::SpinLock& lock) {
  const checker::Step step(lock, checker::OpKind::kLoad,
                           checker::Location::current());
  return lock.PeekOwner() != checker::kNoTask;
}

}  // namespace

// The shared variables, while an execution lasts.
struct Machine::Memory {
  explicit Memory(Machine& machine) : machine(machine) {
    const std::vector<Cell>& cells = machine.program_.cells;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].exists) continue;
      if (cells[i].type.is_lock) {
        machine.locks_[i].emplace(cells[i].name);
      } else {
        machine.words_[i].emplace(cells[i].name, cells[i].initial);
      }
    }
  }
  ~Memory() {
    for (auto& word : machine.words_) word.reset();
    for (auto& lock : machine.locks_) lock.reset();
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  Machine& machine;
};

Machine::Machine(const Program& program, const LoopBounds& bounds)
    : program_(program),
      bounds_(bounds),
      words_(program.cells.size()),
      locks_(program.cells.size()) {
  size_t saved = 0;
  for (const Process& process : program.processes) {
    saved_begin_.push_back(saved);
    saved += size_t{process.registers} * process.loops;
  }
  saved_.resize(saved);
}

Machine::~Machine() = default;

void Machine::RunOnce() {
  registers_ = program_.registers;
  ended_ = 0;
  const Memory memory(*this);
  for (size_t i = 0; i < program_.processes.size(); ++i) {
    checker::Spawn(checker::Name("P", program_.processes[i].number),
                   [this, i] { ended_ += RunProcess(i) ? 1 : 0; });
  }
  checker::JoinAll();
  if (ended_ == program_.processes.size()) RecordState();
}

bool Machine::RunProcess(size_t index) {
  const Process& process = program_.processes[index];
  Spent spent;
  for (size_t next = 0;;) {
    const Instruction& instruction = process.code[next++];
    switch (instruction.code) {
      case Opcode::kEnd:
        return true;
      case Opcode::kJump:
        next = instruction.target;
        break;
      case Opcode::kJumpIfZero:
        if (registers_[instruction.a] == 0) next = instruction.target;
        break;
      case Opcode::kEnterLoop:
        EnterLoop(process, instruction);
        break;
      case Opcode::kRepeatLoop:
        if (!RepeatLoop(process, instruction, spent)) return false;
        next = instruction.target;
        break;
      case Opcode::kLoad:
      case Opcode::kStore:
      case Opcode::kModify:
      case Opcode::kLock:
      case Opcode::kTryLock:
      case Opcode::kUnlock:
      case Opcode::kIsLocked:
        if (!Step(instruction)) return false;
        spent.stepped = true;
        break;
      default:
        if (!Compute(instruction)) return false;
    }
  }
}

bool Machine::Compute(const Instruction& instruction) {
  const std::optional<int64_t> value = litmus::Compute(
      instruction, registers_[instruction.a], registers_[instruction.b]);
  if (!value.has_value()) return Fail(instruction, "divides by zero");
  registers_[instruction.to] = *value;
  return true;
}

// --- Steps ---

bool Machine::Fail(const Instruction& instruction, std::string text) {
  if (!fault_.has_value()) fault_ = Fault{instruction.at, std::move(text)};
  return false;
}

bool Machine::Step(const Instruction& instruction) {
  const int64_t address = registers_[instruction.a];
  const std::optional<size_t> cell = program_.CellAt(address);
  if (!cell.has_value()) {
    return Fail(instruction, absl::StrCat("dereferences ", address,
                                          ", which is the address of nothing"));
  }
  return program_.cells[*cell].type.is_lock ? StepOnLock(instruction, *cell)
                                            : StepOnWord(instruction, *cell);
}

bool Machine::StepOnLock(const Instruction& instruction, size_t cell) {
  checker::SpinLock& lock = *locks_[cell];
  switch (instruction.code) {
    case Opcode::kLock:
      lock.Lock();
      return true;
    case Opcode::kUnlock:
      lock.Unlock();
      return true;
    case Opcode::kTryLock:
      registers_[instruction.to] = lock.TryLock() ? 1 : 0;
      return true;
    case Opcode::kLoad:
    case Opcode::kIsLocked:
      registers_[instruction.to] = IsLocked(lock) ? 1 : 0;
      return true;
    default:
      break;
  }
  return Fail(instruction, absl::StrCat("writes to the spinlock ",
                                        program_.cells[cell].name));
}

bool Machine::StepOnWord(const Instruction& instruction, size_t cell) {
  checker::Atomic<int64_t>& word = *words_[cell];
  const Type type = program_.cells[cell].type;
  switch (instruction.code) {
    case Opcode::kLoad:
      registers_[instruction.to] = word.Load(kOrder);
      return true;
    case Opcode::kStore:
      word.Store(type.Narrow(registers_[instruction.b]), kOrder);
      return true;
    case Opcode::kModify:
      break;
    default:
      return Fail(instruction, absl::StrCat(program_.cells[cell].name,
                                            " is not a spinlock"));
  }
  const Modification& modify = instruction.modify;
  const int64_t operand = registers_[instruction.b];
  int64_t before = 0;
  const bool changed = ModifyWord(word, type, modify, operand,
                                  registers_[instruction.c], before);
  registers_[instruction.to] =
      ResultOf(modify, before, Changed(modify, type, before, operand), changed);
  return true;
}

// --- Loops ---

int64_t* Machine::SavedRegisters(const Process& process, uint32_t loop) {
  const auto index = static_cast<size_t>(&process - program_.processes.data());
  return saved_.data() + saved_begin_[index] + size_t{loop} * process.registers;
}

void Machine::EnterLoop(const Process& process,
                        const Instruction& instruction) {
  std::copy_n(registers_.begin() + process.first_register, process.registers,
              SavedRegisters(process, instruction.loop));
}

bool Machine::RepeatLoop(const Process& process, const Instruction& instruction,
                         Spent& spent) {
  if (!spent.stepped) {
    if (++spent.silent_rounds <= bounds_.silent_rounds) return true;
    cut_ = true;
    return false;
  }
  spent.stepped = false;
  spent.silent_rounds = 0;
  int64_t* const saved = SavedRegisters(process, instruction.loop);
  const auto now = registers_.begin() + process.first_register;
  const bool idle = std::equal(now, now + process.registers, saved);
  if (++spent.rounds > bounds_.rounds ||
      (idle && ++spent.idle_rounds > bounds_.idle_rounds)) {
    cut_ = true;
    return false;
  }
  std::copy_n(now, process.registers, saved);
  return true;
}

// --- Final states ---

void Machine::RecordState() {
  values_.clear();
  for (const Observable& observable : program_.observables) {
    int64_t value = 0;
    if (observable.index.has_value()) {
      const size_t index = *observable.index;
      if (!observable.is_cell) {
        value = registers_[index];
      } else if (program_.cells[index].type.is_lock) {
        value = locks_[index]->PeekOwner() != checker::kNoTask;
      } else {
        value = words_[index]->Peek();
      }
    }
    values_.push_back(value);
  }
  if (program_.filter.has_value() && !program_.filter->Holds(values_)) return;
  shown_.assign(values_.begin(),
                values_.begin() + static_cast<ptrdiff_t>(program_.shown));
  ++states_[shown_];
}

}  // namespace diorace::litmus
