// A litmus test in the form in which it is run: flat code on numbered
// registers.
//
//   absl::StatusOr<Program> program = Compile(syntax, "sb.litmus");
//
// All registers of all processes, with their constants and intermediate
// results, are one array; a register never written is 0, as with herd7.

#ifndef DIORACE_TOOLS_LITMUS_PROGRAM_H_
#define DIORACE_TOOLS_LITMUS_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/litmus/position.h"
#include "tools/litmus/primitive.h"
#include "tools/litmus/proposition.h"
#include "tools/litmus/syntax.h"
#include "tools/litmus/type.h"

namespace diorace::litmus {

enum class Opcode : uint8_t {
  // to = a OP b
  kAdd,
  kSub,
  kMul,
  kDiv,
  kDivUnsigned,
  kRem,
  kRemUnsigned,
  kAnd,
  kOr,
  kXor,
  kShl,
  kShr,
  kShrUnsigned,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kLessUnsigned,
  kLessEqualUnsigned,
  // to = a, as `type` holds it
  kNarrow,
  kJump,        // to `target`
  kJumpIfZero,  // if a is 0
  // Steps on the shared variable at the address in a.
  kLoad,    // to = *a
  kStore,   // *a = b
  kModify,  // `modify`, with operands b and c; to = its result
  kLock,
  kTryLock,  // to = whether it took it
  kUnlock,
  kIsLocked,  // to = whether anybody holds it
  // Loop `loop` begins, and goes round once more.
  kEnterLoop,
  kRepeatLoop,
  kEnd,
};

struct Instruction {
  Opcode code = Opcode::kEnd;
  Modification modify = {};
  Type type = {};
  uint32_t to = 0;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t c = 0;
  uint32_t target = 0;
  uint32_t loop = 0;
  Position at = {};
};

struct Process {
  int number = 0;
  std::vector<Instruction> code = {};
  // Its named registers are [first_register, first_register + registers).
  uint32_t first_register = 0;
  uint32_t registers = 0;
  uint32_t loops = 0;
};

// A shared variable, or an element of one.
struct Cell {
  std::string name;  // "x", "a[1]"
  Type type = {};
  int64_t initial = 0;
  bool exists = true;  // false: the gap behind a variable
};

// The address of cell i is kFirstAddress + i. It fits an int, in which tests
// like to keep pointers.
inline constexpr int64_t kFirstAddress = 0x5a00'0000;

// What a final state is made of.
struct Observable {
  std::string name;  // "0:r1", "x"
  bool is_cell = false;
  // Of a register or cell; none: it does not exist, and is 0.
  std::optional<uint32_t> index;
};

struct Program {
  std::string name;
  std::vector<Cell> cells;
  std::vector<int64_t> registers;  // as they begin
  std::vector<Process> processes;
  // The first `shown` make up the states that are printed; the rest are for the
  // filter.
  std::vector<Observable> observables;
  size_t shown = 0;
  std::optional<Proposition> filter;
  Quantifier quantifier = Quantifier::kForall;
  Proposition condition;
  std::string condition_text;
  // What is odd but no error: "FILE:LINE:COLUMN: text".
  std::vector<std::string> warnings;

  // The index of the cell at an address, which may be any number.
  std::optional<size_t> CellAt(int64_t address) const;
  // A value as states show it: a number, or the name of what it points to.
  std::string ValueText(int64_t value) const;
  // "0:r1=0; x=1;". Requires state.size() == shown.
  std::string StateText(absl::Span<const int64_t> state) const;
};

// Errors are kInvalidArgument: "FILE:LINE:COLUMN: what is wrong".
absl::StatusOr<Program> Compile(const TestSyntax& test, absl::string_view file);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_PROGRAM_H_
