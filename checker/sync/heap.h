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
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// A name, and where it was given.
struct LocatedName {
  // A caller passes the name alone: NOLINTBEGIN(google-explicit-constructor)
  LocatedName(const char* text, Location location = Location::current())
      : name(text), location(location) {}
  LocatedName(const Name& name, Location location = Location::current())
      : name(name), location(location) {}
  // NOLINTEND(google-explicit-constructor)

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
    auto* const memory = static_cast<std::byte*>(
        executor.arena().Allocate(kOffset<T> + sizeof(T), alignof(Header)));
    Header* const header = new (memory) Header(name.name);
    header->allocation =
        executor.BeginConstruction(header->id(), name.location);
    T* const object = new (memory + kOffset<T>) T(std::forward<Args>(args)...);
    executor.EndConstruction(header->allocation, object, &Heap::Destroy<T>);
    return object;
  }

  // Frees what New returned: an operation that conflicts with every operation
  // on the object.
  template <typename T>
  static void Delete(T* object, Location location = Location::current()) {
    Executor::Current().Free(HeaderOf(object).allocation, location);
  }

  // The identity of what New returned.
  template <typename T>
  static ObjectId IdOf(const T* object) {
    return HeaderOf(object).id();
  }

 private:
  struct alignas(std::max_align_t) Header : Object {
    explicit Header(const Name& name) : Object(name) {}
    AllocationId allocation = kNoAllocation;
  };
  static constexpr size_t RoundUp(size_t bytes, size_t align) {
    return (bytes + align - 1) / align * align;
  }

  template <typename T>
  static void Destroy(void* object) {
    static_cast<T*>(object)->~T();
  }

  // Where a T begins behind its header.
  template <typename T>
  static constexpr size_t kOffset = RoundUp(sizeof(Header), alignof(T));
  template <typename T>
  static const Header& HeaderOf(const T* object) {
    return *reinterpret_cast<const Header*>(
        reinterpret_cast<const std::byte*>(object) - kOffset<T>);
  }
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_HEAP_H_
