#include "checker/schedule/shorten.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/runtime/execution.h"
#include "checker/schedule/switches.h"

namespace checker {
namespace {

// Looks for one violation, by identity, and keeps the decisions that led to it.
class Hunter final : public ExecutionListener {
 public:
  Hunter(const Execution& execution, std::string identity)
      : execution_(execution), identity_(std::move(identity)) {}

  bool IsNew(uint64_t) override { return !found_.has_value(); }
  void OnViolation(const Violation& violation, uint32_t) override {
    if (found_.has_value() || violation.Identity() != identity_) return;
    found_ = FoundViolation{violation, execution_.decisions()};
  }

  std::optional<FoundViolation> Take() {
    return std::exchange(found_, std::nullopt);
  }

 private:
  const Execution& execution_;
  const std::string identity_;
  std::optional<FoundViolation> found_;
};

class Shortener {
 public:
  Shortener(Explorer& explorer, const FoundViolation& found)
      : explorer_(explorer),
        max_steps_(static_cast<uint32_t>(10 * found.decisions.size() + 1000)),
        hunter_(explorer.execution(), found.violation.Identity()) {
    best_.found = found;
  }

  ShortenedSchedule Run() {
    Analysis known = Analyse(best_);
    while (DropSwitch(known) || DropValue(known) || MoveSwitch(known)) {
      known = Analyse(best_);
    }
    best_.replays = replays_;
    return best_;
  }

 private:
  struct Analysis {
    SwitchSchedule schedule;
    std::vector<Switch> free_places;
  };

  bool DropSwitch(const Analysis& known) {
    const SwitchSchedule& schedule = known.schedule;
    for (size_t i = 0; i < schedule.switches.size(); ++i) {
      SwitchSchedule candidate = schedule;
      candidate.switches.erase(candidate.switches.begin() +
                               static_cast<ptrdiff_t>(i));
      if (Improves(candidate)) return true;
    }
    return false;
  }

  bool DropValue(const Analysis& known) {
    const SwitchSchedule& schedule = known.schedule;
    for (size_t i = 0; i < schedule.values.size(); ++i) {
      if (schedule.values[i] == 0) continue;
      SwitchSchedule candidate = schedule;
      candidate.values[i] = 0;
      if (Improves(candidate)) return true;
    }
    return false;
  }

  // Lets the target of a switch run at a place where some task has to be
  // chosen anyway, which may save a preemption.
  bool MoveSwitch(const Analysis& known) {
    const std::vector<Switch>& switches = known.schedule.switches;
    for (size_t i = 0; i < switches.size(); ++i) {
      for (const Switch& place : known.free_places) {
        if (place.to == switches[i].to) continue;
        SwitchSchedule candidate = known.schedule;
        candidate.switches.erase(candidate.switches.begin() +
                                 static_cast<ptrdiff_t>(i));
        std::erase_if(candidate.switches, [&](const Switch& other) {
          return other.after == place.after &&
                 other.operations == place.operations;
        });
        candidate.switches.push_back(
            {place.after, place.operations, switches[i].to});
        if (Improves(candidate)) return true;
      }
    }
    return false;
  }

  // Makes `candidate` the best schedule if it shows the violation at a lower
  // cost.
  bool Improves(const SwitchSchedule& candidate) {
    SwitchStrategy strategy(candidate);
    std::optional<FoundViolation> found = Replay(strategy);
    if (!found.has_value()) return false;
    found->execution = best_.found.execution;
    ShortenedSchedule result;
    result.found = *std::move(found);
    Analyse(result);
    if (Cost(result) >= Cost(best_)) return false;
    best_ = std::move(result);
    return true;
  }

  // Fills in the figures of a schedule whose decisions are known.
  Analysis Analyse(ShortenedSchedule& of) {
    SwitchRecorder recorder(of.found.decisions);
    Replay(recorder);
    of.preemptions = recorder.preemptions();
    of.context_switches = recorder.context_switches();
    of.steps = recorder.steps();
    return {recorder.schedule(), recorder.free_places()};
  }

  std::optional<FoundViolation> Replay(Strategy& strategy) {
    ++replays_;
    strategy.StartExecution();
    explorer_.execution().Run(explorer_.body(), strategy,
                              {.max_steps = max_steps_}, hunter_);
    return hunter_.Take();
  }

  // Fewest preemptions, then switches, then steps, then values other than the
  // default.
  static std::array<size_t, 4> Cost(const ShortenedSchedule& of) {
    const auto values = std::count_if(
        of.found.decisions.begin(), of.found.decisions.end(),
        [](const Decision& decision) {
          return decision.kind == Decision::Kind::kValue && decision.value != 0;
        });
    return {of.preemptions, of.context_switches, of.steps,
            static_cast<size_t>(values)};
  }

  Explorer& explorer_;
  const uint32_t max_steps_;
  Hunter hunter_;
  ShortenedSchedule best_;
  int replays_ = 0;
};

}  // namespace

ShortenedSchedule Shorten(Explorer& explorer, const FoundViolation& found) {
  return Shortener(explorer, found).Run();
}

}  // namespace checker
