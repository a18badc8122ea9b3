// The kernel's functions and macros that litmus tests call, and what each does
// to the one shared variable that it is about.
//
//   FindPrimitive("atomic_fetch_add_relaxed")->modify.change   // Change::kAdd
//
// Under sequential consistency the suffixes _relaxed, _acquire and _release
// change nothing.

#ifndef DIORACE_TOOLS_LITMUS_PRIMITIVE_H_
#define DIORACE_TOOLS_LITMUS_PRIMITIVE_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace diorace::litmus {

// What a read-modify-write makes of the value before.
enum class Change : uint8_t { kSet, kAdd, kSub, kAnd, kOr, kXor, kAndNot };

// When it does so; else it is a read.
enum class ChangeIf : uint8_t {
  kAlways,
  kEqual,        // to a second operand: cmpxchg
  kNotEqual,     // atomic_add_unless
  kNotNegative,  // the value before: atomic_inc_unless_negative
  kNotPositive,
  kNotNegativeAfter,  // atomic_dec_if_positive
};

// What the call returns.
enum class Result : uint8_t {
  kBefore,
  kAfter,  // what it would be, if it is not changed
  kIsZeroAfter,
  kIsNegativeAfter,
  kIsChanged,
};

struct Modification {
  Change change = Change::kSet;
  ChangeIf when = ChangeIf::kAlways;
  Result result = Result::kBefore;
};

struct Primitive {
  enum class Kind : uint8_t {
    kFence,      // no step
    kReadOnce,   // (lvalue)
    kWriteOnce,  // (lvalue, value)
    kLoad,       // (pointer)
    kStore,      // (pointer, value)
    kModify,
    kTryCmpxchg,  // (pointer, &register, value)
    kLock,
    kTryLock,
    kUnlock,
    kIsLocked,
    kTransparent,  // likely(x)
  };
  // How a kModify names its operands.
  enum class Operands : uint8_t {
    kPointer,              // (p): the operand is 1
    kPointerUnless,        // (p): 1, and a second operand of 0
    kValuePointer,         // (v, p)
    kPointerValue,         // (p, v)
    kPointerValueCompare,  // (p, v, compare): atomic_add_unless
    kPointerCompareValue,  // (p, compare, v): cmpxchg
  };

  Kind kind = Kind::kFence;
  Operands operands = Operands::kPointer;
  Modification modify = {};

  int arity() const;
};

std::optional<Primitive> FindPrimitive(absl::string_view name);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_PRIMITIVE_H_
