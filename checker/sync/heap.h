// Tracked allocation: use after free, double free and leaks are violations,
// with the places of allocation and free.
//
//   struct Node { Shared<int> value{"node.value", 0}; };
//   Node* node = Heap::New<Node>("node");
//   node->value.Write(1);
//   Heap::Delete(node);
//   node->value.Read();   // violation: use_after_free
//
// What is watched are the sync types inside the object; access to its other
// members is not seen. Memory stays readable, and the destructor runs, only
// when the execution is over.

#ifndef DIORACE_CHECKER_SYNC_HEAP_H_
#define DIORACE_CHECKER_SYNC_HEAP_H_

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "checker/runtime/executor.h"
#include "checker/runtime/object.h"

namespace checker {

// A name, and where it was given.
struct LocatedName {
  LocatedName(const char* text,
              Location location =
                  Location::current())  // NOLINT(google-explicit-constructor)
      : name(text), location(location) {}
  LocatedName(const Name& name,
              Location location =
                  Location::current())  // NOLINT(google-explicit-constructor)
      : name(name), location(location) {}

  Name name;
  Location location;
};

class Heap {
 public:
  // Constructs a T that must be freed with Delete before the execution ends.
  // T's constructor must not announce operations.
  template <typename T, typename... Args>
  static T* New(const LocatedName& name, Args&&... args) {
    Executor& executor = Executor::Current();
    auto* const block = static_cast<Block<T>*>(
        executor.arena().Allocate(sizeof(Block<T>), alignof(Block<T>)));
    Header* const header = new (&block->header) Header(name.name);
    header->allocation =
        executor.BeginConstruction(header->id(), name.location);
    T* const object = new (block->object) T(std::forward<Args>(args)...);
    executor.EndConstruction(header->allocation, object, [](void* freed) {
      std::destroy_at(static_cast<T*>(freed));
    });
    return object;
  }

  // Frees what New returned: an operation that conflicts with every operation
  // on the object.
  template <typename T>
  static void Delete(T* object, Location location = Location::current()) {
    auto* const block = reinterpret_cast<Block<T>*>(
        reinterpret_cast<std::byte*>(object) - offsetof(Block<T>, object));
    Executor::Current().Free(block->header.allocation, location);
  }

 private:
  struct Header : Object {
    explicit Header(const Name& name) : Object(name) {}
    AllocationId allocation = kNoAllocation;
  };
  template <typename T>
  struct Block {
    Header header;
    alignas(T) std::byte object[sizeof(T)];
  };
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_HEAP_H_
