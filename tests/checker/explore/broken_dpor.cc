// The reduced search, compiled a second time over the broken table. Everything
// that its sources include and that keeps its name comes first.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/explore/fingerprint.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/nondeterminism.h"
#include "checker/explore/part.h"
#include "checker/explore/remembered_decision.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/strategy.h"
#include "checker/runtime/sync_clock.h"
#include "tests/checker/explore/broken_dependence.h"

#define Trace BrokenTrace
#define Reversal BrokenReversal
#define WakeupForest BrokenWakeupForest
#define PartGuard BrokenPartGuard
#define DporState BrokenDporState
#define DporStrategy BrokenDporStrategy
#define Ordered BrokenOrdered
#define Commute BrokenCommute
#define AccessAt BrokenAccessAt
#define Blocks BrokenBlocks

#include "checker/explore/dpor.cc"        // NOLINT(bugprone-suspicious-include)
#include "checker/explore/part_guard.cc"  // NOLINT(bugprone-suspicious-include)
#include "checker/explore/reversal.cc"    // NOLINT(bugprone-suspicious-include)
#include "checker/explore/trace.cc"       // NOLINT(bugprone-suspicious-include)
#include "checker/explore/wakeup_tree.cc"  // NOLINT(bugprone-suspicious-include)

namespace checker {
namespace {

// A flaw may lead where a task that is to go is not enabled. There the run
// ends, and nothing is learned from it.
class Guarded final : public ForwardingStrategy {
 public:
  explicit Guarded(DporMode mode) : ForwardingStrategy(dpor_), dpor_(mode) {}

  bool StartExecution() override {
    given_up_ = false;
    return dpor_.StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = dpor_.PickTask(point);
    if (task == kNoTask || task == kPrune || point.enabled.Contains(task))
      return task;
    given_up_ = true;
    return kPrune;
  }
  void AtEnd(const EndPoint& point) override {
    if (!FlawForgetsBlocked()) dpor_.AtEnd(point);
  }
  void FinishExecution() override {
    if (!given_up_) dpor_.FinishExecution();
  }

 private:
  BrokenDporStrategy dpor_;
  bool given_up_ = false;
};

}  // namespace

std::unique_ptr<Strategy> MakeBrokenDpor(DporMode mode) {
  return std::make_unique<Guarded>(mode);
}

}  // namespace checker
