// The flags of one page of the page cache, its lock among them: what struct
// folio keeps in `flags`, and whether the page is in the cache at all.

#ifndef DIORACE_MODEL_MM_PAGE_FLAGS_H_
#define DIORACE_MODEL_MM_PAGE_FLAGS_H_

#include <cstdint>
#include <string>

#include "checker/runtime/contents.h"
#include "checker/runtime/object.h"
#include "checker/runtime/step.h"
#include "checker/runtime/sync_clock.h"
#include "checker/sync/condition.h"

namespace dio {

class PageFlags : public checker::Object {
 public:
  enum Flag : uint64_t {
    kPresent = 1,
    kUptodate = 2,
    kDirty = 4,
    kWriteback = 8,
    kLocked = 16,
    // btrfs: a direct write of the range is under way; the page is not read in
    // before it is done.
    kOrdered = 32,
  };

  // "uptodate, dirty"; "not in the cache".
  static std::string FlagsText(uint64_t flags);

  explicit PageFlags(const checker::Name& name) : Object(name) {
    Holds([this] { return contents(); });
  }

  // Sleeps while one of `blocking` is set; then the flags become
  // change(flags), in one step. Returns what they were.
  template <typename F>
  uint64_t WaitAndChange(
      uint64_t blocking, F change,
      checker::Location location = checker::Location::current()) {
    return WaitUntilAndChange(
        [blocking](uint64_t flags) { return (flags & blocking) == 0; }, change,
        location);
  }
  // Sleeps until ready(flags).
  template <typename Ready, typename F>
  uint64_t WaitUntilAndChange(
      Ready ready, F change,
      checker::Location location = checker::Location::current()) {
    const checker::When condition(ready);
    const checker::Step step(*this, checker::OpKind::kLock, location,
                             {.condition = &condition, .may_sleep = true});
    return Apply(step, change);
  }
  // Without waiting.
  template <typename F>
  uint64_t Change(F change,
                  checker::Location location = checker::Location::current()) {
    const checker::Step step(*this, checker::OpKind::kReadModifyWrite,
                             location);
    return Apply(step, change);
  }
  uint64_t Load(
      checker::Location location = checker::Location::current()) const {
    const checker::Step step(*this, checker::OpKind::kLoad, location);
    step.Show(word_);
    return word_;
  }

  // Without an operation: to set the page up, and for oracles when all is
  // quiet.
  void Poke(uint64_t flags) {
    word_ = flags;
    Holds([this] { return contents(); });
  }
  uint64_t Peek() const { return word_; }

 private:
  checker::Contents contents() const {
    return checker::TextContents("flags", FlagsText(word_));
  }

  template <typename F>
  uint64_t Apply(const checker::Step& step, F change) {
    const uint64_t before = word_;
    if (!step.performed()) return before;
    step.executor().Acquire(clock_);
    step.executor().Release(clock_);
    word_ = change(before);
    step.Show(word_);
    step.Leaves([this] { return word_; }, [this] { return contents(); });
    return before;
  }

  checker::SyncClock clock_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_PAGE_FLAGS_H_
