#include "tools/litmus/code_compiler.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace diorace::litmus {
namespace {

using Kind = Statement::Kind;

// Until it is known how many named registers there are, the numbers of the
// others begin here.
constexpr uint32_t kTemporaries = uint32_t{1} << 31;

// Their product is how much is remembered for loops.
constexpr uint32_t kMaxLoops = 1000;
constexpr size_t kMaxRegisters = 10'000;

}  // namespace

CodeCompiler::CodeCompiler(const ProcessSyntax& syntax, Globals& globals)
    : syntax_(syntax), globals_(globals) {
  for (const Parameter& parameter : syntax.parameters) {
    Register& reg = registers_[Named(parameter.name)];
    const std::optional<uint32_t> cell = globals.Find({.name = parameter.name});
    reg.initial = kFirstAddress + cell.value_or(0);
    reg.pointee = parameter.pointee;
    reg.known = true;
    reg.is_cell = true;
  }
  for (const DeclaredRegister& declared : syntax.registers) {
    Register& reg = registers_[Named(declared.name)];
    if (reg.known) continue;
    reg.type = declared.type;
    reg.pointee = declared.pointee;
    reg.known = true;
  }
}

void CodeCompiler::SetInitial(absl::string_view name, int64_t value) {
  Register& reg = registers_[Named(name)];
  reg.initial = reg.type.Narrow(value);
  reg.known = true;
  reg.is_cell = false;
}

Process CodeCompiler::Compile(std::vector<int64_t>& registers) {
  Process process{.number = syntax_.number};
  CompileStatement(*syntax_.body);
  Emit({.code = Opcode::kEnd, .at = syntax_.at});
  CheckNames();
  if (registers_.size() > kMaxRegisters) {
    Fail(syntax_.at, absl::StrCat("more than ", kMaxRegisters, " registers"));
  }
  first_ = static_cast<uint32_t>(registers.size());
  process.first_register = first_;
  process.registers = static_cast<uint32_t>(registers_.size());
  process.loops = loop_count_;
  process.code = std::move(code_);
  Renumber(process, first_);
  for (const Register& reg : registers_) registers.push_back(reg.initial);
  registers.insert(registers.end(), temporaries_.begin(), temporaries_.end());
  return process;
}

std::optional<uint32_t> CodeCompiler::Find(absl::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  return first_ + found->second;
}

// --- Registers ---

uint32_t CodeCompiler::Named(absl::string_view name) {
  const auto [found, is_new] =
      names_.try_emplace(name, static_cast<uint32_t>(registers_.size()));
  if (is_new) registers_.push_back({.name = std::string(name)});
  return found->second;
}

uint32_t CodeCompiler::NewTemporary(int64_t initial) {
  temporaries_.push_back(initial);
  return kTemporaries + static_cast<uint32_t>(temporaries_.size() - 1);
}

uint32_t CodeCompiler::ConstantRegister(int64_t value) {
  const auto [found, is_new] = constants_.try_emplace(value, 0);
  if (is_new) found->second = NewTemporary(value);
  return found->second;
}

void CodeCompiler::CheckNames() {
  for (const Register& reg : registers_) {
    if (reg.known || !reg.read_at.has_value()) continue;
    if (reg.dereferenced) {
      Fail(*reg.read_at, absl::StrCat("'", reg.name,
                                      "' is neither a parameter nor a "
                                      "register that is written"));
    } else {
      warnings_.push_back(
          {*reg.read_at,
           absl::StrCat("'", reg.name, "' is never written, and is 0")});
    }
  }
}

void CodeCompiler::Renumber(Process& process, uint32_t first) const {
  const auto renumber = [&](uint32_t& reg) {
    reg = reg < kTemporaries ? first + reg
                             : first + process.registers + (reg - kTemporaries);
  };
  for (Instruction& instruction : process.code) {
    renumber(instruction.to);
    renumber(instruction.a);
    renumber(instruction.b);
    renumber(instruction.c);
  }
}

// --- Statements ---

size_t CodeCompiler::Emit(Instruction instruction) {
  code_.push_back(instruction);
  return code_.size() - 1;
}

void CodeCompiler::PatchHere(size_t jump) { code_[jump].target = Here(); }

void CodeCompiler::PatchHere(const std::vector<size_t>& jumps) {
  for (const size_t jump : jumps) PatchHere(jump);
}

void CodeCompiler::Fail(Position at, std::string what) {
  if (!error_.has_value()) error_ = Message{at, std::move(what)};
}

void CodeCompiler::CompileStatement(const Statement& statement) {
  const bool leaves_loop =
      statement.kind == Kind::kBreak || statement.kind == Kind::kContinue;
  if (leaves_loop && loops_.empty())
    return Fail(statement.at, "there is no loop around this");
  switch (statement.kind) {
    case Kind::kExpression:
      CompileExpression(*statement.expression);
      break;
    case Kind::kBlock:
      for (const StatementPtr& child : statement.children)
        CompileStatement(*child);
      break;
    case Kind::kIf:
      CompileIf(statement);
      break;
    case Kind::kWhile:
    case Kind::kDo:
    case Kind::kFor:
      CompileLoop(statement);
      break;
    case Kind::kBreak:
      loops_.back().breaks.push_back(
          Emit({.code = Opcode::kJump, .at = statement.at}));
      break;
    case Kind::kContinue:
      loops_.back().continues.push_back(
          Emit({.code = Opcode::kJump, .at = statement.at}));
      break;
    case Kind::kReturn:
      if (statement.expression != nullptr)
        CompileExpression(*statement.expression);
      Emit({.code = Opcode::kEnd, .at = statement.at});
      break;
  }
}

void CodeCompiler::CompileIf(const Statement& statement) {
  const Value condition = CompileExpression(*statement.expression);
  const size_t if_zero = Emit(
      {.code = Opcode::kJumpIfZero, .a = condition.reg, .at = statement.at});
  CompileStatement(*statement.children[0]);
  if (statement.children.size() < 2) return PatchHere(if_zero);
  const size_t to_end = Emit({.code = Opcode::kJump, .at = statement.at});
  PatchHere(if_zero);
  CompileStatement(*statement.children[1]);
  PatchHere(to_end);
}

void CodeCompiler::CompileLoop(const Statement& statement) {
  const uint32_t loop = loop_count_++;
  if (loop_count_ > kMaxLoops)
    Fail(statement.at, absl::StrCat("more than ", kMaxLoops, " loops"));
  loops_.emplace_back();
  Emit({.code = Opcode::kEnterLoop, .loop = loop, .at = statement.at});
  const uint32_t top = Here();
  const auto test = [&] {
    if (statement.expression == nullptr) return;
    const Value condition = CompileExpression(*statement.expression);
    loops_.back().breaks.push_back(Emit(
        {.code = Opcode::kJumpIfZero, .a = condition.reg, .at = statement.at}));
  };
  if (statement.kind != Kind::kDo) test();
  CompileStatement(*statement.children[0]);
  PatchHere(loops_.back().continues);
  if (statement.kind == Kind::kDo) test();
  if (statement.step != nullptr) CompileExpression(*statement.step);
  Emit({.code = Opcode::kRepeatLoop,
        .target = top,
        .loop = loop,
        .at = statement.at});
  PatchHere(loops_.back().breaks);
  loops_.pop_back();
}

}  // namespace diorace::litmus
