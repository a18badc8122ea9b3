#include "checker/schedule/explain.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/schedule/causality.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/story.h"
#include "checker/schedule/switches.h"

namespace checker {
namespace {

// Lets tasks go in a given order as far as they can: always the earliest in the
// order whose task is enabled. Choices get the values that their task had.
class GuidedStrategy final : public Strategy {
 public:
  GuidedStrategy(std::vector<TaskId> order,
                 std::map<TaskId, std::deque<int>> values)
      : order_(std::move(order)), values_(std::move(values)) {}

  absl::string_view name() const override { return "guided"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override { return true; }

  TaskId PickTask(const SchedulingPoint& point) override {
    const auto next =
        std::find_if(order_.begin(), order_.end(),
                     [&](TaskId task) { return point.enabled.Contains(task); });
    if (next == order_.end()) return DefaultPick(point);
    const TaskId task = *next;
    order_.erase(next);
    return task;
  }

  int PickValue(const ChoicePoint& point) override {
    std::deque<int>& left = values_[point.task];
    if (left.empty()) return 0;
    const int value = left.front();
    left.pop_front();
    return std::min(value, point.count - 1);
  }

 private:
  std::vector<TaskId> order_;
  std::map<TaskId, std::deque<int>> values_;
};

class Explainer {
 public:
  Explainer(Explorer& explorer, const Schedule& schedule,
            const ExplainOptions& options)
      : explorer_(explorer),
        schedule_(schedule),
        options_(options),
        replay_(schedule),
        causality_(replay_, static_cast<size_t>(schedule.decision_size())) {}

  absl::StatusOr<ExplainedRun> Run() {
    TimelineRecorder recorder;
    explorer_.RunOnce(causality_, recorder, options_.max_steps);
    if (!replay_.divergence().empty())
      return absl::FailedPreconditionError(replay_.divergence());
    run_.timeline = recorder.timeline();
    for (const TimelineEntry& entry : run_.timeline.entries) {
      if (entry.kind == TimelineEntry::Kind::kOperation)
        labels_.push_back(entry.operation.label);
    }
    const std::string identity = ViolationIdentity(schedule_);
    const auto violation = std::find_if(
        run_.timeline.violations.begin(), run_.timeline.violations.end(),
        [&](const Violation& v) { return v.Identity() == identity; });
    if (violation == run_.timeline.violations.end()) {
      return absl::FailedPreconditionError(
          "the recorded violation no longer occurs");
    }
    violation_ = &*violation;
    run_.explanation.edges = causality_.Edges();
    FindSlice();
    FindPairs();
    TrimSlice();
    run_.explanation.story = StoryOf(run_.timeline, run_.explanation,
                                     violation_->message, options_.background);
    run_.explanation.passes_if = PassesIf(run_.explanation);
    return std::move(run_);
  }

 private:
  // The last step, in which the rule broke, and those that the violation names.
  std::set<uint32_t> Anchors() const {
    std::set<uint32_t> anchors = {causality_.steps()};
    for (const OperationText& operation : violation_->operations) {
      uint32_t step = 0;
      uint32_t last = 0;
      for (const TimelineEntry& entry : run_.timeline.entries) {
        if (entry.kind != TimelineEntry::Kind::kOperation) continue;
        if (++step > causality_.steps()) break;
        const OperationText& other = entry.operation;
        if (other.task == operation.task && other.kind == operation.kind &&
            other.object == operation.object && other.range == operation.range)
          last = step;
      }
      if (last != 0) anchors.insert(last);
    }
    return anchors;
  }

  void FindSlice() {
    const Trace& trace = causality_.trace();
    anchors_ = Anchors();
    for (uint32_t step = 1; step <= causality_.steps(); ++step) {
      const size_t event = causality_.EventOf(step);
      const bool matters =
          std::any_of(anchors_.begin(), anchors_.end(), [&](uint32_t anchor) {
            const size_t end = causality_.EventOf(anchor);
            return event == end ||
                   (event < end && trace.HappensBefore(event, end));
          });
      if (matters) slice_.insert(step);
    }
  }

  void FindPairs() {
    const std::vector<Candidate> candidates = Candidates();
    std::map<std::pair<std::string, std::string>, std::vector<Candidate>>
        groups;
    for (const Candidate& candidate : candidates) {
      groups[{LabelOf(candidate.pair.first), LabelOf(candidate.pair.second)}]
          .push_back(candidate);
    }
    for (const auto& [labels, group] : groups) FindPairsOf(group);
    if (run_.explanation.pairs.empty()) {
      for (const Candidate& candidate : candidates) {
        if (candidate.pair.second != causality_.steps()) continue;
        OrderedPair pair = candidate.pair;
        pair.decides = false;
        run_.explanation.pairs.push_back(pair);
      }
    }
    std::sort(run_.explanation.pairs.begin(), run_.explanation.pairs.end(),
              [](const OrderedPair& a, const OrderedPair& b) {
                return std::pair(a.first, a.second) <
                       std::pair(b.first, b.second);
              });
  }

  // A pair of steps that could have come the other way round, as events.
  struct Candidate {
    size_t first;
    size_t last;
    OrderedPair pair;
  };

  std::vector<Candidate> Candidates() {
    Trace& trace = causality_.trace();
    std::vector<Candidate> candidates;
    for (const Trace::Race& race : trace.races()) {
      if (race.last_index >= trace.size()) continue;
      const OrderedPair pair{.first = causality_.StepOf(race.first),
                             .second = causality_.StepOf(race.last_index)};
      if (slice_.contains(pair.first) && slice_.contains(pair.second))
        candidates.push_back({race.first, race.last_index, pair});
    }
    return candidates;
  }

  // `group` has all candidates of the same two steps of the protocol. Where
  // many stores meet many looks, no single pair decides: then all conflicts of
  // the two are turned round together, and one candidate stands for all, one
  // that the violation names.
  void FindPairsOf(const std::vector<Candidate>& group) {
    std::vector<OrderedPair>& pairs = run_.explanation.pairs;
    const size_t before = pairs.size();
    for (const Candidate& candidate : group) {
      if (PassesTurnedRound({candidate})) pairs.push_back(candidate.pair);
    }
    if (pairs.size() != before) return;
    const std::vector<Candidate> all = ConflictsLike(group.front().pair);
    if (all.size() == 1 || !PassesTurnedRound(all)) return;
    const auto named = std::find_if(
        group.begin(), group.end(), [&](const Candidate& candidate) {
          return anchors_.contains(candidate.pair.first) ||
                 anchors_.contains(candidate.pair.second);
        });
    pairs.push_back((named == group.end() ? group.back() : *named).pair);
  }

  // All conflicts of the same two steps of the protocol, in this order, also
  // those that others imply.
  std::vector<Candidate> ConflictsLike(const OrderedPair& pair) const {
    const Trace& trace = causality_.trace();
    const std::string first_label = LabelOf(pair.first);
    const std::string second_label = LabelOf(pair.second);
    std::vector<Candidate> conflicts;
    for (const uint32_t second : slice_) {
      if (LabelOf(second) != second_label) continue;
      const size_t last = causality_.EventOf(second);
      for (const uint32_t first : slice_) {
        if (first >= second) break;
        const size_t event = causality_.EventOf(first);
        if (trace[event].access.task != trace[last].access.task &&
            LabelOf(first) == first_label &&
            Ordered(trace[event].access, trace[last].access)) {
          conflicts.push_back(
              {event, last, {.first = first, .second = second}});
        }
      }
    }
    return conflicts;
  }

  const std::string& LabelOf(uint32_t step) const { return labels_[step - 1]; }

  // Lets the last steps of all candidates come before their first ones; what
  // depends on these comes later, too.
  bool PassesTurnedRound(const std::vector<Candidate>& group) {
    const Trace& trace = causality_.trace();
    std::set<size_t> firsts;
    std::set<size_t> lasts;
    for (const Candidate& candidate : group) {
      firsts.insert(candidate.first);
      lasts.insert(candidate.last);
    }
    const auto depends = [&](size_t event) {
      return std::any_of(firsts.begin(), firsts.end(), [&](size_t first) {
        return first == event ||
               (first < event && trace.HappensBefore(first, event));
      });
    };
    std::vector<TaskId> order;
    std::vector<TaskId> later;
    std::map<TaskId, std::deque<int>> values;
    for (size_t i = 0; i < trace.size(); ++i) {
      const Access& access = trace[i].access;
      if (access.effect == Effect::kChoice) {
        values[access.task].push_back(static_cast<int>(access.level));
      } else {
        const bool waits =
            i > *lasts.rbegin() || (!lasts.contains(i) && depends(i));
        (waits ? later : order).push_back(access.task);
      }
    }
    order.insert(order.end(), later.begin(), later.end());
    GuidedStrategy guided(std::move(order), std::move(values));
    Hunt hunt(explorer_, Hunt::Alike(*violation_), options_.max_steps);
    return !hunt.Try(guided).has_value();
  }

  // Leaves what a reader can take in.
  void TrimSlice() {
    std::set<uint32_t> kept = slice_;
    if (kept.size() > options_.most_steps) {
      kept = anchors_;
      for (const OrderedPair& pair : run_.explanation.pairs) {
        kept.insert(pair.first);
        kept.insert(pair.second);
      }
      // Then where tasks meet, the latest first.
      for (auto edge = run_.explanation.edges.rbegin();
           edge != run_.explanation.edges.rend(); ++edge) {
        if (kept.size() + 2 > options_.most_steps) break;
        if (!slice_.contains(edge->from) || !slice_.contains(edge->to))
          continue;
        kept.insert(edge->from);
        kept.insert(edge->to);
      }
    }
    run_.explanation.slice.assign(kept.begin(), kept.end());
  }

  Explorer& explorer_;
  const Schedule& schedule_;
  const ExplainOptions& options_;
  ReplayStrategy replay_;
  CausalityRecorder causality_;
  ExplainedRun run_;
  const Violation* violation_ = nullptr;
  std::vector<std::string> labels_;  // by step
  std::set<uint32_t> anchors_;
  std::set<uint32_t> slice_;
};

}  // namespace

absl::StatusOr<ExplainedRun> Explain(Explorer& explorer,
                                     const Schedule& schedule,
                                     const ExplainOptions& options) {
  return Explainer(explorer, schedule, options).Run();
}

}  // namespace checker
