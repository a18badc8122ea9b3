#include "tools/litmus/primitive.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace diorace::litmus {
namespace {

using Kind = Primitive::Kind;
using Operands = Primitive::Operands;

struct Simple {
  absl::string_view name;
  Kind kind;
};

constexpr Simple kSimple[] = {
    {"READ_ONCE", Kind::kReadOnce},
    {"WRITE_ONCE", Kind::kWriteOnce},
    {"rcu_dereference", Kind::kReadOnce},
    {"lockless_dereference", Kind::kReadOnce},
    {"rcu_assign_pointer", Kind::kWriteOnce},
    {"smp_store_mb", Kind::kWriteOnce},
    {"smp_load_acquire", Kind::kLoad},
    {"smp_store_release", Kind::kStore},
    {"smp_mb", Kind::kFence},
    {"smp_rmb", Kind::kFence},
    {"smp_wmb", Kind::kFence},
    {"mb", Kind::kFence},
    {"rmb", Kind::kFence},
    {"wmb", Kind::kFence},
    {"smp_read_barrier_depends", Kind::kFence},
    {"smp_mb__before_atomic", Kind::kFence},
    {"smp_mb__after_atomic", Kind::kFence},
    {"smp_mb__before_spinlock", Kind::kFence},
    {"smp_mb__after_spinlock", Kind::kFence},
    {"smp_mb__after_unlock_lock", Kind::kFence},
    {"smp_acquire__after_ctrl_dep", Kind::kFence},
    {"barrier", Kind::kFence},
    {"cpu_relax", Kind::kFence},
    {"spin_lock", Kind::kLock},
    {"spin_trylock", Kind::kTryLock},
    {"spin_unlock", Kind::kUnlock},
    {"spin_is_locked", Kind::kIsLocked},
    {"likely", Kind::kTransparent},
    {"unlikely", Kind::kTransparent},
};

enum class Order : uint8_t { kNone, kAcquire, kRelease, kAny };

struct Atomic {
  absl::string_view name;  // without "atomic_" and the suffix of its order
  Kind kind;
  Order suffixes;  // that exist
  Operands operands = Operands::kPointer;
  Modification modify = {};
};

constexpr Atomic kAtomics[] = {
    {"read", Kind::kLoad, Order::kAcquire},
    {"set", Kind::kStore, Order::kRelease},
    {"sub_and_test",
     Kind::kModify,
     Order::kNone,
     Operands::kValuePointer,
     {Change::kSub, ChangeIf::kAlways, Result::kIsZeroAfter}},
    {"dec_and_test",
     Kind::kModify,
     Order::kNone,
     Operands::kPointer,
     {Change::kSub, ChangeIf::kAlways, Result::kIsZeroAfter}},
    {"inc_and_test",
     Kind::kModify,
     Order::kNone,
     Operands::kPointer,
     {Change::kAdd, ChangeIf::kAlways, Result::kIsZeroAfter}},
    {"add_negative",
     Kind::kModify,
     Order::kAny,
     Operands::kValuePointer,
     {Change::kAdd, ChangeIf::kAlways, Result::kIsNegativeAfter}},
    {"add_unless",
     Kind::kModify,
     Order::kAny,
     Operands::kPointerValueCompare,
     {Change::kAdd, ChangeIf::kNotEqual, Result::kIsChanged}},
    {"fetch_add_unless",
     Kind::kModify,
     Order::kAny,
     Operands::kPointerValueCompare,
     {Change::kAdd, ChangeIf::kNotEqual, Result::kBefore}},
    {"inc_not_zero",
     Kind::kModify,
     Order::kAny,
     Operands::kPointerUnless,
     {Change::kAdd, ChangeIf::kNotEqual, Result::kIsChanged}},
    {"inc_unless_negative",
     Kind::kModify,
     Order::kNone,
     Operands::kPointer,
     {Change::kAdd, ChangeIf::kNotNegative, Result::kIsChanged}},
    {"dec_unless_positive",
     Kind::kModify,
     Order::kNone,
     Operands::kPointer,
     {Change::kSub, ChangeIf::kNotPositive, Result::kIsChanged}},
    {"dec_if_positive",
     Kind::kModify,
     Order::kNone,
     Operands::kPointer,
     {Change::kSub, ChangeIf::kNotNegativeAfter, Result::kAfter}},
};

// Those that exist for atomic_t and for plain variables.
constexpr Atomic kExchanges[] = {
    {"xchg",
     Kind::kModify,
     Order::kAny,
     Operands::kPointerValue,
     {Change::kSet, ChangeIf::kAlways, Result::kBefore}},
    {"cmpxchg",
     Kind::kModify,
     Order::kAny,
     Operands::kPointerCompareValue,
     {Change::kSet, ChangeIf::kEqual, Result::kBefore}},
    {"try_cmpxchg",
     Kind::kTryCmpxchg,
     Order::kAny,
     Operands::kPointerCompareValue,
     {Change::kSet, ChangeIf::kEqual, Result::kBefore}},
};

struct Arithmetic {
  absl::string_view name;
  Change change;
  Operands operands;
  bool has_return;  // atomic_NAME_return exists
};

constexpr Arithmetic kArithmetic[] = {
    {"add", Change::kAdd, Operands::kValuePointer, true},
    {"sub", Change::kSub, Operands::kValuePointer, true},
    {"inc", Change::kAdd, Operands::kPointer, true},
    {"dec", Change::kSub, Operands::kPointer, true},
    {"and", Change::kAnd, Operands::kValuePointer, false},
    {"or", Change::kOr, Operands::kValuePointer, false},
    {"xor", Change::kXor, Operands::kValuePointer, false},
    {"andnot", Change::kAndNot, Operands::kValuePointer, false},
};

Order TakeSuffix(absl::string_view& name) {
  if (absl::ConsumeSuffix(&name, "_relaxed")) return Order::kAny;
  if (absl::ConsumeSuffix(&name, "_acquire")) return Order::kAcquire;
  if (absl::ConsumeSuffix(&name, "_release")) return Order::kRelease;
  return Order::kNone;
}

// Whether a function with `suffixes` has the one that was taken.
bool Exists(Order suffixes, Order taken) {
  return taken == Order::kNone || suffixes == Order::kAny || suffixes == taken;
}

template <size_t kCount>
std::optional<Primitive> FindIn(const Atomic (&atomics)[kCount],
                                absl::string_view name, Order suffix) {
  for (const Atomic& known : atomics) {
    if (known.name == name && Exists(known.suffixes, suffix))
      return Primitive{known.kind, known.operands, known.modify};
  }
  return std::nullopt;
}

std::optional<Primitive> FindArithmetic(absl::string_view name, Order suffix) {
  const bool fetches = absl::ConsumePrefix(&name, "fetch_");
  const bool returns = !fetches && absl::ConsumeSuffix(&name, "_return");
  for (const Arithmetic& known : kArithmetic) {
    if (known.name != name || (returns && !known.has_return)) continue;
    if (!fetches && !returns && suffix != Order::kNone) continue;
    return Primitive{Kind::kModify,
                     known.operands,
                     {known.change, ChangeIf::kAlways,
                      returns ? Result::kAfter : Result::kBefore}};
  }
  return std::nullopt;
}

}  // namespace

int Primitive::arity() const {
  switch (kind) {
    case Kind::kFence:
      return 0;
    case Kind::kReadOnce:
    case Kind::kLoad:
    case Kind::kLock:
    case Kind::kTryLock:
    case Kind::kUnlock:
    case Kind::kIsLocked:
    case Kind::kTransparent:
      return 1;
    case Kind::kWriteOnce:
    case Kind::kStore:
      return 2;
    case Kind::kTryCmpxchg:
      return 3;
    case Kind::kModify:
      break;
  }
  switch (operands) {
    case Operands::kPointer:
    case Operands::kPointerUnless:
      return 1;
    case Operands::kValuePointer:
    case Operands::kPointerValue:
      return 2;
    case Operands::kPointerValueCompare:
    case Operands::kPointerCompareValue:
      break;
  }
  return 3;
}

std::optional<Primitive> FindPrimitive(absl::string_view name) {
  for (const Simple& known : kSimple) {
    if (known.name == name) return Primitive{.kind = known.kind};
  }
  const Order suffix = TakeSuffix(name);
  const bool atomic = absl::ConsumePrefix(&name, "atomic_long_") ||
                      absl::ConsumePrefix(&name, "atomic64_") ||
                      absl::ConsumePrefix(&name, "atomic_");
  if (std::optional<Primitive> found = FindIn(kExchanges, name, suffix))
    return found;
  if (!atomic) return std::nullopt;
  if (std::optional<Primitive> found = FindIn(kAtomics, name, suffix))
    return found;
  return FindArithmetic(name, suffix);
}

}  // namespace diorace::litmus
