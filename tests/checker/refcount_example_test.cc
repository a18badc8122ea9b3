// The checker by example, without any I/O: an object that two tasks share,
// freed by whoever drops the last reference.
//
// Run it, then break it: bazel test //tests/checker:refcount_example_test
// --test_output=all

#include "checker/checker_test.h"

namespace {

using checker::Atomic;
using checker::FindViolation;
using checker::Heap;
using checker::JoinAll;
using checker::Shared;
using checker::Spawn;

// What is shared. Every member that tasks touch is a sync type: Atomic for the
// count, Shared for the payload, which is a plain variable and so must not be
// touched by two tasks at once.
struct Buffer {
  Atomic<int> references{"buffer.references", 2};
  Shared<int> payload{"buffer.payload", 42};
};

// Wrong: load and store are two steps, so two tasks can both see 2, both store
// 1, and nobody frees.
void PutInTwoSteps(Buffer* buffer) {
  const int left = buffer->references.Load() - 1;
  buffer->references.Store(left);
  if (left == 0) Heap::Delete(buffer);
}

// Right: one step that tells exactly one task that it was the last.
void PutAtomically(Buffer* buffer) {
  if (buffer->references.FetchAdd(-1) == 1) Heap::Delete(buffer);
}

// Wrong in another way: the count is right, but the buffer is looked at after
// the reference was dropped.
void PutThenLook(Buffer* buffer) {
  PutAtomically(buffer);
  buffer->payload.Read();
}

template <typename Put>
void TwoOwners(Put put) {
  auto* const buffer = Heap::New<Buffer>("buffer");
  for (const char* name : {"a", "b"}) {
    Spawn(name, [buffer, put] {
      buffer->payload.Read();
      put(buffer);
    });
  }
  JoinAll();
}

// Nobody frees in some interleavings. Nothing in the test asks for that: a leak
// is always a violation.
TEST(RefcountExample, TwoStepPutLeaks) {
  EXPECT_EQ(FindViolation([] { TwoOwners(PutInTwoSteps); }), "leak");
}

TEST(RefcountExample, LookingAfterThePutIsAUseAfterFree) {
  EXPECT_EQ(FindViolation([] { TwoOwners(PutThenLook); }), "use_after_free");
}

// Every interleaving is tried; none leaks, frees twice, or reads freed memory.
CHECKER_TEST(RefcountExample, AtomicPutIsRight) { TwoOwners(PutAtomically); }

// Release and acquire matter for plain data even when the count itself is
// atomic: with relaxed order, what one task wrote is not ordered before what
// the other does with it.
template <std::memory_order kOrder>
void HandOver() {
  Shared<int> data("data", 0);
  Atomic<bool> ready("ready", false);
  Spawn("producer", [&] {
    data.Write(1);
    ready.Store(true, kOrder);
  });
  Spawn("consumer", [&] {
    ready.Await([](bool value) { return value; }, std::memory_order_acquire);
    CHECKER_EXPECT(data.Read() == 1);
  });
  JoinAll();
}

TEST(HandOverExample, RelaxedStoreIsADataRace) {
  EXPECT_EQ(FindViolation(HandOver<std::memory_order_relaxed>), "data_race");
}

CHECKER_TEST(HandOverExample, ReleaseStoreIsRight) {
  HandOver<std::memory_order_release>();
}

}  // namespace
