#include "checker/explore/sampled_trace.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/other_orders.h"
#include "checker/explore/pos.h"
#include "checker/explore/trace.h"
#include "checker/explore/urw.h"
#include "checker/runtime/digest.h"
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

// Of further sets of steps, the orders are not counted.
constexpr size_t kMostCounted = 256;
// A digest takes time by the square of the steps. Of long executions a few have
// one: they hardly ever repeat.
constexpr uint64_t kMostPairsForDigests = 50'000'000;

}  // namespace

struct TraceSampling::Samplers {
  PosStrategy pos;
  UrwStrategy urw;
  absl::flat_hash_map<uint64_t, size_t> step_sets;  // by digest; never iterated
  uint64_t pairs = 0;  // of steps, of one trace each
};

// Passes everything on to a sampler, and takes notes.
class TraceSampling::Notes final : public ForwardingStrategy {
 public:
  Notes(OrderRecorder& inner, Samplers& samplers, SampledTraces& sampled)
      : ForwardingStrategy(static_cast<Strategy&>(inner)),
        recorder_(inner),
        samplers_(samplers),
        sampled_(sampled) {}

  // An execution goes on after a violation, as it does where it is explored.
  bool exhaustive() const override { return true; }
  bool StartExecution() override {
    steps_ = {};
    step_set_ = 0;
    taken_ = {};
    trace_.Truncate(0);
    trace_.Start();
    digested_ = sampled_.digests.size() == sampled_.traces.size() &&
                samplers_.pairs < kMostPairsForDigests;
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    const Operation& operation = point.operations.pending(task);
    const ObjectId owner = point.operations.owner(operation.object);
    if (digested_) trace_.Append(operation, owner);
    Add(AccessAt(operation, owner, *operation.word), 0, point.operations);
    return task;
  }
  int PickValue(const ChoicePoint& point) override {
    const int value = ForwardingStrategy::PickValue(point);
    if (digested_) trace_.AppendChoice(point.task, value);
    Add({.task = point.task,
         .effect = Effect::kChoice,
         .level = static_cast<uint32_t>(value)},
        point.count, point.operations);
    return value;
  }
  void AtEnd(const EndPoint& point) override;
  void OnSpawn(TaskId parent, TaskId child) override {
    trace_.OnSpawn(parent, child);
    ForwardingStrategy::OnSpawn(parent, child);
  }
  void OnJoin(TaskId task, TaskId joined) override {
    trace_.OnJoin(task, joined);
    ForwardingStrategy::OnJoin(task, joined);
  }
  void OnQuiescence(TaskId task) override {
    trace_.OnQuiescence(task);
    ForwardingStrategy::OnQuiescence(task);
  }

 private:
  void Add(const Access& access, int count, const PendingOperations& names);

  OrderRecorder& recorder_;
  Samplers& samplers_;
  SampledTraces& sampled_;
  SampledTrace steps_;
  Trace trace_;
  bool digested_ = true;
  uint64_t step_set_ = 0;
  std::array<uint32_t, kMaxTasks> taken_ = {};
};

void TraceSampling::Notes::Add(const Access& access, int count,
                               const PendingOperations& names) {
  std::vector<std::string>& labels = sampled_.task_labels;
  const size_t task = Index(access.task);
  if (task >= labels.size()) labels.resize(task + 1);
  if (labels[task].empty())
    labels[task] = std::string(names.task_label(access.task));
  steps_.Add({access, ++taken_[task], count});
  uint64_t step = Combine(task, taken_[task]);
  step = Combine(step, static_cast<uint64_t>(access.kind));
  step = Combine(step, Index(access.object));
  if (count != 0) step = Combine(step, access.level);
  step_set_ += Mix(step);
}

void TraceSampling::Notes::AtEnd(const EndPoint& point) {
  ForwardingStrategy::AtEnd(point);
  if (digested_) sampled_.digests.push_back(trace_.Digest());
  samplers_.pairs += uint64_t{steps_.size()} * steps_.size();
  sampled_.traces.push_back(std::move(steps_));
  const auto [set, is_new] =
      samplers_.step_sets.try_emplace(step_set_, samplers_.step_sets.size());
  sampled_.step_sets.push_back(set->second);
  if (!is_new) return;
  sampled_.orders.push_back(
      set->second < kMostCounted
          ? std::max(1.0, CountOtherOrders(recorder_.recorded(), set->second))
          : 1);
}

TraceSampling::TraceSampling(Explorer& explorer, uint64_t seed,
                             const Budget& budget)
    : explorer_(explorer),
      budget_(budget),
      // Not the same choices of both.
      samplers_(new Samplers{PosStrategy(seed), UrwStrategy(~seed), {}}) {}

TraceSampling::~TraceSampling() = default;

StopReason TraceSampling::Draw(uint64_t count) {
  const auto draw = [&](Strategy& strategy, uint64_t executions) {
    OrderRecorder recorder(strategy);
    Notes notes(recorder, *samplers_, sampled_);
    budget_.max_executions = executions;
    const Exploration drawn = explorer_.Explore(notes, budget_);
    sampled_.executions += drawn.executions;
    budget_.time_limit -= drawn.elapsed;
    return drawn.stop;
  };
  const StopReason stop = draw(samplers_->pos, count - count / 2);
  if (stop != StopReason::kExecutions) return stop;
  return draw(samplers_->urw, count / 2);
}

SampledTraces SampleTraces(Explorer& explorer, uint64_t seed, uint64_t count,
                           const Budget& budget) {
  TraceSampling sampling(explorer, seed, budget);
  sampling.Draw(count);
  return sampling.sampled();
}

}  // namespace checker
