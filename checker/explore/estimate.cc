#include "checker/explore/estimate.h"

#include <algorithm>
#include <cmath>

#include "checker/explore/fingerprint.h"

namespace checker {
namespace {

constexpr uint32_t kPilots = 4096;
constexpr uint32_t kProbesAtOnce = 256;
constexpr uint32_t kMinProbes = 4096;
constexpr uint32_t kMaxProbes = 16'384;
constexpr uint64_t kMaxSteps = 4'000'000;  // of all probes
constexpr double kGoodEnough = 0.01;       // half the interval, by the estimate

// How often a probe descends as if nothing was known.
constexpr double kBlind = 0.02;

// Two-sided 95 % would be 1.96; more, since the error of a skewed mean is
// estimated badly, and since probes stop when it looks small.
constexpr double kDeviations = 2.5;
// In n probes nothing was met that is likelier than 3 / n, at 95 %.
constexpr double kUnseen = 3;
// Of products of some thousand fractions.
constexpr double kRounding = 1e-9;

}  // namespace

bool ProbeStrategy::StartExecution() {
  if (wanted_ == 0) return false;
  --wanted_;
  count_ = 1;
  taken_.fill(0);
  history_.fill(0);
  state_ = 0;
  points_.clear();
  branches_.clear();
  forecast_.Start(totals_);
  return true;
}

// The state in which `task` has also done `what`.
uint64_t ProbeStrategy::After(TaskId task, uint64_t what) const {
  const uint64_t before = history_[Index(task)];
  const uint64_t now = SplitMix64(before ^ what).Next();
  const auto share = [task](uint64_t history) {
    return history == 0 ? 0 : SplitMix64(history + Index(task)).Next();
  };
  return state_ - share(before) + share(now);
}

TaskId ProbeStrategy::PickTask(const SchedulingPoint& point) {
  const size_t begin = branches_.size();
  for (const TaskId task : point.enabled) {
    branches_.push_back(
        {After(task, Fingerprint(point.operations.pending(task))),
         static_cast<double>(std::max(forecast_.left(task), 1u))});
  }
  const TaskId task = point.enabled.Nth(static_cast<int>(Draw(begin)));
  uint64_t& history = history_[Index(task)];
  history =
      SplitMix64(history ^ Fingerprint(point.operations.pending(task))).Next();
  forecast_.OnStep(task);
  ++taken_[Index(task)];
  return task;
}

int ProbeStrategy::PickValue(const ChoicePoint& point) {
  const size_t begin = branches_.size();
  const auto what = [&](size_t value) {
    return SplitMix64(Fingerprint(point) + value).Next();
  };
  for (int value = 0; value < point.count; ++value) {
    branches_.push_back(
        {After(point.task, what(static_cast<size_t>(value))), 1});
  }
  const size_t value = Draw(begin);
  uint64_t& history = history_[Index(point.task)];
  history = SplitMix64(history ^ what(value)).Next();
  return static_cast<int>(value);
}

// Which of the branches from `begin` on is taken.
size_t ProbeStrategy::Draw(size_t begin) {
  const size_t count = branches_.size() - begin;
  points_.push_back({state_, branches_.size()});
  size_t drawn = 0;
  if (count > 1) {
    weights_.clear();
    double sum = 0;
    bool known = true;
    for (size_t i = begin; i < branches_.size(); ++i) {
      const auto size = sizes_.find(branches_[i].state);
      known = known && size != sizes_.end();
      weights_.push_back(known ? size->second : 0);
      sum += weights_.back();
    }
    if (!known || !std::isfinite(sum)) {
      sum = 0;
      for (size_t i = 0; i < count; ++i)
        sum += weights_[i] = branches_[begin + i].guess;
    }
    double at = static_cast<double>(random_.Next() >> 11) * 0x1p-53;
    const auto probability = [&](size_t i) {
      return (1 - kBlind) * weights_[i] / sum +
             kBlind / static_cast<double>(count);
    };
    while (drawn + 1 < count && at >= probability(drawn))
      at -= probability(drawn++);
    count_ /= probability(drawn);
  }
  state_ = branches_[begin + drawn].state;
  return drawn;
}

// From the end of the probe to its beginning.
void ProbeStrategy::Learn() {
  sizes_[state_] = 1;
  for (size_t i = points_.size(); i-- > 0;) {
    const size_t begin = i == 0 ? 0 : points_[i - 1].branches_end;
    double size = 0;
    double known = 0;
    double all = 0;
    for (size_t j = begin; j != points_[i].branches_end; ++j) {
      all += branches_[j].guess;
      const auto found = sizes_.find(branches_[j].state);
      if (found == sizes_.end()) continue;
      size += found->second;
      known += branches_[j].guess;
    }
    sizes_[points_[i].state] = size * all / known;
  }
}

void ProbeStrategy::FinishExecution() {
  if (counting_) {
    counts_.push_back(count_);
    return;
  }
  // Later probes do not teach, so that all that count are alike.
  Learn();
  forecast_.Finish(/*complete=*/true);
  for (size_t i = 0; i < kMaxTasks; ++i) totals_[i] += taken_[i];
}

SizeEstimate IntervalOf(absl::Span<const double> counts) {
  const auto n = static_cast<double>(counts.size());
  double mean = 0;
  for (const double count : counts) mean += count;
  mean /= n;
  double squares = 0;
  double largest = 0;
  for (const double count : counts) {
    squares += (count - mean) * (count - mean);
    largest = std::max(largest, count);
  }
  // Of the logarithm of the mean, whose error is closer to symmetrical.
  const double deviation = std::sqrt(squares / n / std::max(n - 1, 1.0)) / mean;
  const double factor = std::exp(kDeviations * deviation);
  return {.total = mean,
          .low = std::floor(mean / factor * (1 - kRounding)),
          .high = std::ceil((mean * factor + kUnseen * largest / n) *
                            (1 + kRounding))};
}

std::optional<SizeEstimate> EstimateInterleavings(
    Explorer& explorer, uint64_t seed, uint32_t max_steps,
    const std::atomic<bool>* interrupted) {
  ProbeStrategy probes(seed);
  const auto make = [&](uint32_t count) {
    probes.Extend(count);
    return explorer.Explore(
        probes, {.max_steps = max_steps, .interrupted = interrupted});
  };
  Exploration made;
  uint64_t steps = 0;
  for (uint32_t pilots = 0; pilots < kPilots && steps < kMaxSteps / 2;
       pilots += kProbesAtOnce) {
    made = make(kProbesAtOnce);
    steps += made.steps;
  }
  probes.StartCounting();
  std::optional<SizeEstimate> estimate;
  while (probes.counts().size() < kMaxProbes && steps < kMaxSteps &&
         made.stop != StopReason::kInterrupted) {
    made = make(kProbesAtOnce);
    if (made.executions == 0) break;
    steps += made.steps;
    estimate = IntervalOf(probes.counts());
    if (!std::isfinite(estimate->high)) return std::nullopt;
    if (probes.counts().size() >= kMinProbes &&
        estimate->high - estimate->low < 2 * kGoodEnough * estimate->total)
      break;
  }
  return estimate;
}

}  // namespace checker
