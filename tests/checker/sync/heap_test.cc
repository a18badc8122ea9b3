// Heap: use after free, double free, leaks.

#include "checker/sync/heap.h"

#include <memory>

#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/refcount.h"
#include "checker/sync/shared.h"
#include "checker/sync/task.h"
#include "checker/sync/work_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Node {
  Atomic<int> value{"node.value", 42};
};

TEST(HeapTest, UseAfterFree) {
  const Exploration exploration = ExploreBothWays([] {
    Node* const node = Heap::New<Node>("node");
    Spawn("user", [node] { node->value.Load(); });
    Spawn("owner", [node] { Heap::Delete(node); });
    JoinAll();
  });
  EXPECT_EQ(exploration.executions, 2);
  EXPECT_THAT(Kinds(exploration), ElementsAre("use_after_free"));
  EXPECT_THAT(
      OnlyMessage(exploration),
      AllOf(HasSubstr("use after free of node: load of node.value by "
                      "user at tests/checker/sync/heap_test.cc:"),
            HasSubstr("allocated by main at"), HasSubstr("freed by owner at")));
}

TEST(HeapTest, UseBeforeFreeIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Node* const node = Heap::New<Node>("node");
    Spawn("user", [node] { node->value.Load(); }).Join();
    Heap::Delete(node);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(HeapTest, DoubleFree) {
  const Exploration exploration = ExploreBothWays([] {
    Node* const node = Heap::New<Node>("node");
    for (const char* name : {"a", "b"})
      Spawn(name, [node] { Heap::Delete(node); });
    JoinAll();
  });
  EXPECT_THAT(Kinds(exploration), ElementsAre("double_free", "double_free"))
      << "once for each order";
  EXPECT_THAT(
      exploration.violations[0].violation.message,
      AllOf(HasSubstr("double free of node: allocated at "),
            HasSubstr("freed by a at"), HasSubstr("freed again by b at")));
}

// As kfree(): there are two objects, or there is a winner.
TEST(HeapTest, FreeingWhatOneHasExchangedOutIsLegal) {
  const Exploration exploration = ExploreBothWays([] {
    Atomic<Node*> shared("shared", Heap::New<Node>("node"));
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&] {
        if (Node* const mine = shared.Exchange(nullptr)) Heap::Delete(mine);
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(HeapTest, Leak) {
  const Exploration exploration =
      ExploreBothWays([] { Heap::New<Node>(Name("node", 7)); });
  EXPECT_THAT(Kinds(exploration), ElementsAre("leak"));
  EXPECT_THAT(OnlyMessage(exploration),
              HasSubstr("node[7], allocated by main at "
                        "tests/checker/sync/heap_test.cc:"));
}

// Who frees is nobody's business, as long as somebody does it once.
TEST(HeapTest, AnotherTaskMayFree) {
  const Exploration exploration = ExploreBothWays([] {
    Atomic<Node*> shared("shared", nullptr);
    Spawn("maker", [&] { shared.Store(Heap::New<Node>("node")); });
    Spawn("taker", [&] {
      Node* const node =
          shared.Await([](Node* held) { return held != nullptr; });
      node->value.Load();
      Heap::Delete(node);
    });
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

TEST(HeapTest, LeakInOneInterleavingOnly) {
  const Exploration exploration = ExploreBothWays([] {
    Node* const node = Heap::New<Node>("node");
    Atomic<int> references("references", 2);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&, node] {
        const int left = references.Load() - 1;
        references.Store(left);
        if (left == 0) Heap::Delete(node);
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), ElementsAre("leak"));
}

TEST(HeapTest, ARefcountMakesExactlyOneTaskFree) {
  const Exploration exploration = ExploreBothWays([] {
    Node* const node = Heap::New<Node>("node");
    Refcount references("references", 2);
    for (const char* name : {"a", "b"}) {
      Spawn(name, [&, node] {
        node->value.Load();
        if (references.Put()) Heap::Delete(node);
      });
    }
    JoinAll();
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

// Freed objects stay what they are until the execution ends; then each
// destructor runs once.
TEST(HeapTest, DestructorsRunOnceWhenTheExecutionIsOver) {
  struct Counted {
    explicit Counted(int* destroyed) : destroyed(destroyed) {}
    ~Counted() { ++*destroyed; }
    int* destroyed;
  };
  int destroyed = 0;
  int destroyed_early = 0;
  const Exploration exploration = ExploreAll([&] {
    auto* const freed = Heap::New<Counted>("freed", &destroyed);
    Heap::New<Counted>("leaked", &destroyed);
    Heap::Delete(freed);
    destroyed_early = destroyed;
  });
  EXPECT_EQ(exploration.executions, 1);
  EXPECT_THAT(Oracles(exploration), ElementsAre("heap"));
  EXPECT_EQ(destroyed_early, 0);
  EXPECT_EQ(destroyed, 2);
}

TEST(HeapTest, AlignsWhatAsksForIt) {
  struct alignas(std::max_align_t) Aligned {
    char c;
  };
  ExploreAll([] {
    for (int i = 0; i < 3; ++i) {
      auto* const object = Heap::New<Aligned>("aligned");
      EXPECT_EQ(reinterpret_cast<uintptr_t>(object) % alignof(Aligned), 0);
      Heap::Delete(object);
    }
  });
}

// An object can own another: both are watched.
TEST(HeapTest, ObjectsAllocatedWhileConstructingAnotherAreTheirOwn) {
  struct Outer {
    Node* inner = Heap::New<Node>("inner");
    Atomic<int> value{"outer.value", 0};
  };
  const Exploration exploration = ExploreAll([] {
    auto* const outer = Heap::New<Outer>("outer");
    Node* const inner = outer->inner;
    Heap::Delete(inner);
    outer->value.Load();
    Heap::Delete(outer);
  });
  EXPECT_THAT(Kinds(exploration), IsEmpty());

  const Exploration misuse = ExploreAll([] {
    auto* const outer = Heap::New<Outer>("outer");
    Heap::Delete(outer->inner);
    Heap::Delete(outer);
    outer->value.Load();
  });
  EXPECT_THAT(OnlyMessage(misuse), HasSubstr("use after free of outer"));
}

// The destructor runs when there are no tasks any more: what it announces has
// no effect.
TEST(HeapTest, OperationsOfLateDestructorsDoNothing) {
  struct Owner {
    ~Owner() {
      Heap::Delete(child);
      child->value.Store(1);
    }
    Node* child = Heap::New<Node>("child");
    WorkQueue queue{"queue"};
  };
  const Exploration exploration = ExploreAll([] {
    auto* const owner = Heap::New<Owner>("owner");
    owner->queue.Queue([] {});
    AwaitQuiescence();
    Heap::Delete(owner->child);
    Heap::Delete(owner);
  });
  EXPECT_TRUE(exploration.complete());
  EXPECT_THAT(Kinds(exploration), IsEmpty());
}

}  // namespace
}  // namespace checker
