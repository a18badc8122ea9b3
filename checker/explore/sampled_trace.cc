#include "checker/explore/sampled_trace.h"

#include <array>
#include <utility>

#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/pos.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/strategy.h"

namespace checker {

void SampledTrace::Add(const Event& event) {
  const size_t task = Index(event.access.task);
  if (task >= of_.size()) of_.resize(task + 1);
  of_[task].push_back(static_cast<uint32_t>(events_.size()));
  events_.push_back(event);
}

size_t SampledTrace::Find(TaskId task, uint32_t nth) const {
  if (Index(task) >= of_.size()) return size();
  const std::vector<uint32_t>& own = of_[Index(task)];
  return nth <= own.size() ? own[nth - 1] : size();
}

namespace {

// Passes everything on to a sampler, and takes notes.
class TraceSampler final : public ForwardingStrategy {
 public:
  explicit TraceSampler(Strategy& inner) : ForwardingStrategy(inner) {}

  // An execution goes on after a violation, as it does where it is explored.
  bool exhaustive() const override { return true; }
  bool StartExecution() override {
    trace_ = {};
    taken_ = {};
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    const Operation& operation = point.operations.pending(task);
    Add(AccessAt(operation, point.operations.owner(operation.object),
                 *operation.word),
        0, point.operations);
    return task;
  }
  int PickValue(const ChoicePoint& point) override {
    const int value = ForwardingStrategy::PickValue(point);
    Add({.task = point.task,
         .effect = Effect::kChoice,
         .level = static_cast<uint32_t>(value)},
        point.count, point.operations);
    return value;
  }
  void AtEnd(const EndPoint& point) override {
    ForwardingStrategy::AtEnd(point);
    sampled_.traces.push_back(std::move(trace_));
  }

  SampledTraces& sampled() { return sampled_; }

 private:
  void Add(const Access& access, int count, const PendingOperations& names) {
    std::vector<std::string>& labels = sampled_.task_labels;
    const size_t task = Index(access.task);
    if (task >= labels.size()) labels.resize(task + 1);
    if (labels[task].empty())
      labels[task] = std::string(names.task_label(access.task));
    trace_.Add({access, ++taken_[task], count});
  }

  SampledTrace trace_;
  std::array<uint32_t, kMaxTasks> taken_ = {};
  SampledTraces sampled_;
};

}  // namespace

SampledTraces SampleTraces(Explorer& explorer, uint64_t seed, uint64_t count,
                           const Budget& budget) {
  PosStrategy pos(seed);
  TraceSampler sampler(pos);
  Budget own = budget;
  own.max_executions = count;
  own.time_limit = absl::InfiniteDuration();
  const Exploration exploration = explorer.Explore(sampler, own);
  SampledTraces sampled = std::move(sampler.sampled());
  sampled.executions = exploration.executions;
  return sampled;
}

}  // namespace checker
