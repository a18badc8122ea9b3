#include "tools/litmus/proposition.h"

#include <algorithm>

namespace diorace::litmus {

bool Proposition::Holds(absl::Span<const int64_t> values) const {
  const auto holds = [&](const Proposition& child) {
    return child.Holds(values);
  };
  switch (kind) {
    case Kind::kAnd:
      return std::all_of(children.begin(), children.end(), holds);
    case Kind::kOr:
      return std::any_of(children.begin(), children.end(), holds);
    case Kind::kNot:
      return !holds(children[0]);
    case Kind::kImplies:
      return !holds(children[0]) || holds(children[1]);
    case Kind::kEqual:
      break;
  }
  return values[left] ==
         (right_is_observable ? values[static_cast<size_t>(right)] : right);
}

}  // namespace diorace::litmus
