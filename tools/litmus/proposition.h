// What exists, forall and filter say about a final state.
//
//   proposition.Holds(values)   // values[i]: that of observable i

#ifndef DIORACE_TOOLS_LITMUS_PROPOSITION_H_
#define DIORACE_TOOLS_LITMUS_PROPOSITION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "tools/litmus/syntax.h"

namespace diorace::litmus {

struct Proposition {
  using Kind = PropositionSyntax::Kind;

  bool Holds(absl::Span<const int64_t> values) const;

  Kind kind = Kind::kAnd;
  std::vector<Proposition> children = {};
  // Of kEqual: observables, or on the right a number.
  size_t left = 0;
  bool right_is_observable = false;
  int64_t right = 0;
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_PROPOSITION_H_
