#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/litmus/code_compiler.h"

namespace diorace::litmus {
namespace {

using Kind = Expression::Kind;

struct SignInfo {
  absl::string_view sign;
  Opcode code;
  Opcode code_unsigned;  // for operands of 64 bits
  bool compares = false;
  bool swaps = false;  // a > b is b < a
};

constexpr SignInfo kSigns[] = {
    {"+", Opcode::kAdd, Opcode::kAdd},
    {"-", Opcode::kSub, Opcode::kSub},
    {"*", Opcode::kMul, Opcode::kMul},
    {"/", Opcode::kDiv, Opcode::kDivUnsigned},
    {"%", Opcode::kRem, Opcode::kRemUnsigned},
    {"&", Opcode::kAnd, Opcode::kAnd},
    {"|", Opcode::kOr, Opcode::kOr},
    {"^", Opcode::kXor, Opcode::kXor},
    {"<<", Opcode::kShl, Opcode::kShl},
    {">>", Opcode::kShr, Opcode::kShrUnsigned},
    {"==", Opcode::kEqual, Opcode::kEqual, true},
    {"!=", Opcode::kNotEqual, Opcode::kNotEqual, true},
    {"<", Opcode::kLess, Opcode::kLessUnsigned, true},
    {">", Opcode::kLess, Opcode::kLessUnsigned, true, true},
    {"<=", Opcode::kLessEqual, Opcode::kLessEqualUnsigned, true},
    {">=", Opcode::kLessEqual, Opcode::kLessEqualUnsigned, true, true},
};

const SignInfo& InfoOf(absl::string_view sign) {
  for (const SignInfo& known : kSigns) {
    if (known.sign == sign) return known;
  }
  return kSigns[0];
}

}  // namespace

CodeCompiler::Value CodeCompiler::CompileExpression(
    const Expression& expression) {
  switch (expression.kind) {
    case Kind::kNumber:
      return {ConstantRegister(expression.value), expression.type};
    case Kind::kName:
      return CompileName(expression);
    case Kind::kUnary:
      return CompileUnary(expression);
    case Kind::kBinary:
      return CompileBinary(expression);
    case Kind::kConditional:
      return CompileConditional(expression);
    case Kind::kAssign:
      return CompileAssign(expression);
    case Kind::kCall:
      return CompileCall(expression);
    case Kind::kCast:
      return Convert(CompileExpression(*expression.parts[0]), expression.type);
    case Kind::kDereference:
      return Load(CompilePlace(expression), expression.at);
    case Kind::kAddress:
      break;
  }
  return CompileAddress(expression);
}

CodeCompiler::Value CodeCompiler::CompileName(const Expression& expression) {
  const uint32_t index = Named(expression.text);
  Register& reg = registers_[index];
  if (!reg.read_at.has_value()) reg.read_at = expression.at;
  return {index, reg.type, reg.pointee};
}

CodeCompiler::Value CodeCompiler::Convert(Value value, Type type) {
  type.is_lock = false;
  if (value.type == type) return value;
  const Value converted{NewTemporary(), type};
  Emit({.code = Opcode::kNarrow,
        .type = type,
        .to = converted.reg,
        .a = value.reg});
  return converted;
}

CodeCompiler::Value CodeCompiler::Arithmetic(absl::string_view sign, Value a,
                                             Value b, Position at) {
  const SignInfo& info = InfoOf(sign);
  const bool shifts = sign == "<<" || sign == ">>";
  const Type type = shifts ? Promoted(a.type) : CommonType(a.type, b.type);
  const std::optional<Type> pointee =
      a.pointee.has_value() ? a.pointee : b.pointee;
  a = Convert(a, type);
  if (!shifts) b = Convert(b, type);
  if (info.swaps) std::swap(a, b);
  const bool use_unsigned = type.is_unsigned && type.bits == 64;
  const Value result{NewTemporary(), info.compares ? kInt : type,
                     info.compares ? std::nullopt : pointee};
  Emit({.code = use_unsigned ? info.code_unsigned : info.code,
        .type = type,
        .to = result.reg,
        .a = a.reg,
        .b = b.reg,
        .at = at});
  // Only these can leave the range of their type.
  const bool overflows =
      sign == "+" || sign == "-" || sign == "*" || sign == "<<" || sign == "/";
  if (overflows && type.bits < 64) {
    Emit({.code = Opcode::kNarrow,
          .type = type,
          .to = result.reg,
          .a = result.reg});
  }
  return result;
}

CodeCompiler::Value CodeCompiler::CompileUnary(const Expression& expression) {
  const Value value = CompileExpression(*expression.parts[0]);
  const Value zero{ConstantRegister(0), kInt};
  if (expression.text == "!")
    return Arithmetic("==", value, zero, expression.at);
  if (expression.text == "-")
    return Arithmetic("-", zero, value, expression.at);
  if (expression.text == "~") {
    // ~x is -x - 1.
    const Value one{ConstantRegister(1), kInt};
    return Arithmetic("-", Arithmetic("-", zero, value, expression.at), one,
                      expression.at);
  }
  return Convert(value, Promoted(value.type));
}

CodeCompiler::Value CodeCompiler::CompileBinary(const Expression& expression) {
  if (expression.text == "&&" || expression.text == "||")
    return CompileLogical(expression);
  const Value a = CompileExpression(*expression.parts[0]);
  const Value b = CompileExpression(*expression.parts[1]);
  return Arithmetic(expression.text, a, b, expression.at);
}

CodeCompiler::Value CodeCompiler::CompileLogical(const Expression& expression) {
  const Value zero{ConstantRegister(0), kInt};
  const Value result{NewTemporary(), kInt};
  const auto evaluate = [&](const Expression& part) {
    const Value value =
        Arithmetic("!=", CompileExpression(part), zero, expression.at);
    Emit({.code = Opcode::kNarrow,
          .type = kInt,
          .to = result.reg,
          .a = value.reg});
  };
  evaluate(*expression.parts[0]);
  uint32_t stops_if_zero = result.reg;
  if (expression.text == "||") {
    stops_if_zero = Arithmetic("==", result, zero, expression.at).reg;
  }
  const size_t jump = Emit({.code = Opcode::kJumpIfZero, .a = stops_if_zero});
  evaluate(*expression.parts[1]);
  PatchHere(jump);
  return result;
}

CodeCompiler::Value CodeCompiler::CompileConditional(
    const Expression& expression) {
  const Value condition = CompileExpression(*expression.parts[0]);
  const uint32_t result = NewTemporary();
  const size_t if_zero =
      Emit({.code = Opcode::kJumpIfZero, .a = condition.reg});
  const Value yes = CompileExpression(*expression.parts[1]);
  const size_t move_yes =
      Emit({.code = Opcode::kNarrow, .to = result, .a = yes.reg});
  const size_t to_end = Emit({.code = Opcode::kJump});
  PatchHere(if_zero);
  const Value no = CompileExpression(*expression.parts[2]);
  const Type type = CommonType(yes.type, no.type);
  Emit({.code = Opcode::kNarrow, .type = type, .to = result, .a = no.reg});
  code_[move_yes].type = type;
  PatchHere(to_end);
  return {result, type, yes.pointee.has_value() ? yes.pointee : no.pointee};
}

CodeCompiler::Value CodeCompiler::CompileAddress(const Expression& expression) {
  const Expression& of = *expression.parts[0];
  if (of.kind == Kind::kDereference) return CompileExpression(*of.parts[0]);
  if (of.kind == Kind::kName && !names_.contains(of.text)) {
    const std::optional<uint32_t> cell = globals_.Find({.name = of.text});
    if (cell.has_value()) {
      return {ConstantRegister(kFirstAddress + *cell), kLong,
              globals_.cell(*cell).type};
    }
  }
  Fail(expression.at, "not supported: the address of a register");
  return {};
}

CodeCompiler::Value CodeCompiler::CompilePointer(const Expression& expression) {
  const Value address = CompileExpression(expression);
  if (expression.kind == Kind::kName)
    registers_[Named(expression.text)].dereferenced = true;
  return address;
}

CodeCompiler::Place CodeCompiler::CompilePlace(const Expression& expression) {
  if (expression.kind == Kind::kName) {
    const uint32_t index = Named(expression.text);
    const Register& reg = registers_[index];
    return {.reg = index, .type = reg.type, .pointee = reg.pointee};
  }
  if (expression.kind != Kind::kDereference) {
    Fail(expression.at, "expected a register or a shared variable: r1, *x");
    return {};
  }
  const Value address = CompilePointer(*expression.parts[0]);
  return {.in_memory = true,
          .reg = address.reg,
          .type = address.pointee.value_or(kLong)};
}

CodeCompiler::Value CodeCompiler::Load(const Place& place, Position at) {
  if (error_.has_value()) return {};
  if (!place.in_memory) {
    Register& reg = registers_[place.reg];
    if (!reg.read_at.has_value()) reg.read_at = at;
    return {place.reg, place.type, place.pointee};
  }
  const Value value{NewTemporary(), place.type};
  Emit({.code = Opcode::kLoad, .to = value.reg, .a = place.reg, .at = at});
  return value;
}

void CodeCompiler::Store(const Place& place, Value value, Position at) {
  if (error_.has_value()) return;
  if (place.in_memory) {
    Emit({.code = Opcode::kStore, .a = place.reg, .b = value.reg, .at = at});
    return;
  }
  Register& reg = registers_[place.reg];
  reg.known = true;
  reg.is_cell = false;
  Emit({.code = Opcode::kNarrow,
        .type = reg.type,
        .to = place.reg,
        .a = value.reg});
}

CodeCompiler::Value CodeCompiler::CompileAssign(const Expression& expression) {
  const Place place = CompilePlace(*expression.parts[0]);
  if (expression.text.empty()) {
    const Value value = CompileExpression(*expression.parts[1]);
    Store(place, value, expression.at);
    return Convert(value, place.type);
  }
  Value before = Load(place, expression.at);
  if (!place.in_memory && expression.postfix) {
    // The register is about to change.
    const uint32_t copy = NewTemporary();
    Emit({.code = Opcode::kNarrow, .type = kLong, .to = copy, .a = before.reg});
    before.reg = copy;
  }
  const Value operand = CompileExpression(*expression.parts[1]);
  const Value after =
      Arithmetic(expression.text, before, operand, expression.at);
  Store(place, after, expression.at);
  return expression.postfix ? before : Convert(after, place.type);
}

}  // namespace diorace::litmus
