// Identities inside one exploration.
//
// A TaskId or ObjectId is dense, small and *stable*: the same task or object
// (same creator, same name, same occurrence of that name) has the same id in
// every execution of an exploration, whatever the interleaving. Addresses are
// never used. Ids are assigned when an identity is first met (identity.h), so
// they are comparable between executions of one Execution instance, and not
// beyond it; files use names.

#ifndef DIORACE_CHECKER_RUNTIME_IDS_H_
#define DIORACE_CHECKER_RUNTIME_IDS_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

enum class TaskId : uint16_t {};
enum class ObjectId : uint32_t {};
enum class AllocationId : uint32_t {};

inline constexpr TaskId kNoTask{0xffff};
inline constexpr ObjectId kNoObject{0xffffffff};
inline constexpr AllocationId kNoAllocation{0xffffffff};

// How many distinct tasks one exploration may have: one word of TaskSet.
inline constexpr size_t kMaxTasks = 64;

constexpr size_t Index(TaskId id) { return static_cast<size_t>(id); }
constexpr size_t Index(ObjectId id) { return static_cast<size_t>(id); }
constexpr size_t Index(AllocationId id) { return static_cast<size_t>(id); }

namespace internal_ids {

// The sets of few tasks, for which a look is quicker than counting bits.
struct alignas(8) SmallSet {
  uint8_t count = 0;
  std::array<uint8_t, 7> members = {};  // ascending
};
inline constexpr size_t kSmallSets = 128;
inline constexpr std::array<SmallSet, kSmallSets> kSmallSet = [] {
  std::array<SmallSet, kSmallSets> sets{};
  for (size_t bits = 0; bits < kSmallSets; ++bits) {
    for (uint8_t i = 0; bits >> i != 0; ++i) {
      if ((bits >> i) % 2 == 0) continue;
      sets[bits].members[sets[bits].count++] = i;
    }
  }
  return sets;
}();

}  // namespace internal_ids

// A set of tasks. Every operation is O(1); First() and iteration are in
// ascending id order.
class TaskSet {
 public:
  constexpr TaskSet() = default;
  static constexpr TaskSet Of(TaskId id) { return TaskSet(Bit(id)); }
  static constexpr TaskSet FromBits(uint64_t bits) { return TaskSet(bits); }
  // Task i is bit i.
  constexpr uint64_t bits() const { return bits_; }

  constexpr void Add(TaskId id) { bits_ |= Bit(id); }
  constexpr void Remove(TaskId id) { bits_ &= ~Bit(id); }
  constexpr bool Contains(TaskId id) const { return (bits_ & Bit(id)) != 0; }
  constexpr bool Empty() const { return bits_ == 0; }
  constexpr int Count() const {
    return bits_ < internal_ids::kSmallSets
               ? internal_ids::kSmallSet[bits_].count
               : std::popcount(bits_);
  }

  // The smallest id. Requires !Empty().
  constexpr TaskId First() const { return TaskId(std::countr_zero(bits_)); }
  // The id with `n` smaller ones in the set. Requires 0 <= n < Count().
  constexpr TaskId Nth(int n) const {
    if (bits_ < internal_ids::kSmallSets)
      return TaskId(internal_ids::kSmallSet[bits_].members[n]);
    uint64_t rest = bits_;
    for (; n > 0; --n) rest &= rest - 1;
    return TaskId(std::countr_zero(rest));
  }

  friend constexpr TaskSet operator&(TaskSet a, TaskSet b) {
    return TaskSet(a.bits_ & b.bits_);
  }
  friend constexpr TaskSet operator|(TaskSet a, TaskSet b) {
    return TaskSet(a.bits_ | b.bits_);
  }
  // The members of `a` that are not in `b`.
  friend constexpr TaskSet operator-(TaskSet a, TaskSet b) {
    return TaskSet(a.bits_ & ~b.bits_);
  }
  friend constexpr bool operator==(TaskSet, TaskSet) = default;

  class Iterator {
   public:
    explicit constexpr Iterator(uint64_t rest) : rest_(rest) {}
    constexpr TaskId operator*() const {
      return TaskId(std::countr_zero(rest_));
    }
    constexpr Iterator& operator++() {
      rest_ &= rest_ - 1;
      return *this;
    }
    friend constexpr bool operator==(Iterator, Iterator) = default;

   private:
    uint64_t rest_;
  };
  constexpr Iterator begin() const { return Iterator(bits_); }
  constexpr Iterator end() const { return Iterator(0); }

 private:
  explicit constexpr TaskSet(uint64_t bits) : bits_(bits) {}
  static constexpr uint64_t Bit(TaskId id) { return uint64_t{1} << Index(id); }

  uint64_t bits_ = 0;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_IDS_H_
