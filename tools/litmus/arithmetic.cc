#include "tools/litmus/arithmetic.h"

namespace diorace::litmus {
namespace {

// Division as C has it, but for the one that overflows.
int64_t Divided(int64_t a, int64_t b) {
  return b == -1 ? static_cast<int64_t>(0 - static_cast<uint64_t>(a)) : a / b;
}
int64_t Remainder(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }

int64_t Shifted(const Instruction& instruction, int64_t a, int64_t b) {
  const int mask = instruction.type.bits == 64 ? 63 : 31;
  const int count = static_cast<int>(b) & mask;
  if (instruction.code == Opcode::kShr) return a >> count;
  const auto bits = static_cast<uint64_t>(a);
  return static_cast<int64_t>(instruction.code == Opcode::kShl ? bits << count
                                                               : bits >> count);
}

}  // namespace

std::optional<int64_t> Compute(const Instruction& instruction, int64_t a,
                               int64_t b) {
  const auto x = static_cast<uint64_t>(a);
  const auto y = static_cast<uint64_t>(b);
  switch (instruction.code) {
    case Opcode::kAdd:
      return static_cast<int64_t>(x + y);
    case Opcode::kSub:
      return static_cast<int64_t>(x - y);
    case Opcode::kMul:
      return static_cast<int64_t>(x * y);
    case Opcode::kAnd:
      return a & b;
    case Opcode::kOr:
      return a | b;
    case Opcode::kXor:
      return a ^ b;
    case Opcode::kShl:
    case Opcode::kShr:
    case Opcode::kShrUnsigned:
      return Shifted(instruction, a, b);
    case Opcode::kEqual:
      return a == b;
    case Opcode::kNotEqual:
      return a != b;
    case Opcode::kLess:
      return a < b;
    case Opcode::kLessEqual:
      return a <= b;
    case Opcode::kLessUnsigned:
      return x < y;
    case Opcode::kLessEqualUnsigned:
      return x <= y;
    case Opcode::kNarrow:
      return instruction.type.Narrow(a);
    default:
      break;
  }
  if (b == 0) return std::nullopt;
  if (instruction.code == Opcode::kDiv) return Divided(a, b);
  if (instruction.code == Opcode::kRem) return Remainder(a, b);
  return static_cast<int64_t>(instruction.code == Opcode::kDivUnsigned ? x / y
                                                                       : x % y);
}

bool Changes(const Modification& modify, Type type, int64_t before,
             int64_t operand, int64_t compare) {
  switch (modify.when) {
    case ChangeIf::kAlways:
      return true;
    case ChangeIf::kEqual:
      return before == type.Narrow(compare);
    case ChangeIf::kNotEqual:
      return before != type.Narrow(compare);
    case ChangeIf::kNotNegative:
      return before >= 0;
    case ChangeIf::kNotPositive:
      return before <= 0;
    case ChangeIf::kNotNegativeAfter:
      break;
  }
  return Changed(modify, type, before, operand) >= 0;
}

int64_t Changed(const Modification& modify, Type type, int64_t before,
                int64_t operand) {
  const auto x = static_cast<uint64_t>(before);
  const auto y = static_cast<uint64_t>(operand);
  uint64_t after = y;
  switch (modify.change) {
    case Change::kSet:
      break;
    case Change::kAdd:
      after = x + y;
      break;
    case Change::kSub:
      after = x - y;
      break;
    case Change::kAnd:
      after = x & y;
      break;
    case Change::kOr:
      after = x | y;
      break;
    case Change::kXor:
      after = x ^ y;
      break;
    case Change::kAndNot:
      after = x & ~y;
      break;
  }
  return type.Narrow(static_cast<int64_t>(after));
}

int64_t ResultOf(const Modification& modify, int64_t before, int64_t after,
                 bool changed) {
  switch (modify.result) {
    case Result::kBefore:
      return before;
    case Result::kAfter:
      return after;
    case Result::kIsZeroAfter:
      return after == 0;
    case Result::kIsNegativeAfter:
      return after < 0;
    case Result::kIsChanged:
      break;
  }
  return changed;
}

}  // namespace diorace::litmus
