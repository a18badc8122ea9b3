// ThreadSanitizer's view of an execution: with --config=tsan its happens-before
// checks the plain accesses of tested code on every schedule. Without it
// everything here is empty.
//
// Tasks are announced as fibers, and switches between them do not synchronise.
// What does is told to TSan where our own clocks (sync_clock.h) learn of it,
// and nowhere else. The engine itself must not be seen, in three ways:
//
//   - it is compiled without instrumentation: sources by .bazelrc, headers by
//     uninstrumented.h;
//   - while it runs for a task, a TsanIgnore makes TSan overlook what
//     interceptors (malloc, memcpy) and callbacks into tested code do;
//   - the synchronisation of its own locks is overlooked as well.
//
// A report does not end the program: it is kept for whoever listens, and
// becomes a violation at the task's next operation, or where it waits or ends.

#ifndef DIORACE_CHECKER_RUNTIME_TSAN_H_
#define DIORACE_CHECKER_RUNTIME_TSAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "checker/runtime/uninstrumented.h"

#ifdef CHECKER_TSAN
#include <sanitizer/tsan_interface.h>
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#error "build with bazel's --config=tsan, which keeps TSan out of the engine"
#endif
#endif

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// The two accesses of a race as TSan saw them.
struct TsanReport {
  struct Access {
    std::array<char, 64> task = {};  // the fiber's name
    bool write = false;
    int bytes = 0;
    void* pc = nullptr;
  };
  Access later, earlier;

#ifdef CHECKER_TSAN
  // "write of 4 bytes by a at program+0x1234 and read of 4 bytes by b at …".
  std::string ToString() const;
#else
  static std::string ToString() { return {}; }
#endif
};

// How TSan's verdicts on Shared variables compare with our clocks'.
struct TsanTally {
  uint64_t agreed = 0;   // both found the race
  uint64_t missed = 0;   // only our clocks did
  uint64_t alone = 0;    // only TSan did: one of the two is wrong
  uint64_t reports = 0;  // of races on any other memory
};

#ifdef CHECKER_TSAN

inline constexpr bool kTsan = true;

// How deep the running fiber is in the engine; TSan overlooks it from 1 on.
extern thread_local constinit int tsan_depth;

// While it lives, TSan overlooks what the running fiber does. May be nested.
class TsanIgnore {
 public:
  TsanIgnore() {
    if (tsan_depth++ == 0) __tsan_mutex_pre_signal(&tsan_depth, 0);
  }
  ~TsanIgnore() {
    if (--tsan_depth == 0) __tsan_mutex_post_signal(&tsan_depth, 0);
  }
  TsanIgnore(const TsanIgnore&) = delete;
  TsanIgnore& operator=(const TsanIgnore&) = delete;
};

// While it lives, TSan looks again: for tested code that the engine calls.
class TsanLook {
 public:
  TsanLook() : depth_(tsan_depth) {
    if (depth_ != 0) __tsan_mutex_pre_divert(&tsan_depth, 0);
    tsan_depth = 0;
  }
  ~TsanLook() {
    tsan_depth = depth_;
    if (depth_ != 0) __tsan_mutex_post_divert(&tsan_depth, 0);
  }
  TsanLook(const TsanLook&) = delete;
  TsanLook& operator=(const TsanLook&) = delete;

 private:
  const int depth_;
};

// What TSan knows of one fiber.
class TsanFiber {
 public:
  // A new one.
  void Create();
  void Destroy();
  // Stands for the stack that runs now.
  void BeCurrent();
  // For reports; up to 63 bytes of it are kept.
  void SetName(const std::string& name);

  // To be followed at once by the switch of the stack.
  [[gnu::always_inline]] void SwitchTo(TsanFiber& to) {
    depth_ = tsan_depth;
    tsan_depth = to.depth_;
    __tsan_switch_to_fiber(to.context_, __tsan_switch_to_fiber_no_sync);
  }
  // What this fiber does from here on happens after what `other` has done so
  // far. Either may be the one that runs.
  void Follow(TsanFiber& other);
  // The same in halves, each where its fiber runs, which spares switches. `by`
  // runs and goes on; later this fiber begins.
  void Spawn(TsanFiber& by);
  void Begin();
  // This fiber runs and has come to its end; later others follow it. Neither
  // here nor in Begin must TSan overlook anything.
  void End();
  void FollowEnded(TsanFiber& other);

 private:
  template <typename F>
  void Perform(F act);

  void* context_ = nullptr;
  int depth_ = 0;  // while it is suspended
};

// Of the running fiber, at the object with this address.
void TsanAcquire(const void* clock);
void TsanRelease(const void* clock);
// What was released there is forgotten.
void TsanForget(const void* clock);
// Earlier accesses to this memory are forgotten: they happened before whatever
// follows, and would only take the place of later ones. It begins at a multiple
// of 8.
void TsanFresh(const void* memory, size_t bytes);
// A plain access by tested code.
void TsanRead(const void* memory, size_t bytes);
void TsanWrite(const void* memory, size_t bytes);

// Keeps what TSan reports on this OS thread while it lives, instead of having
// it end up on standard error and in the exit status.
class TsanListener {
 public:
  TsanListener();
  ~TsanListener();
  TsanListener(const TsanListener&) = delete;
  TsanListener& operator=(const TsanListener&) = delete;

  // Reports are printed as well.
  void set_prints(bool prints) { prints_ = prints; }
  bool prints() const { return prints_; }
  // Whether there was a report since the last Take.
  bool has_report() const { return has_report_; }
  TsanReport Take();
  // Called by TSan; the first report counts.
  void Add(const void* report);

 private:
  // After a report TSan never looks at the memory again. This makes up for it,
  // since another schedule may have the race as well.
  void WatchRacedMemoryAgain();

  TsanListener* const outer_;
  bool prints_ = false;
  bool has_report_ = false;
  TsanReport report_;
  std::array<void*, 16> raced_ = {};
  size_t raced_count_ = 0;
};

#else

inline constexpr bool kTsan = false;

class TsanIgnore {
 public:
  TsanIgnore() {}
  ~TsanIgnore() {}
};

class TsanLook {
 public:
  TsanLook() {}
  ~TsanLook() {}
};

class TsanFiber {
 public:
  void Create() {}
  void Destroy() {}
  void BeCurrent() {}
  void SetName(const std::string&) {}
  void SwitchTo(TsanFiber&) {}
  void Follow(TsanFiber&) {}
  void Spawn(TsanFiber&) {}
  void Begin() {}
  void End() {}
  void FollowEnded(TsanFiber&) {}
};

inline void TsanAcquire(const void*) {}
inline void TsanRelease(const void*) {}
inline void TsanForget(const void*) {}
inline void TsanFresh(const void*, size_t) {}
inline void TsanRead(const void*, size_t) {}
inline void TsanWrite(const void*, size_t) {}

class TsanListener {
 public:
  void set_prints(bool) {}
  static constexpr bool has_report() { return false; }
  static TsanReport Take() { return {}; }
};

#endif

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_TSAN_H_
