// Values as timelines print them.

#ifndef DIORACE_CHECKER_RUNTIME_VALUE_TEXT_H_
#define DIORACE_CHECKER_RUNTIME_VALUE_TEXT_H_

#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Whether T offers CheckerValueText, found by argument-dependent lookup.
template <typename T>
using ValueTextResult = decltype(CheckerValueText(std::declval<const T&>()));
template <typename T, typename = void>
inline constexpr bool kHasValueText = false;
template <typename T>
inline constexpr bool kHasValueText<T, std::void_t<ValueTextResult<T>>> = true;

// Numbers and booleans print as themselves, pointers as null or set (an address
// would differ between runs), strings as they are. A type of its own can offer
// `std::string CheckerValueText(const T&)`, found by argument-dependent lookup.
template <typename T>
std::string ValueText(const T& value) {
  if constexpr (kHasValueText<T>) {
    return CheckerValueText(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return absl::StrCat(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_null_pointer_v<T>) {
    return "null";
  } else if constexpr (std::is_convertible_v<const T&, std::string>) {
    if constexpr (std::is_pointer_v<T>) {
      if (value == nullptr) return "null";
    }
    return value;
  } else if constexpr (std::is_pointer_v<T>) {
    return value == nullptr ? "null" : "set";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return absl::StrCat(+value);  // a char as the number that it is
  } else {
    return "?";
  }
}

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_VALUE_TEXT_H_
