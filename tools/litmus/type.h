// The integer types of litmus tests: what a store keeps of a value.
//
//   Type{32, false}.Narrow(int64_t{1} << 31)   // -2147483648, as int does
//
// Values are held in 64 bits, sign- or zero-extended as their type says.
// Pointers count as 64 bits, signed.

#ifndef DIORACE_TOOLS_LITMUS_TYPE_H_
#define DIORACE_TOOLS_LITMUS_TYPE_H_

#include <algorithm>
#include <cstdint>

namespace diorace::litmus {

struct Type {
  uint8_t bits = 64;  // 1 is bool
  bool is_unsigned = false;
  bool is_lock = false;  // spinlock_t; not a number

  constexpr int64_t Narrow(int64_t value) const {
    if (bits >= 64) return value;
    if (bits == 1) return value != 0;
    const int unused = 64 - bits;
    const uint64_t top = static_cast<uint64_t>(value) << unused;
    return is_unsigned ? static_cast<int64_t>(top >> unused)
                       : static_cast<int64_t>(top) >> unused;
  }

  friend constexpr bool operator==(Type, Type) = default;
};

inline constexpr Type kInt{.bits = 32};
inline constexpr Type kLong{.bits = 64};

// C's integer promotion and usual arithmetic conversions.
constexpr Type Promoted(Type type) {
  return type.bits < 32 ? kInt : Type{type.bits, type.is_unsigned};
}
constexpr Type CommonType(Type a, Type b) {
  a = Promoted(a);
  b = Promoted(b);
  if (a.bits != b.bits) return a.bits > b.bits ? a : b;
  return {a.bits, a.is_unsigned || b.is_unsigned};
}

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_TYPE_H_
