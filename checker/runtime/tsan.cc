#include "checker/runtime/tsan.h"

#ifdef CHECKER_TSAN

#include <sanitizer/allocator_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

extern "C" {
// Exported, but in no installed header.
void __tsan_read_range(void* address, unsigned long size);
void __tsan_write_range(void* address, unsigned long size);
void __tsan_java_alloc(unsigned long address, unsigned long size);
void __tsan_java_free(unsigned long address, unsigned long size);

// Every schedule must be told of its race, not the first alone. Symbols would
// cost 25 ms a report. What is given in the environment comes on top.
const char* __tsan_default_options() {
  return "suppress_equal_stacks=0:suppress_equal_addresses=0:symbolize=0";
}
}

namespace checker {
namespace {

thread_local constinit TsanListener* listener = nullptr;
// Reports that nobody listened to. They alone make the program fail.
constinit std::atomic<int> unheard = 0;

// "program+0x1234", for addr2line.
std::string PlaceOf(void* pc) {
  char path[512];
  void* offset = nullptr;
  if (__sanitizer_get_module_and_offset_for_pc(pc, path, sizeof path,
                                               &offset) == 0)
    return "an unknown place";
  const std::string file = path;
  return absl::StrCat(file.substr(file.rfind('/') + 1), "+0x",
                      absl::Hex(reinterpret_cast<uintptr_t>(offset)));
}

std::string AccessText(const TsanReport::Access& access) {
  return absl::StrCat(
      access.write ? "write" : "read", " of ", access.bytes,
      access.bytes == 1 ? " byte by " : " bytes by ",
      access.task[0] == 0 ? "an unnamed thread" : access.task.data(), " at ",
      PlaceOf(access.pc));
}

// TSan holds locks meanwhile: nothing may be allocated, and no other function
// of its interface but those for reports may be called.
TsanReport::Access AccessOf(void* report, int index, int threads) {
  TsanReport::Access access;
  int tid = 0, write = 0, atomic = 0;
  void* address = nullptr;
  __tsan_get_report_mop(report, index, &tid, &address, &access.bytes, &write,
                        &atomic, &access.pc, 1);
  access.write = write != 0;
  for (int i = 0; i < threads; ++i) {
    int id = 0, running = 0, parent = 0;
    uint64_t os_id = 0;
    const char* name = nullptr;
    void* trace[1];
    __tsan_get_report_thread(report, i, &id, &os_id, &running, &name, &parent,
                             trace, 1);
    if (id == tid && name != nullptr)
      std::strncpy(access.task.data(), name, access.task.size() - 1);
  }
  return access;
}

}  // namespace

thread_local constinit int tsan_depth = 0;

std::string TsanReport::ToString() const {
  return absl::StrCat(AccessText(earlier), " and ", AccessText(later));
}

void TsanFiber::Create() { context_ = __tsan_create_fiber(0); }

void TsanFiber::Destroy() {
  // It was left inside of the engine, and must not end so.
  void* const running = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(context_, __tsan_switch_to_fiber_no_sync);
  if (depth_ != 0) __tsan_mutex_post_signal(&tsan_depth, 0);
  __tsan_switch_to_fiber(running, __tsan_switch_to_fiber_no_sync);
  __tsan_destroy_fiber(context_);
}

void TsanFiber::BeCurrent() { context_ = __tsan_get_current_fiber(); }

void TsanFiber::SetName(const std::string& name) {
  __tsan_set_fiber_name(context_, name.c_str());
}

// TSan takes the running stack for this fiber's meanwhile. That is as good as
// being there: no function is entered or left.
template <typename F>
void TsanFiber::Perform(F act) {
  void* const running = __tsan_get_current_fiber();
  if (context_ == running) {
    const TsanLook look;
    return act();
  }
  const int depth = std::exchange(tsan_depth, depth_);
  __tsan_switch_to_fiber(context_, __tsan_switch_to_fiber_no_sync);
  {
    const TsanLook look;
    act();
  }
  __tsan_switch_to_fiber(running, __tsan_switch_to_fiber_no_sync);
  tsan_depth = depth;
}

void TsanFiber::Follow(TsanFiber& other) {
  other.Perform([&] { __tsan_release(&other); });
  FollowEnded(other);
}

void TsanFiber::Spawn(TsanFiber& by) {
  by.Perform([this] { __tsan_release(this); });
}

void TsanFiber::Begin() { __tsan_acquire(this); }

void TsanFiber::End() { __tsan_release(this); }

void TsanFiber::FollowEnded(TsanFiber& other) {
  Perform([&] { __tsan_acquire(&other); });
}

void TsanAcquire(const void* clock) {
  const TsanLook look;
  __tsan_acquire(const_cast<void*>(clock));
}

void TsanRelease(const void* clock) {
  const TsanLook look;
  __tsan_release(const_cast<void*>(clock));
}

void TsanForget(const void* clock) {
  const TsanIgnore ignore;  // it counts as a write
  __tsan_mutex_destroy(const_cast<void*>(clock), 0);
}

// As a Java heap would say that it gives the memory out anew. What TSan notes
// of the block, at its first word, is taken away first.
void TsanFresh(const void* memory, size_t bytes) {
  if (bytes == 0) return;
  const auto address = reinterpret_cast<uintptr_t>(memory);
  __tsan_java_free(address, 8);
  __tsan_java_alloc(address, bytes);
}

void TsanRead(const void* memory, size_t bytes) {
  const TsanLook look;
  __tsan_read_range(const_cast<void*>(memory), bytes);
}

void TsanWrite(const void* memory, size_t bytes) {
  const TsanLook look;
  __tsan_write_range(const_cast<void*>(memory), bytes);
}

TsanListener::TsanListener() : outer_(std::exchange(listener, this)) {}

TsanListener::~TsanListener() {
  listener = outer_;
  WatchRacedMemoryAgain();
}

void TsanListener::WatchRacedMemoryAgain() {
  for (size_t i = 0; i < raced_count_; ++i) {
    const auto address = reinterpret_cast<uintptr_t>(raced_[i]) & ~uintptr_t{7};
    const auto* const word = reinterpret_cast<const void*>(address);
    // What TSan knows of a block of the heap, it keeps at its first word.
    if (__sanitizer_get_allocated_begin(word) != word) TsanFresh(word, 8);
  }
}

TsanReport TsanListener::Take() {
  has_report_ = false;
  return std::exchange(report_, {});
}

void TsanListener::Add(const void* report) {
  void* const data = const_cast<void*>(report);
  if (raced_count_ < raced_.size()) {
    int number = 0;
    void* trace[1];
    __tsan_get_report_mop(data, 0, &number, &raced_[raced_count_++], &number,
                          &number, &number, trace, 1);
  }
  if (has_report_) return;
  has_report_ = true;
  const char* description = nullptr;
  int count = 0, stacks = 0, mops = 0, locations = 0, mutexes = 0, threads = 0;
  int unique = 0;
  void* sleep[1];
  __tsan_get_report_data(data, &description, &count, &stacks, &mops, &locations,
                         &mutexes, &threads, &unique, sleep, 1);
  if (mops > 0) report_.later = AccessOf(data, 0, threads);
  if (mops > 1) report_.earlier = AccessOf(data, 1, threads);
}

}  // namespace checker

// Hooks of the run-time, which it looks for under these names.
namespace __tsan {

struct ReportDesc;

// True: the report is neither printed nor counted.
bool OnReport(const ReportDesc* report, bool suppressed) {
  if (suppressed) return true;
  if (checker::listener == nullptr) {
    ++checker::unheard;
    return false;
  }
  checker::listener->Add(report);
  return !checker::listener->prints();
}

// Whether the program's exit status is to say that there were reports.
bool OnFinalize(bool failed) { return failed && checker::unheard != 0; }

}  // namespace __tsan

#endif  // CHECKER_TSAN
