// Why a schedule fails: the part of it that matters, the orders that must be as
// they are, and the same in words.

#ifndef DIORACE_CHECKER_SCHEDULE_EXPLANATION_H_
#define DIORACE_CHECKER_SCHEDULE_EXPLANATION_H_

#include <cstdint>
#include <string>
#include <vector>

namespace checker {

// Steps are numbered from 1, as timelines print them.

// Step `from` happens before step `to`, of another task, and nothing between
// them says so already.
struct CausalEdge {
  enum class Kind : uint8_t {
    kConflict,  // they touch the same thing, and their order matters to it
    kWake,      // `from` lets the task of `to` go on
    kSpawn,     // the task of `to` was spawned after `from`
  };

  uint32_t from = 0;
  uint32_t to = 0;
  Kind kind = Kind::kConflict;

  friend bool operator==(const CausalEdge&, const CausalEdge&) = default;
};

// Two conflicting steps of different tasks.
struct OrderedPair {
  uint32_t first = 0;
  uint32_t second = 0;
  // With the other order, of these two alone or of all pairs that do the same
  // on behalf of the same steps of the protocol, and everything else as it was
  // where that is possible, the run passes. If no order of anything decides,
  // the pair is what the violation is about.
  bool decides = true;

  friend bool operator==(const OrderedPair&, const OrderedPair&) = default;
};

struct Explanation {
  // Steps that happen before the violation or race with it, in order. The rest
  // can be folded.
  std::vector<uint32_t> slice;
  std::vector<CausalEdge> edges;
  // In order. Found by trying the other order of each pair that could come the
  // other way.
  std::vector<OrderedPair> pairs;
  // What happens, in a paragraph.
  std::string story;
  // In which order it would have passed, in a sentence; empty if no order was
  // found that does.
  std::string passes_if;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_EXPLANATION_H_
