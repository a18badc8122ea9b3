// What a timeline knows of the state: what things hold at each step.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/schedule/switches.h"
#include "checker/schedule/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string TextOf(const StateChange& change) {
  if (!change.contents.has_value()) return absl::StrCat(change.object, " gone");
  std::string text = absl::StrCat(change.object, ": ", change.contents->text);
  for (const ByteRun& run : change.contents->bytes) {
    absl::StrAppend(&text, " ", absl::Hex(run.value, absl::kZeroPad2), "x",
                    run.count);
  }
  return text;
}

std::vector<std::string> TextsOf(const std::vector<StateChange>& changes) {
  std::vector<std::string> texts;
  for (const StateChange& change : changes) texts.push_back(TextOf(change));
  return texts;
}

Timeline Record(absl::FunctionRef<void()> body) {
  Explorer explorer(body);
  const SwitchSchedule schedule;
  SwitchStrategy strategy(schedule);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  return recorder.timeline();
}

// The changes of each entry.
std::vector<std::vector<std::string>> ChangesOf(const Timeline& timeline) {
  std::vector<std::vector<std::string>> changes;
  for (const TimelineEntry& entry : timeline.entries)
    changes.push_back(TextsOf(entry.changes));
  return changes;
}

TEST(StateTest, KnowsWhatThereIsAtFirst) {
  const Timeline timeline = Record([] {
    Bytes page("page", 4);
    page.Poke()[1] = 0x41;
    page.ShowPoked();
    Atomic<int> atomic("atomic", 7);
    Shared<std::string> shared("shared", "text");
    Refcount refs("refs", 2);
    SpinLock lock("lock");
    RwLock rw_lock("rw_lock");
    WaitQueue waiters("waiters");
    Completion done("done");
    WorkQueue work("work");
  });
  EXPECT_THAT(TextsOf(timeline.initial),
              ElementsAre("atomic: 7", "done: not complete", "lock: free",
                          "page:  00x1 41x1 00x2", "refs: 2", "rw_lock: free",
                          "shared: text", "waiters: none", "work: empty"));
}

TEST(StateTest, SaysAtEachStepWhatHasChanged) {
  const Timeline timeline = Record([] {
    Bytes page("page", 4);
    Atomic<int> atomic("atomic", 0);
    Refcount refs("refs");
    Mutex lock("lock");
    RwLock rw_lock("rw_lock");
    page.Fill(1, {0x42, 0x42});
    page.Fill(1, {0x42, 0x42});
    atomic.Load();
    atomic.Store(3);
    refs.Get();
    lock.Lock();
    lock.Unlock();
    rw_lock.LockShared();
    rw_lock.UnlockShared();
    rw_lock.Lock();
    rw_lock.Demote();
  });
  EXPECT_THAT(
      ChangesOf(timeline),
      ElementsAre(ElementsAre("page:  00x1 42x2 00x1"), IsEmpty(), IsEmpty(),
                  ElementsAre("atomic: 3"), ElementsAre("refs: 2"),
                  ElementsAre("lock: held by main"), ElementsAre("lock: free"),
                  ElementsAre("rw_lock: shared by 1"),
                  ElementsAre("rw_lock: free"),
                  ElementsAre("rw_lock: held by main"),
                  ElementsAre("rw_lock: shared by 1")));
}

TEST(StateTest, NamesWhoWaitsAndWhatIsQueued) {
  const Timeline timeline = Record([] {
    WaitQueue waiters("waiters");
    WorkQueue work("work");
    Completion done("done");
    Spawn("sleeper", [&] {
      waiters.PrepareToWait();
      work.Queue([&] {
        waiters.WakeAll();
        done.Complete();
      });
      waiters.Sleep();
      waiters.FinishWait();
      done.Wait();
    });
    JoinAll();
  });
  const std::vector<std::vector<std::string>> changes = ChangesOf(timeline);
  for (const char* expected :
       {"waiters: sleeper", "work: work of sleeper", "work: empty",
        "waiters: sleeper (woken)", "done: complete, 1 to consume",
        "waiters: none", "done: not complete"}) {
    EXPECT_THAT(changes, Contains(Contains(expected)));
  }
}

TEST(StateTest, WatchesPartsAndForgetsWhatIsFreed) {
  struct Node {
    Shared<int> value{"node.value", 5};
  };
  const Timeline timeline = Record([] {
    Atomic<int> before("before", 0);
    before.Store(1);
    Node* const node = Heap::New<Node>("node");
    const auto note = [](const char* text) {
      return [text] { return TextContents("notes", text); };
    };
    Watch(Heap::IdOf(node), "note", note("one"));
    Watch(Heap::IdOf(node), "note", note("two"));
    Heap::Delete(node);
  });
  EXPECT_THAT(
      ChangesOf(timeline),
      ElementsAre(ElementsAre("before: 1", "node.note: two", "node.value: 5"),
                  ElementsAre("node.note gone", "node.value gone")));
}

TEST(StateTest, NothingIsMadeUnlessSomebodyObserves) {
  bool made = false;
  const auto body = [&] {
    Atomic<int> object("object", 0);
    Watch(object.id(), "part", [&] {
      made = true;
      return Contents();
    });
  };
  Explore(body);
  EXPECT_FALSE(made);
  Record(body);
  EXPECT_TRUE(made);
}

}  // namespace
}  // namespace checker
