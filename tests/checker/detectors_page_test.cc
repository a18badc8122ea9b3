// The examples of docs/detectors.md: each does what the page says, and the page
// shows what is run here.

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/checker/explore/exploring.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

void LosesAnIncrement() {
  Atomic<int> count("count", 0);
  for (const char* name : {"a", "b"})
    Spawn(name, [&] { count.Store(count.Load() + 1); });
  JoinAll();
  CHECKER_EXPECT(count.Peek() == 2);
}

void CountsInOneStep() {
  Atomic<int> count("count", 0);
  for (const char* name : {"a", "b"}) Spawn(name, [&] { count.FetchAdd(1); });
  JoinAll();
  CHECKER_EXPECT(count.Peek() == 2);
}

void PublishesWithARelaxedStore() {
  Shared<int> data("data", 0);
  Atomic<bool> ready("ready", false);
  Spawn("sender", [&] {
    data.Write(42);
    ready.Store(true, std::memory_order_relaxed);
  });
  Spawn("receiver", [&] {
    if (ready.Load(std::memory_order_acquire)) data.Read();
  });
  JoinAll();
}

void PublishesWithARelease() {
  Shared<int> data("data", 0);
  Atomic<bool> ready("ready", false);
  Spawn("sender", [&] {
    data.Write(42);
    ready.Store(true, std::memory_order_release);
  });
  Spawn("receiver", [&] {
    if (ready.Load(std::memory_order_acquire)) data.Read();
  });
  JoinAll();
}

void LocksInOppositeOrders() {
  Mutex inode("inode_lock");
  Mutex bitmap("bitmap_lock");
  Spawn("truncate", [&] {
    const MutexLock outer(inode);
    const MutexLock inner(bitmap);
  });
  Spawn("resize", [&] {
    const MutexLock outer(bitmap);
    const MutexLock inner(inode);
  });
  JoinAll();
}

void LocksOrBacksOff() {
  Mutex inode("inode_lock");
  Mutex bitmap("bitmap_lock");
  Spawn("truncate", [&] {
    const MutexLock outer(inode);
    const MutexLock inner(bitmap);
  });
  Spawn("resize", [&] {
    const MutexLock outer(bitmap);
    if (inode.TryLock()) inode.Unlock();
  });
  JoinAll();
}

void TestsBeforePreparing() {
  WaitQueue waiters("waiters");
  Atomic<bool> done("done", false);
  Spawn("waiter", [&] {
    if (!done.Load()) {
      waiters.PrepareToWait();
      waiters.Sleep();
      waiters.FinishWait();
    }
  });
  done.Store(true);
  waiters.WakeAll();
  JoinAll();
}

void PreparesBeforeTesting() {
  WaitQueue waiters("waiters");
  Atomic<bool> done("done", false);
  Spawn("waiter", [&] {
    waiters.PrepareToWait();
    if (!done.Load()) waiters.Sleep();
    waiters.FinishWait();
  });
  done.Store(true);
  waiters.WakeAll();
  JoinAll();
}

void SpinsForWhoNeedsItsLock() {
  SpinLock lock("lock");
  Atomic<bool> idle("idle", false);
  Spawn("stopper", [&] {
    const MutexLock held(lock);
    idle.Await([](bool value) { return value; });
  });
  Spawn("worker", [&] {
    const MutexLock held(lock);
    idle.Store(true);
  });
  JoinAll();
}

void SpinsWithoutTheLock() {
  SpinLock lock("lock");
  Atomic<bool> idle("idle", false);
  Spawn("stopper", [&] {
    idle.Await([](bool value) { return value; });
    const MutexLock held(lock);
  });
  Spawn("worker", [&] {
    const MutexLock held(lock);
    idle.Store(true);
  });
  JoinAll();
}

struct Bio {
  Refcount references{"bio.references", 2};
  Shared<int> status{"bio.status", 0};
};

void LooksAfterThePut() {
  auto* const bio = Heap::New<Bio>("bio");
  for (const char* name : {"submitter", "irq"}) {
    Spawn(name, [bio] {
      if (bio->references.Put()) Heap::Delete(bio);
      bio->status.Read();
    });
  }
  JoinAll();
}

void LooksBeforeThePut() {
  auto* const bio = Heap::New<Bio>("bio");
  for (const char* name : {"submitter", "irq"}) {
    Spawn(name, [bio] {
      bio->status.Read();
      if (bio->references.Put()) Heap::Delete(bio);
    });
  }
  JoinAll();
}

void BothFree() {
  auto* const bio = Heap::New<Bio>("bio");
  for (const char* name : {"submitter", "irq"})
    Spawn(name, [bio] { Heap::Delete(bio); });
  JoinAll();
}

void NobodyFrees() {
  auto* const bio = Heap::New<Bio>("bio");
  static_cast<void>(bio->references.Put());
}

void AnotherTaskFrees() {
  auto* const bio = Heap::New<Bio>("bio");
  Spawn("irq", [bio] { Heap::Delete(bio); });
  JoinAll();
}

void TakesAReferenceToWhatIsGone() {
  Refcount references("references", 1);
  Spawn("owner", [&] { static_cast<void>(references.Put()); });
  Spawn("finder", [&] { references.Get(); });
  JoinAll();
}

void TakesAReferenceWhileItHoldsOne() {
  Refcount references("references", 1);
  references.Get();
  Spawn("other", [&] { static_cast<void>(references.Put()); });
  static_cast<void>(references.Put());
  JoinAll();
}

void UnlocksForAnother() {
  Mutex mutex("mutex");
  mutex.Lock();
  Spawn("other", [&] { mutex.Unlock(); });
  JoinAll();
}

void UnlocksItsOwn() {
  Mutex mutex("mutex");
  mutex.Lock();
  mutex.Unlock();
}

void LocksAMutexUnderASpinLock() {
  SpinLock spin("queue_lock");
  Mutex mutex("inode_lock");
  const MutexLock outer(spin);
  const MutexLock inner(mutex);
}

void TriesAMutexUnderASpinLock() {
  SpinLock spin("queue_lock");
  Mutex mutex("inode_lock");
  const MutexLock outer(spin);
  if (mutex.TryLock()) mutex.Unlock();
}

// The task would go on with `x` after it is gone.
void ReturnsBeforeItsTask() {
  Atomic<int> x("x", 0);
  Spawn("forgotten", [&] { x.Store(1); });
}

void JoinsItsTask() {
  Atomic<int> x("x", 0);
  Spawn("joined", [&] { x.Store(1); });
  JoinAll();
}

void DependsOnEarlierExecutions() {
  static int calls = 0;
  const int times = 1 + calls++ % 2;
  Atomic<int> x("x", 0);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      for (int i = 0; i < times; ++i) x.FetchAdd(1);
    });
  }
  JoinAll();
}

void Chooses() {
  const int times = 1 + Choose(2, "times");
  Atomic<int> x("x", 0);
  for (const char* name : {"a", "b"}) {
    Spawn(name, [&] {
      for (int i = 0; i < times; ++i) x.FetchAdd(1);
    });
  }
  JoinAll();
}

// "" as the kind: no violation.
struct Example {
  const char* name;
  void (*body)();
  const char* kind;
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.name;
}

#define EXAMPLE(body, kind) \
  Example { #body, &body, kind }
const std::vector<Example> kExamples = {
    EXAMPLE(LosesAnIncrement, "assertion"),
    EXAMPLE(CountsInOneStep, ""),
    EXAMPLE(PublishesWithARelaxedStore, "data_race"),
    EXAMPLE(PublishesWithARelease, ""),
    EXAMPLE(LocksInOppositeOrders, "deadlock"),
    EXAMPLE(LocksOrBacksOff, ""),
    EXAMPLE(TestsBeforePreparing, "lost_wakeup"),
    EXAMPLE(PreparesBeforeTesting, ""),
    EXAMPLE(SpinsForWhoNeedsItsLock, "livelock"),
    EXAMPLE(SpinsWithoutTheLock, ""),
    EXAMPLE(LooksAfterThePut, "use_after_free"),
    EXAMPLE(LooksBeforeThePut, ""),
    EXAMPLE(BothFree, "double_free"),
    EXAMPLE(NobodyFrees, "leak"),
    EXAMPLE(AnotherTaskFrees, ""),
    EXAMPLE(TakesAReferenceToWhatIsGone, "refcount"),
    EXAMPLE(TakesAReferenceWhileItHoldsOne, ""),
    EXAMPLE(UnlocksForAnother, "lock_misuse"),
    EXAMPLE(UnlocksItsOwn, ""),
    EXAMPLE(LocksAMutexUnderASpinLock, "sleep_in_atomic"),
    EXAMPLE(TriesAMutexUnderASpinLock, ""),
    EXAMPLE(ReturnsBeforeItsTask, "test_body"),
    EXAMPLE(JoinsItsTask, ""),
    EXAMPLE(Chooses, ""),
};
#undef EXAMPLE

class DetectorsPageTest : public testing::TestWithParam<Example> {};

TEST_P(DetectorsPageTest, DoesWhatThePageSays) {
  const Exploration exploration = ExploreBothWays(GetParam().body);
  EXPECT_TRUE(exploration.complete());
  if (*GetParam().kind == '\0') {
    EXPECT_THAT(Kinds(exploration), IsEmpty());
  } else {
    EXPECT_FALSE(exploration.violations.empty());
    EXPECT_THAT(Kinds(exploration), testing::Each(GetParam().kind));
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, DetectorsPageTest,
                         testing::ValuesIn(kExamples),
                         [](const auto& info) { return info.param.name; });

TEST(DetectorsPageTest, NondeterminismIsAnErrorOfTheSearch) {
  for (const Exploration& exploration :
       {ExploreAll(DependsOnEarlierExecutions),
        ExploreReduced(DependsOnEarlierExecutions)}) {
    EXPECT_EQ(exploration.stop, StopReason::kDiverged);
    EXPECT_THAT(exploration.error,
                HasSubstr("the test body is not deterministic"));
  }
}

// The lines of a file, without indentation.
std::string FlatText(const char* path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::string flat;
  for (const absl::string_view line : absl::StrSplit(text, '\n'))
    absl::StrAppend(&flat, absl::StripAsciiWhitespace(line), "\n");
  return flat;
}

TEST(DetectorsPageTest, ShowsWhatIsRun) {
  const std::string source = FlatText("tests/checker/detectors_page_test.cc");
  const std::string page = FlatText("docs/detectors.md");
  const std::vector<std::string> parts = absl::StrSplit(page, "```");
  size_t blocks = 0;
  for (size_t i = 1; i < parts.size(); i += 2) {
    absl::string_view block = parts[i];
    if (!absl::ConsumePrefix(&block, "cpp\n")) continue;
    EXPECT_THAT(source, HasSubstr(std::string(block)));
    ++blocks;
  }
  EXPECT_GE(blocks, 12);
  for (const Example& example : kExamples) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat("void ", example.name, "()")));
    EXPECT_THAT(page, HasSubstr(absl::StrCat("`", example.kind)));
  }
}

}  // namespace
}  // namespace checker
