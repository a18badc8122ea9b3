#include "checker/schedule/nearest_first.h"

#include <bit>
#include <utility>

#include "checker/explore/nondeterminism.h"

namespace checker {
namespace {

// Lists that are kept; what comes beyond is left out.
constexpr size_t kMaxUntried = 1'000'000;

// Values of a choice that are tried.
constexpr int kMaxValues = 64;

}  // namespace

bool NearestFirstStrategy::StartExecution() {
  divergence_.clear();
  alternatives_.clear();
  decision_ = 0;
  deviated_ = 0;
  if (untried_.empty()) return false;
  present_ = std::move(untried_.front());
  untried_.pop_front();
  guidance_.StartExecution();
  return true;
}

uint16_t NearestFirstStrategy::Decide(uint16_t advised, uint64_t possible) {
  const uint32_t here = decision_++;
  if (deviated_ < present_.size()) {
    return present_[deviated_].decision == here ? present_[deviated_++].value
                                                : advised;
  }
  for (; possible != 0; possible &= possible - 1) {
    const auto value = static_cast<uint16_t>(std::countr_zero(possible));
    if (value != advised) alternatives_.push_back({here, value});
  }
  return advised;
}

TaskId NearestFirstStrategy::PickTask(const SchedulingPoint& point) {
  const auto advised = static_cast<uint16_t>(guidance_.Advise(point));
  const auto picked = TaskId(Decide(advised, point.enabled.bits()));
  if (!point.enabled.Contains(picked)) {
    divergence_ = NondeterminismText(decision_ - 1, "other tasks can run");
    return kNoTask;
  }
  guidance_.OnPicked(point, picked);
  return picked;
}

int NearestFirstStrategy::PickValue(const ChoicePoint& point) {
  const auto advised = static_cast<uint16_t>(guidance_.Advise(point));
  left_out_ |= point.count > kMaxValues;
  const int count = point.count < kMaxValues ? point.count : kMaxValues;
  const int value = Decide(advised, ~uint64_t{0} >> (kMaxValues - count));
  if (value < point.count) return value;
  divergence_ = NondeterminismText(decision_ - 1, ChoosesText(point));
  return -1;
}

void NearestFirstStrategy::FinishExecution() {
  if (divergence_.empty() && deviated_ < present_.size())
    divergence_ = NondeterminismText(decision_, "it ends");
  for (const Deviation& alternative : alternatives_) {
    if (untried_.size() >= kMaxUntried) {
      left_out_ = true;
      break;
    }
    untried_.push_back(present_);
    untried_.back().push_back(alternative);
  }
}

}  // namespace checker
