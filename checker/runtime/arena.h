// Memory that lives for one execution.
//
// An Arena hands out memory by moving a pointer, frees nothing before Reset(),
// and keeps its blocks across Reset(), so that from the second execution of the
// same shape on it never calls the heap. Freed model objects stay readable
// until the execution ends; that is what lets the checker report a use after
// free instead of committing one.
//
// One thread. Allocate is O(1) but for the rare new block.

#ifndef DIORACE_CHECKER_RUNTIME_ARENA_H_
#define DIORACE_CHECKER_RUNTIME_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <new>
#include <type_traits>
#include <vector>

#include "absl/base/optimization.h"
#include "absl/types/span.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class Arena final : public std::pmr::memory_resource {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Never null. `align` is a power of two, at most alignof(std::max_align_t).
  void* Allocate(size_t bytes, size_t align) {
    const auto address = reinterpret_cast<uintptr_t>(cursor_);
    const uintptr_t begin = (address + align - 1) & ~(align - 1);
    const uintptr_t end = begin + bytes;
    if (ABSL_PREDICT_FALSE(end > reinterpret_cast<uintptr_t>(limit_) ||
                           end < begin || cursor_ == nullptr))
      return AllocateSlow(bytes, align);
    cursor_ += end - address;
    return cursor_ - bytes;
  }

  // `count` value-initialised objects of a type without a destructor.
  template <typename T>
  absl::Span<T> AllocateArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    auto* const array =
        static_cast<T*>(Allocate(count * sizeof(T), alignof(T)));
    for (size_t i = 0; i < count; ++i) new (&array[i]) T();
    return {array, count};
  }

  // Gives everything back at once; runs no destructor.
  void Reset();

 private:
  static constexpr size_t kBlockBytes = size_t{64} << 10;

  struct Block {
    std::unique_ptr<std::byte[]> memory;
    size_t size;
  };

  void* AllocateSlow(size_t bytes, size_t align);

  void* do_allocate(size_t bytes, size_t align) override {
    return Allocate(bytes, align);
  }
  void do_deallocate(void*, size_t, size_t) override {}
  bool do_is_equal(
      const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::vector<Block> blocks_;
  size_t block_ = 0;  // the block that cursor_ points into
  std::byte* cursor_ = nullptr;
  std::byte* limit_ = nullptr;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_ARENA_H_
