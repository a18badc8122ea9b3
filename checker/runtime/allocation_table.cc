#include "checker/runtime/allocation_table.h"

namespace checker {

void AllocationTable::AddObject(ObjectId object, AllocationId allocation) {
  if (Index(object) >= allocation_of_.size())
    allocation_of_.resize(Index(object) + 1, kNoAllocation);
  allocation_of_[Index(object)] = allocation;
}

AllocationId AllocationTable::Begin(ObjectId identity, TaskId task,
                                    Location location, AllocationId outer) {
  const auto id = AllocationId(allocations_.size());
  allocations_.push_back(
      {.identity = identity,
       .allocated = {.task = task, .object = identity, .location = location},
       .outer = outer});
  return id;
}

AllocationId AllocationTable::End(AllocationId allocation, void* object,
                                  void (*destroy)(void* object)) {
  Allocation& ended = (*this)[allocation];
  ended.object = object;
  ended.destroy = destroy;
  return ended.outer;
}

void AllocationTable::DestroyAll() const {
  for (size_t i = allocations_.size(); i-- > 0;) {
    const Allocation allocation = allocations_[i];
    if (allocation.destroy != nullptr) allocation.destroy(allocation.object);
  }
}

}  // namespace checker
