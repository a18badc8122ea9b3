// Makes flat code of the body of a process.

#ifndef DIORACE_TOOLS_LITMUS_CODE_COMPILER_H_
#define DIORACE_TOOLS_LITMUS_CODE_COMPILER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tools/litmus/globals.h"
#include "tools/litmus/program.h"
#include "tools/litmus/syntax.h"

namespace diorace::litmus {

class CodeCompiler {
 public:
  // Parameters must be declared in `globals`.
  CodeCompiler(const ProcessSyntax& syntax, Globals& globals);

  // A register that the initial state or the condition names.
  void SetInitial(absl::string_view name, int64_t value);

  // The code; its registers are appended to `registers`. Not to be used if
  // there is an error().
  Process Compile(std::vector<int64_t>& registers);

  // Where the named register is in `registers`; none if the process has none of
  // that name. Requires Compile.
  std::optional<uint32_t> Find(absl::string_view name) const;

  struct Message {
    Position at;
    std::string text;
  };
  const std::optional<Message>& error() const { return error_; }
  const std::vector<Message>& warnings() const { return warnings_; }

 private:
  struct Register {
    std::string name;
    Type type = {};
    std::optional<Type> pointee = {};
    int64_t initial = 0;
    bool known = false;    // declared, a parameter, or given a value
    bool is_cell = false;  // a parameter that is never assigned to
    std::optional<Position> read_at = {};
    bool dereferenced = false;
  };
  struct Value {
    uint32_t reg = 0;
    Type type = {};
    std::optional<Type> pointee = {};
  };
  // What can be assigned to: a register, or memory at the address in one.
  struct Place {
    bool in_memory = false;
    uint32_t reg = 0;
    Type type = {};
    std::optional<Type> pointee = {};
  };
  struct Loop {
    std::vector<size_t> breaks;
    std::vector<size_t> continues;
  };

  // Registers
  uint32_t Named(absl::string_view name);
  uint32_t NewTemporary(int64_t initial = 0);
  uint32_t ConstantRegister(int64_t value);
  void CheckNames();
  void Renumber(Process& process, uint32_t first) const;

  // Statements
  void CompileStatement(const Statement& statement);
  void CompileIf(const Statement& statement);
  void CompileLoop(const Statement& statement);
  size_t Emit(Instruction instruction);
  void PatchHere(size_t jump);
  void PatchHere(const std::vector<size_t>& jumps);
  uint32_t Here() const { return static_cast<uint32_t>(code_.size()); }

  // Expressions
  Value CompileExpression(const Expression& expression);
  Value CompileName(const Expression& expression);
  Value CompileUnary(const Expression& expression);
  Value CompileBinary(const Expression& expression);
  Value CompileLogical(const Expression& expression);
  Value CompileConditional(const Expression& expression);
  Value CompileAssign(const Expression& expression);
  Value CompileAddress(const Expression& expression);
  Value Arithmetic(absl::string_view sign, Value a, Value b, Position at);
  Value Convert(Value value, Type type);
  // An expression that is dereferenced.
  Value CompilePointer(const Expression& expression);
  Place CompilePlace(const Expression& expression);
  Value Load(const Place& place, Position at);
  void Store(const Place& place, Value value, Position at);

  // Calls
  Value CompileCall(const Expression& call);
  // READ_ONCE(x) for READ_ONCE(*x) is C, but hardly what was meant.
  void WarnIfRegister(const Place& place, const Expression& call);
  Value CompileModify(const Primitive& primitive, const Expression& call);
  Value CompileTryCmpxchg(const Primitive& primitive, const Expression& call);
  Value CompileLock(const Primitive& primitive, const Expression& call);

  void Fail(Position at, std::string what);

  const ProcessSyntax& syntax_;
  Globals& globals_;
  std::vector<Instruction> code_;
  std::vector<Register> registers_;
  absl::flat_hash_map<std::string, uint32_t> names_;  // never iterated
  std::vector<int64_t> temporaries_;                  // as they begin
  absl::flat_hash_map<int64_t, uint32_t> constants_;  // never iterated
  std::vector<Loop> loops_;                           // around the statement
  uint32_t loop_count_ = 0;
  uint32_t first_ = 0;
  std::optional<Message> error_;
  std::vector<Message> warnings_;
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_CODE_COMPILER_H_
