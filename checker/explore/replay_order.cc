#include "checker/explore/replay_order.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/violation.h"

namespace checker {
namespace {

// What of a value that is shown by an operation its task can know. Refcounts
// show their count to readers of timelines only: Get returns nothing, and Put
// whether it was the last.
std::string ResultOf(OpKind kind, std::string shown) {
  if (kind == OpKind::kGet) return "";
  if (kind == OpKind::kPut) return shown == "0" ? "last" : "not last";
  return shown;
}

class IgnoreViolations final : public ExecutionListener {
 public:
  bool IsNew(uint64_t) override { return false; }
  void OnViolation(const Violation&, uint32_t) override {}
};

}  // namespace

class OrderReplay::Driver final : public Strategy, public ExecutionObserver {
 public:
  Driver(OrderReplay& replay, absl::Span<const Decision> prefix,
         absl::Span<const TaskId> order)
      : replay_(replay), prefix_(prefix), order_(order) {}

  OrderOutcome outcome;

  absl::string_view name() const override { return "replay_order"; }
  bool exhaustive() const override { return true; }
  bool StartExecution() override { return true; }

  TaskId PickTask(const SchedulingPoint& point) override {
    if (at_ < prefix_.size()) {
      const Decision decision = prefix_[at_++];
      const auto task = TaskId(decision.value);
      if (decision.kind == Decision::Kind::kTask &&
          point.enabled.Contains(task))
        return task;
      outcome.diverged = true;
      return kNoTask;
    }
    begun_ = true;
    if (outcome.performed < order_.size() &&
        point.enabled.Contains(order_[outcome.performed])) {
      const TaskId task = order_[outcome.performed++];
      const Operation& operation = point.operations.pending(task);
      outcome.accesses.push_back(
          AccessAt(operation, point.operations.owner(operation.object),
                   *operation.word));
      return task;
    }
    NoteAnnounced(point.pending, point.enabled, point.operations);
    return kPrune;
  }

  int PickValue(const ChoicePoint& point) override {
    const uint64_t nth = choices_[point.task]++;
    if (at_ == prefix_.size()) {
      return static_cast<int>(Combine(Index(point.task), nth) %
                              static_cast<uint64_t>(point.count));
    }
    const Decision decision = prefix_[at_++];
    if (decision.kind == Decision::Kind::kValue && decision.value < point.count)
      return decision.value;
    outcome.diverged = true;
    return -1;
  }

  void AtEnd(const EndPoint& point) override {
    outcome.diverged |= at_ < prefix_.size();
    NoteAnnounced(point.blocked, {}, point.operations);
  }

  void OnOperation(const Operation& operation, const PendingOperations& names,
                   uint32_t) override {
    stepping_ = operation;
    replay_.object_labels_.try_emplace(operation.object,
                                       names.object_label(operation.object));
    (begun_ ? replay_.steps_text_ : replay_.prefix_text_)
        .push_back(DescribeOperation(operation, names).ToString());
  }
  void OnValue(std::string value) override {
    Sees(stepping_.task, ResultOf(stepping_.kind, std::move(value)));
  }
  void OnState(ObjectId object, uint64_t digest) override {
    outcome.states[object] = digest;
  }
  void OnChoice(const ChoicePoint& point, int value) override {
    const std::string text = absl::StrCat("chooses ", point.site.text, " = ",
                                          value, " of ", point.count);
    if (begun_) {
      Sees(point.task, text);
    } else {
      replay_.prefix_text_.push_back(
          absl::StrCat(point.operations.task_label(point.task), ": ", text));
    }
  }
  void OnNote(TaskId task, std::string note) override { Sees(task, note); }
  void OnTask(TaskId task, absl::string_view label, ContextKind) override {
    replay_.task_labels_.try_emplace(task, label);
  }
  void OnViolation(const Violation& violation) override {
    if (begun_) outcome.violations.insert(violation.Identity());
  }

 private:
  void Sees(TaskId task, absl::string_view what) {
    if (begun_ && !what.empty())
      absl::StrAppend(&outcome.seen[task], "[", what, "]");
  }

  void NoteAnnounced(TaskSet pending, TaskSet enabled,
                     const PendingOperations& operations) {
    for (const TaskId task : pending) {
      const Operation& operation = operations.pending(task);
      outcome.announced[task] = {.kind = operation.kind,
                                 .object = operation.object,
                                 .range = operation.range,
                                 .enabled = enabled.Contains(task),
                                 .word = *operation.word};
      replay_.object_labels_.try_emplace(
          operation.object, operations.object_label(operation.object));
    }
  }

  OrderReplay& replay_;
  absl::Span<const Decision> prefix_;
  absl::Span<const TaskId> order_;
  size_t at_ = 0;       // in the prefix
  bool begun_ = false;  // the prefix is over
  Operation stepping_;
  std::map<TaskId, uint64_t> choices_;
};

OrderOutcome OrderReplay::Run(absl::Span<const Decision> prefix,
                              absl::Span<const TaskId> order) {
  prefix_text_.clear();
  steps_text_.clear();
  Driver driver(*this, prefix, order);
  IgnoreViolations ignore;
  execution_.Run(body_, driver, {.observer = &driver}, ignore);
  return std::move(driver.outcome);
}

absl::string_view OrderReplay::label(TaskId task) const {
  const auto found = task_labels_.find(task);
  return found == task_labels_.end() ? absl::string_view("?") : found->second;
}

std::string OrderReplay::Text(const std::map<TaskId, Announced>& announced,
                              TaskId task) const {
  const auto found = announced.find(task);
  if (found == announced.end()) return "nothing";
  const Announced& next = found->second;
  return absl::StrCat(
      OpKindName(next.kind), " of ", object_labels_.at(next.object), "[",
      next.range.begin, ",", next.range.end, ") ",
      next.enabled ? "enabled" : "disabled", " at state ", next.word);
}

std::string OrderReplay::Difference(const OrderOutcome& one,
                                    const OrderOutcome& other) const {
  std::vector<std::string> lines;
  const auto differs = [&](absl::string_view what, absl::string_view a,
                           absl::string_view b) {
    lines.push_back(absl::StrCat(what, " ", a, ", or ", b));
  };
  for (const auto& [task, name] : task_labels_) {
    const auto a = one.seen.find(task), b = other.seen.find(task);
    const std::string sees_a = a == one.seen.end() ? "nothing" : a->second;
    const std::string sees_b = b == other.seen.end() ? "nothing" : b->second;
    if (sees_a != sees_b) differs(absl::StrCat(name, " sees"), sees_a, sees_b);
    const std::string next_a = Text(one.announced, task);
    const std::string next_b = Text(other.announced, task);
    if (next_a != next_b)
      differs(absl::StrCat(name, " announces"), next_a, next_b);
  }
  for (const auto& [object, name] : object_labels_) {
    const auto a = one.states.find(object), b = other.states.find(object);
    if ((a == one.states.end()) != (b == other.states.end()) ||
        (a != one.states.end() && a->second != b->second))
      lines.push_back(absl::StrCat(name, " does not hold the same"));
  }
  if (one.violations != other.violations)
    differs("violations:", absl::StrJoin(one.violations, " and "),
            absl::StrJoin(other.violations, " and "));
  return absl::StrJoin(lines, "; ");
}

}  // namespace checker
