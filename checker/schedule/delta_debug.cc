#include "checker/schedule/delta_debug.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "checker/explore/forwarding_strategy.h"
#include "checker/schedule/switches.h"

namespace checker {
namespace {

// The parts of a schedule that can be dropped: first its switches, then its
// choices of another value than 0.
class Parts {
 public:
  explicit Parts(SwitchSchedule schedule) : schedule_(std::move(schedule)) {
    for (size_t i = 0; i < schedule_.values.size(); ++i) {
      if (schedule_.values[i] != 0) values_.push_back(i);
    }
  }

  std::vector<size_t> All() const {
    std::vector<size_t> all(schedule_.switches.size() + values_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }

  // `kept` in ascending order.
  SwitchSchedule Only(const std::vector<size_t>& kept) const {
    SwitchSchedule only;
    only.values.assign(schedule_.values.size(), 0);
    for (const size_t part : kept) {
      if (part < schedule_.switches.size()) {
        only.switches.push_back(schedule_.switches[part]);
      } else {
        const size_t at = values_[part - schedule_.switches.size()];
        only.values[at] = schedule_.values[at];
      }
    }
    return only;
  }

 private:
  const SwitchSchedule schedule_;
  std::vector<size_t> values_;
};

// Measures what another strategy does, up to the violation.
class Meter final : public ForwardingStrategy {
 public:
  Meter(const Hunt& hunt, Strategy& inner)
      : ForwardingStrategy(inner), hunt_(hunt) {}

  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (hunt_.met()) return task;
    ++figures.steps;
    figures.preemptions += point.current != kNoTask && task != point.current;
    figures.context_switches += last_ != kNoTask && task != last_;
    last_ = task;
    return task;
  }

  ShortenedSchedule figures;

 private:
  const Hunt& hunt_;
  TaskId last_ = kNoTask;
};

class DeltaDebugger {
 public:
  DeltaDebugger(Hunt& hunt, const FoundViolation& found)
      : hunt_(hunt), before_(hunt.executions()), best_(Measure(hunt, found)) {}

  ShortenedSchedule Run() {
    while (Pass()) {
    }
    best_.replays = hunt_.executions() - before_;
    return best_;
  }

 private:
  // ddmin over the parts of the best schedule. What it leads to can have other
  // parts, since a schedule without a switch goes another way; true if so.
  bool Pass() {
    SwitchRecorder recorder(best_.found.decisions);
    hunt_.Follow(recorder);
    const Parts parts(recorder.schedule());
    std::vector<size_t> kept = parts.All();
    const size_t count = kept.size();
    tried_.clear();
    tried_.insert(kept);
    size_t pieces = 2;
    while (!kept.empty() && !hunt_.given_up()) {
      pieces = std::min(pieces, kept.size());
      const std::optional<std::vector<size_t>> fewer =
          DropPiece(parts, kept, pieces);
      if (fewer.has_value()) {
        kept = *fewer;
        pieces = std::max<size_t>(pieces - 1, 2);
      } else if (pieces == kept.size()) {
        break;
      } else {
        pieces *= 2;
      }
    }
    return kept.size() < count && !kept.empty();
  }

  std::optional<std::vector<size_t>> DropPiece(const Parts& parts,
                                               const std::vector<size_t>& kept,
                                               size_t pieces) {
    for (size_t piece = 0; piece < pieces; ++piece) {
      const size_t begin = kept.size() * piece / pieces;
      const size_t end = kept.size() * (piece + 1) / pieces;
      std::vector<size_t> rest(kept.begin(),
                               kept.begin() + static_cast<ptrdiff_t>(begin));
      rest.insert(rest.end(), kept.begin() + static_cast<ptrdiff_t>(end),
                  kept.end());
      if (Improves(parts, rest)) return rest;
    }
    return std::nullopt;
  }

  bool Improves(const Parts& parts, const std::vector<size_t>& kept) {
    if (!tried_.insert(kept).second) return false;
    const SwitchSchedule candidate = parts.Only(kept);
    SwitchStrategy strategy(candidate);
    Meter meter(hunt_, strategy);
    std::optional<FoundViolation> found = hunt_.Try(meter);
    if (!found.has_value()) return false;
    ShortenedSchedule result = std::move(meter.figures);
    result.found = *std::move(found);
    if (!Smaller(result, best_)) return false;
    result.found.execution = best_.found.execution;
    result.found.strategy = best_.found.strategy;
    best_ = std::move(result);
    return true;
  }

  Hunt& hunt_;
  const uint64_t before_;
  ShortenedSchedule best_;
  std::set<std::vector<size_t>> tried_;
};

}  // namespace

ShortenedSchedule Measure(Hunt& hunt, const FoundViolation& found) {
  SwitchRecorder recorder(found.decisions);
  hunt.Follow(recorder);
  return {.found = found,
          .preemptions = recorder.preemptions(),
          .context_switches = recorder.context_switches(),
          .steps = recorder.steps()};
}

bool Smaller(const ShortenedSchedule& a, const ShortenedSchedule& b) {
  const auto cost = [](const ShortenedSchedule& of) {
    const auto values = std::count_if(
        of.found.decisions.begin(), of.found.decisions.end(),
        [](const Decision& decision) {
          return decision.kind == Decision::Kind::kValue && decision.value != 0;
        });
    return std::array<size_t, 4>{of.preemptions, of.context_switches, of.steps,
                                 static_cast<size_t>(values)};
  };
  return cost(a) < cost(b);
}

ShortenedSchedule DeltaDebug(Hunt& hunt, const FoundViolation& found) {
  return DeltaDebugger(hunt, found).Run();
}

}  // namespace checker
