// The tracked allocations of one execution: which object is part of which, and
// what was freed when. Not thread-safe.

#ifndef DIORACE_CHECKER_RUNTIME_ALLOCATION_TABLE_H_
#define DIORACE_CHECKER_RUNTIME_ALLOCATION_TABLE_H_

#include <vector>

#include "checker/runtime/ids.h"
#include "checker/runtime/operation.h"

namespace checker {

struct Allocation {
  ObjectId identity;
  Operation allocated;  // only task and location mean anything
  Operation freed = {};
  bool is_freed = false;
  AllocationId outer;  // under construction when this one began
  void* object = nullptr;
  void (*destroy)(void* object) = nullptr;
};

class AllocationTable {
 public:
  // Forgets allocations; objects are to be told of anew.
  void Clear() { allocations_.clear(); }

  // `object` is part of `allocation`, which may be kNoAllocation.
  void AddObject(ObjectId object, AllocationId allocation);

  // Objects that the caller adds from here until End are to be part of what is
  // returned. `outer` is what was under construction before, and is again
  // after End, which returns it.
  AllocationId Begin(ObjectId identity, TaskId task, Location location,
                     AllocationId outer);
  AllocationId End(AllocationId allocation, void* object,
                   void (*destroy)(void* object));

  Allocation& operator[](AllocationId id) { return allocations_[Index(id)]; }
  const std::vector<Allocation>& all() const { return allocations_; }

  // The freed allocation that `object` was part of, or null.
  const Allocation* FreedWith(ObjectId object) const {
    const AllocationId id = allocation_of_[Index(object)];
    if (id == kNoAllocation || !allocations_[Index(id)].is_freed)
      return nullptr;
    return &allocations_[Index(id)];
  }

  // Identity of the allocation that `object` is part of, kNoObject if of none.
  ObjectId owner(ObjectId object) const {
    const AllocationId id = allocation_of_[Index(object)];
    return id == kNoAllocation ? kNoObject : allocations_[Index(id)].identity;
  }

  // The youngest first. What they allocate meanwhile is left alone.
  void DestroyAll() const;

 private:
  std::vector<AllocationId> allocation_of_;  // by ObjectId
  std::vector<Allocation> allocations_;      // by AllocationId
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_ALLOCATION_TABLE_H_
