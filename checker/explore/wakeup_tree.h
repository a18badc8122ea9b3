// What is left to explore from the nodes of a search: sequences of accesses,
// each of which leads to traces that were not met yet.
//
// A forest in first-child, next-sibling form, in one vector, by index: plain
// data. A list is the first of a row of siblings, or kNone. Siblings are
// alternatives, tried from first to last; the path from a root to a leaf is a
// sequence.
//
// Source: Abdulla, Aronis, Jonsson and Sagonas, JACM 64(4), 2017, "wakeup
// trees".

#ifndef DIORACE_CHECKER_EXPLORE_WAKEUP_TREE_H_
#define DIORACE_CHECKER_EXPLORE_WAKEUP_TREE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/explore/reversal.h"
#include "checker/runtime/dependence.h"

namespace checker {

class WakeupForest {
 public:
  using List = uint32_t;
  static constexpr List kNone = 0xffffffff;

  struct Branch {
    Access access;
    List children = kNone;
    List next = kNone;  // sibling
  };

  WakeupForest() = default;
  // As branches() and free_list() of another one were.
  WakeupForest(std::vector<Branch> branches, List free_list)
      : branches_(std::move(branches)), free_(free_list) {}

  const std::vector<Branch>& branches() const { return branches_; }
  List free_list() const { return free_; }

  const Branch& operator[](List index) const { return branches_[index]; }

  // Adds `reversal` to the siblings in `list` unless it leads nowhere that they
  // do not lead. Uses `reversal` up.
  void Insert(List& list, Reversal& reversal) {
    Place(list, reversal, Company::kAny);
  }
  // The same, but adds nothing and returns false if it would come behind a step
  // of a task that has none in `reversal`: what is added leads to all that goes
  // on from `reversal`, which may conflict with such a step.
  bool InsertApart(List& list, Reversal& reversal) {
    return Place(list, reversal, Company::kItsOwn);
  }
  // Takes the first sibling out of `list` and returns it with its children; the
  // caller owns these now.
  Branch TakeFirst(List& list);
  // Frees a list with all that is below.
  void Free(List list);

 private:
  enum class Company : uint8_t { kAny, kItsOwn };

  bool Place(List& list, Reversal& reversal, Company company);
  List New(const Access& access);

  std::vector<Branch> branches_;
  List free_ = kNone;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_WAKEUP_TREE_H_
