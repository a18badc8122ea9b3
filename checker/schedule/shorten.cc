#include "checker/schedule/shorten.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "checker/schedule/switches.h"

namespace checker {
namespace {

class Shortener {
 public:
  Shortener(Hunt& hunt, const ShortenedSchedule& schedule)
      : hunt_(hunt), before_(hunt.executions()), best_(schedule) {}

  ShortenedSchedule Run() {
    do {
      const uint64_t replays = best_.replays;
      best_ = DeltaDebug(hunt_, best_.found);
      best_.replays = replays;
    } while (MoveSwitch());
    best_.replays += hunt_.executions() - before_;
    return best_;
  }

 private:
  // Lets the target of a switch run at a place where some task has to be
  // chosen anyway, which may save a preemption.
  bool MoveSwitch() {
    SwitchRecorder recorder(best_.found.decisions);
    hunt_.Follow(recorder);
    const SwitchSchedule schedule = recorder.schedule();
    for (size_t i = 0; i < schedule.switches.size(); ++i) {
      if (hunt_.given_up()) return false;
      for (const Switch& place : recorder.free_places()) {
        if (place.to == schedule.switches[i].to) continue;
        SwitchSchedule candidate = schedule;
        candidate.switches.erase(candidate.switches.begin() +
                                 static_cast<ptrdiff_t>(i));
        std::erase_if(candidate.switches, [&](const Switch& other) {
          return other.after == place.after &&
                 other.operations == place.operations;
        });
        candidate.switches.push_back(
            {place.after, place.operations, schedule.switches[i].to});
        if (Improves(candidate)) return true;
      }
    }
    return false;
  }

  // Makes `candidate` the best schedule if it shows the violation at a lower
  // cost.
  bool Improves(const SwitchSchedule& candidate) {
    SwitchStrategy strategy(candidate);
    std::optional<FoundViolation> found = hunt_.Try(strategy);
    if (!found.has_value()) return false;
    found->execution = best_.found.execution;
    found->strategy = best_.found.strategy;
    ShortenedSchedule result = Measure(hunt_, *found);
    if (!Smaller(result, best_)) return false;
    result.replays = best_.replays;
    best_ = std::move(result);
    return true;
  }

  Hunt& hunt_;
  const uint64_t before_;
  ShortenedSchedule best_;
};

}  // namespace

ShortenedSchedule Shorten(Hunt& hunt, const ShortenedSchedule& schedule) {
  return Shortener(hunt, schedule).Run();
}

}  // namespace checker
