#include "checker/explore/wakeup_tree.h"

namespace checker {

bool WakeupForest::Place(List& list, Reversal& reversal, Company company) {
  // The link that holds the present list: `list` itself, or the children of a
  // branch (by index, since the vector may move).
  List parent = kNone;
  const auto present = [&]() -> List& {
    return parent == kNone ? list : branches_[parent].children;
  };
  List last = kNone;
  for (List at = present(); at != kNone;) {
    if (reversal.size() == 0) return true;
    const bool foreign = !reversal.Contains(branches_[at].access.task);
    if (!reversal.Follow(branches_[at].access)) {
      last = at;
      at = branches_[at].next;
      continue;
    }
    if (foreign && company == Company::kItsOwn) return false;
    if (branches_[at].children == kNone) return true;  // all that it leads to
    parent = at;
    last = kNone;
    at = present();
  }
  if (reversal.size() == 0) return true;
  reversal.ChooseAtOnce();
  for (size_t i = 0; i < reversal.size(); ++i) {
    const List added = New(reversal[i]);
    (last == kNone ? present() : branches_[last].next) = added;
    parent = added;
    last = kNone;
  }
  return true;
}

WakeupForest::Branch WakeupForest::TakeFirst(List& list) {
  const List first = list;
  const Branch branch = branches_[first];
  list = branch.next;
  branches_[first].children = kNone;
  branches_[first].next = free_;
  free_ = first;
  return branch;
}

void WakeupForest::Free(List list) {
  while (list != kNone) {
    Branch& branch = branches_[list];
    if (branch.children != kNone) {
      // Put the children in front of the rest of the row.
      List end = branch.children;
      while (branches_[end].next != kNone) end = branches_[end].next;
      branches_[end].next = branch.next;
      branch.next = branch.children;
      branch.children = kNone;
    }
    const List next = branches_[list].next;
    branches_[list].next = free_;
    free_ = list;
    list = next;
  }
}

WakeupForest::List WakeupForest::New(const Access& access) {
  if (free_ == kNone) {
    branches_.push_back({.access = access});
    return static_cast<List>(branches_.size() - 1);
  }
  const List index = free_;
  free_ = branches_[index].next;
  branches_[index] = {.access = access};
  return index;
}

}  // namespace checker
