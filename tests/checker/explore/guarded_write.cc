#include "tests/checker/explore/guarded_write.h"

#include <array>
#include <deque>

#include "checker/sync/atomic.h"
#include "checker/sync/task.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr int kSectors = 8;

// The sectors of one page, each an object.
class Page {
 public:
  explicit Page(const char* name) {
    for (int i = 0; i < kSectors; ++i) sectors_.emplace_back(Name(name, i), 0);
  }
  Atomic<int>& operator[](int sector) { return sectors_[sector]; }

 private:
  std::deque<Atomic<int>> sectors_;
};

}  // namespace

bool GuardedWrite::Run(TaskOrder order) const {
  Page page("page");
  Page bounced("bounced");
  Atomic<int> submitted("submitted", 0);
  Atomic<int> completed("completed", 0);
  std::array<int, kSectors> guards{};  // ordered by the submission
  bool mismatch = false;
  Page& sent = bounce ? bounced : page;

  const auto device = [&] {
    for (int i = 0; i < kSectors; ++i)
      mismatch |= sent[i].Load(kRelaxed) != guards[i];
    if (handshake) completed.Store(1);
  };
  const auto submitter = [&] {
    for (int i = 0; i < kSectors; ++i) page[i].Store(i + 1, kRelaxed);
    if (bounce) {
      std::array<int, kSectors> copy;
      for (int i = 0; i < kSectors; ++i) copy[i] = page[i].Load(kRelaxed);
      for (int i = 0; i < kSectors; ++i) bounced[i].Store(copy[i], kRelaxed);
    }
    for (int i = 0; i < kSectors; ++i) guards[i] = sent[i].Load(kRelaxed);
    if (handshake) submitted.Store(1);
    // The device's waiting for the submission is no operation.
    Spawn("device", ContextKind::kDevice, [&device] { device(); });
    if (handshake) completed.Await([](int value) { return value == 1; });
    JoinAll();
  };

  constexpr std::array kUserSectors = {3, 1, 6};
  Tasks tasks;
  tasks.Add("submitter", submitter);
  for (int i = 0; i < users; ++i) {
    Atomic<int>& sector = page[kUserSectors[i]];
    tasks.Add(Name("user", i), [&sector] { sector.Store(-1, kRelaxed); });
  }
  tasks.Run(order);
  return mismatch;
}

}  // namespace checker
