#include <string>

#include "absl/strings/str_cat.h"
#include "tools/litmus/code_compiler.h"

namespace diorace::litmus {
namespace {

using Kind = Primitive::Kind;
using Operands = Primitive::Operands;

}  // namespace

CodeCompiler::Value CodeCompiler::CompileCall(const Expression& call) {
  const std::optional<Primitive> primitive = FindPrimitive(call.text);
  if (!primitive.has_value()) {
    Fail(call.at, absl::StrCat("not supported: ", call.text));
    return {};
  }
  if (static_cast<int>(call.parts.size()) != primitive->arity()) {
    Fail(call.at, absl::StrCat(call.text, " takes ", primitive->arity(),
                               " arguments, not ", call.parts.size()));
    return {};
  }
  const Value nothing{ConstantRegister(0), kInt};
  switch (primitive->kind) {
    case Kind::kFence:
      return nothing;
    case Kind::kTransparent:
      return CompileExpression(*call.parts[0]);
    case Kind::kReadOnce: {
      const Place place = CompilePlace(*call.parts[0]);
      WarnIfRegister(place, call);
      return Load(place, call.at);
    }
    case Kind::kWriteOnce: {
      const Place place = CompilePlace(*call.parts[0]);
      WarnIfRegister(place, call);
      const Value value = CompileExpression(*call.parts[1]);
      Store(place, value, call.at);
      return nothing;
    }
    case Kind::kLoad:
    case Kind::kStore: {
      const Value address = CompilePointer(*call.parts[0]);
      const Place place{.in_memory = true,
                        .reg = address.reg,
                        .type = address.pointee.value_or(kLong)};
      if (primitive->kind == Kind::kLoad) return Load(place, call.at);
      Store(place, CompileExpression(*call.parts[1]), call.at);
      return nothing;
    }
    case Kind::kModify:
      return CompileModify(*primitive, call);
    case Kind::kTryCmpxchg:
      return CompileTryCmpxchg(*primitive, call);
    case Kind::kLock:
    case Kind::kTryLock:
    case Kind::kUnlock:
    case Kind::kIsLocked:
      break;
  }
  return CompileLock(*primitive, call);
}

void CodeCompiler::WarnIfRegister(const Place& place, const Expression& call) {
  if (place.in_memory || error_.has_value()) return;
  const std::string& name = registers_[place.reg].name;
  warnings_.push_back(
      {call.at, absl::StrCat(call.text, " of the register '", name,
                             "' is no step; the variable is *", name)});
}

CodeCompiler::Value CodeCompiler::CompileModify(const Primitive& primitive,
                                                const Expression& call) {
  std::vector<uint32_t> arguments;
  for (size_t i = 0; i < call.parts.size(); ++i) {
    const bool is_pointer =
        primitive.operands == Operands::kValuePointer ? i == 1 : i == 0;
    const Expression& part = *call.parts[i];
    arguments.push_back(
        (is_pointer ? CompilePointer(part) : CompileExpression(part)).reg);
  }
  const Value result{NewTemporary(), kLong};
  Instruction step{.code = Opcode::kModify,
                   .modify = primitive.modify,
                   .to = result.reg,
                   .a = arguments[0],
                   .b = ConstantRegister(1),
                   .c = ConstantRegister(0),
                   .at = call.at};
  switch (primitive.operands) {
    case Operands::kPointer:
    case Operands::kPointerUnless:
      break;
    case Operands::kValuePointer:
      step.a = arguments[1];
      step.b = arguments[0];
      break;
    case Operands::kPointerValue:
      step.b = arguments[1];
      break;
    case Operands::kPointerValueCompare:
      step.b = arguments[1];
      step.c = arguments[2];
      break;
    case Operands::kPointerCompareValue:
      step.c = arguments[1];
      step.b = arguments[2];
      break;
  }
  Emit(step);
  return result;
}

CodeCompiler::Value CodeCompiler::CompileTryCmpxchg(const Primitive& primitive,
                                                    const Expression& call) {
  const Expression& old = *call.parts[1];
  if (old.kind != Expression::Kind::kAddress ||
      old.parts[0]->kind != Expression::Kind::kName) {
    Fail(old.at, "expected the address of a register: &r1");
    return {};
  }
  const Value address = CompilePointer(*call.parts[0]);
  const Place place = CompilePlace(*old.parts[0]);
  const Value expected = Load(place, old.at);
  const Value desired = CompileExpression(*call.parts[2]);
  const Value before{NewTemporary(), place.type};
  Emit({.code = Opcode::kModify,
        .modify = primitive.modify,
        .to = before.reg,
        .a = address.reg,
        .b = desired.reg,
        .c = expected.reg,
        .at = call.at});
  const Value success = Arithmetic("==", before, expected, call.at);
  Store(place, before, call.at);
  return success;
}

CodeCompiler::Value CodeCompiler::CompileLock(const Primitive& primitive,
                                              const Expression& call) {
  const Expression& argument = *call.parts[0];
  const Value address = CompilePointer(argument);
  if (argument.kind == Expression::Kind::kName) {
    const Register& reg = registers_[Named(argument.text)];
    // As a parameter it says itself that the variable is a lock, whatever its
    // type.
    if (reg.is_cell) {
      globals_.cell(static_cast<uint32_t>(reg.initial - kFirstAddress))
          .type.is_lock = true;
    }
  }
  Opcode code = Opcode::kLock;
  if (primitive.kind == Kind::kTryLock) code = Opcode::kTryLock;
  if (primitive.kind == Kind::kUnlock) code = Opcode::kUnlock;
  if (primitive.kind == Kind::kIsLocked) code = Opcode::kIsLocked;
  const Value result{NewTemporary(), kInt};
  Emit({.code = code, .to = result.reg, .a = address.reg, .at = call.at});
  return result;
}

}  // namespace diorace::litmus
