#include "checker/explore/dpor.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "checker/explore/nondeterminism.h"

namespace checker {
namespace {

// Finite, whatever is added and multiplied.
constexpr double kMostEstimated = 1e300;

}  // namespace

bool DporStrategy::StartExecution() {
  depth_ = 0;
  divergence_.clear();
  pruned_ = ended_ = false;
  worth_ = Worth::kNew;
  trace_.Start();
  if (guard_.active()) guard_.Start();
  if (!started_) {
    started_ = true;
    return true;
  }
  while (!state_.path.empty()) {
    const size_t depth = state_.path.size() - 1;
    Node& node = state_.path.back();
    PutToSleep(node, depth);
    trace_.Truncate(depth);
    if (node.count != 0 ? ChooseNextValue(node) : ChooseNext(node)) return true;
    state_.sleepers.resize(node.sleepers_begin);
    state_.path.pop_back();
  }
  return false;
}

// What the node did has been explored to its end.
void DporStrategy::PutToSleep(Node& node, size_t depth) {
  state_.sleepers.resize(node.sleepers_end);
  state_.sleepers.push_back(trace_[depth].access);
  ++node.sleepers_end;
  ++node.done;
  node.finished_by_others = state_.finished;
  if (node.count == 0) node.sleeping.Add(node.task);
}

bool DporStrategy::ChooseNext(Node& node) {
  state_.forest.Free(state_.inherited);
  state_.inherited = WakeupForest::kNone;
  if (mode_ == DporMode::kSource) {
    const TaskSet left = node.backtrack - node.sleeping;
    if (left.Empty()) return false;
    node.task = left.First();
  } else {
    if (node.left == WakeupForest::kNone) return false;
    const WakeupForest::Branch branch = state_.forest.TakeFirst(node.left);
    node.task = branch.access.task;
    state_.inherited = branch.children;
  }
  node.fingerprint = 0;
  return true;
}

bool DporStrategy::ChooseNextValue(Node& node) {
  state_.forest.Free(state_.inherited);
  state_.inherited = WakeupForest::kNone;
  const auto tried = [&](int value) {
    return std::any_of(state_.sleepers.begin() + node.sleepers_begin,
                       state_.sleepers.begin() + node.sleepers_end,
                       [&](const Access& access) {
                         return access.level == static_cast<uint32_t>(value);
                       });
  };
  while (node.left != WakeupForest::kNone) {
    const WakeupForest::Branch branch = state_.forest.TakeFirst(node.left);
    node.value = static_cast<int>(branch.access.level);
    if (branch.access.effect == Effect::kChoice &&
        branch.access.task == node.task && node.value < node.count) {
      state_.inherited = branch.children;
      return true;
    }
    state_.forest.Free(branch.children);
    node.as_planned = false;
  }
  if (node.as_planned || node.given) return false;
  for (node.value = 0; node.value < node.count; ++node.value) {
    if (!tried(node.value)) return true;
  }
  return false;
}

TaskId DporStrategy::PickTask(const SchedulingPoint& point) {
  if (repeating_ && guard_.active())
    guard_.HeldBack(point.pending, point.operations);  // learns names
  if (depth_ == state_.path.size() && !AddNode(point)) {
    // What sleeps would go on from here, and may have been explored with
    // others blocked elsewhere.
    FindRacesOf(point.pending - point.enabled, point.operations);
    pruned_ = true;
    return kPrune;
  }
  Node& node = state_.path[depth_];
  if (!node.Recognises(point)) {
    Diverged(node.WhatElse(point));
    return kNoTask;
  }
  if (depth_ < trace_.size()) {
    trace_.Repeat(depth_);
  } else {
    const Operation& operation = point.operations.pending(node.task);
    if (guard_.active()) guard_.Order(node.task, trace_);
    trace_.Append(operation, point.operations.owner(operation.object));
  }
  if (guard_.active()) guard_.Step(node.task, 0);
  ++depth_;
  return node.task;
}

// False if all that is enabled sleeps.
bool DporStrategy::AddNode(const SchedulingPoint& point) {
  Node node;
  node.enabled = point.enabled;
  node.announced = Announced(point);
  node.finished_before = node.finished_by_others = state_.finished;
  AddSleepers(point, node);
  node.task = FirstPick(point, node);
  if (node.task == kNoTask) {
    state_.sleepers.resize(node.sleepers_begin);
    return false;
  }
  node.fingerprint = Fingerprint(point.operations.pending(node.task));
  node.backtrack.Add(node.task);
  state_.path.push_back(node);
  return true;
}

// Whoever slept at the step before sleeps on if that step commutes with its
// own.
void DporStrategy::AddSleepers(const SchedulingPoint& point, Node& node) {
  node.sleepers_begin = static_cast<uint32_t>(state_.sleepers.size());
  size_t above = state_.path.size();
  while (above > 0 && state_.path[above - 1].count != 0) --above;
  if (above != 0) {
    const Node& before = state_.path[above - 1];
    const Access& step = trace_[above - 1].access;
    for (uint32_t i = before.sleepers_begin; i != before.sleepers_end; ++i) {
      const Access asleep = state_.sleepers[i];
      if (!Commute(asleep, step)) continue;
      const Operation& pending = point.operations.pending(asleep.task);
      state_.sleepers.push_back(AccessAt(pending, asleep.owner, *pending.word));
      node.sleeping.Add(asleep.task);
    }
  }
  node.sleepers_end = static_cast<uint32_t>(state_.sleepers.size());
}

TaskId DporStrategy::FirstPick(const SchedulingPoint& point, Node& node) {
  TaskSet candidates = point.enabled - node.sleeping;
  if (guard_.active())
    candidates = candidates - guard_.HeldBack(point.pending, point.operations);
  node.left = std::exchange(state_.inherited, WakeupForest::kNone);
  while (node.left != WakeupForest::kNone) {
    const WakeupForest::Branch branch = state_.forest.TakeFirst(node.left);
    if (branch.access.effect != Effect::kChoice &&
        candidates.Contains(branch.access.task)) {
      state_.inherited = branch.children;
      return branch.access.task;
    }
    state_.forest.Free(branch.children);
  }
  if (candidates.Empty()) return kNoTask;
  return point.current != kNoTask && candidates.Contains(point.current)
             ? point.current
             : candidates.First();
}

void DporStrategy::AddChoice(const ChoicePoint& point) {
  Node node;
  node.count = point.count;
  node.task = point.task;
  node.fingerprint = Fingerprint(point);
  node.sleepers_begin = node.sleepers_end =
      static_cast<uint32_t>(state_.sleepers.size());
  node.left = std::exchange(state_.inherited, WakeupForest::kNone);
  node.finished_before = node.finished_by_others = state_.finished;
  // What sleeps may cover all that comes after some value. Those after which
  // there is something new have been asked for.
  if (node.left != WakeupForest::kNone) {
    node.as_planned = SomebodySleeps();
    ChooseNextValue(node);
  }
  if (guard_.active()) {
    const std::optional<int> value = guard_.ValueFor(point);
    node.given = value.has_value();
    node.value = value.value_or(node.value);
  }
  state_.path.push_back(node);
}

// Whether somebody who slept at the last step sleeps on behind it.
bool DporStrategy::SomebodySleeps() const {
  size_t above = state_.path.size();
  while (above > 0 && state_.path[above - 1].count != 0) --above;
  if (above == 0) return false;
  const Node& before = state_.path[above - 1];
  const Access& step = trace_[above - 1].access;
  return std::any_of(
      state_.sleepers.begin() + before.sleepers_begin,
      state_.sleepers.begin() + before.sleepers_end,
      [&](const Access& asleep) { return Commute(asleep, step); });
}

int DporStrategy::PickValue(const ChoicePoint& point) {
  if (depth_ == state_.path.size()) AddChoice(point);
  // A task that only makes choices is met nowhere else.
  if (repeating_ && guard_.active()) guard_.Meet(point);
  const Node& node = state_.path[depth_];
  if (!node.Recognises(point)) {
    Diverged(ChoosesText(point));
    return -1;
  }
  if (depth_ < trace_.size()) {
    trace_.Repeat(depth_);
  } else {
    trace_.AppendChoice(node.task, node.value);
  }
  if (guard_.active()) guard_.Step(node.task, node.count);
  ++depth_;
  return node.value;
}

void DporStrategy::AtEnd(const EndPoint& point) {
  ended_ = true;
  FindRacesOf(point.blocked, point.operations);
}

void DporStrategy::FindRacesOf(TaskSet blocked,
                               const PendingOperations& operations) {
  if (guard_.active()) blocked = blocked - guard_.HeldBack(blocked, operations);
  for (const TaskId task : blocked) {
    const Operation& operation = operations.pending(task);
    if (guard_.active()) guard_.Order(task, trace_);
    trace_.FindRacesOfBlocked(operation, operations.owner(operation.object));
  }
}

void DporStrategy::Resume(DporState state) {
  state_ = std::move(state);
  started_ = false;
  repeating_ = !state_.path.empty();
}

void DporStrategy::OnSpawn(TaskId parent, TaskId child) {
  trace_.OnSpawn(parent, child);
  if (guard_.active()) guard_.OnSpawn(parent, child);
}

void DporStrategy::OnJoin(TaskId task, TaskId joined) {
  trace_.OnJoin(task, joined);
  if (guard_.active()) guard_.OnJoin(task, joined);
}

void DporStrategy::OnQuiescence(TaskId task) {
  trace_.OnQuiescence(task);
  if (guard_.active()) guard_.OnQuiescence(task);
}

void DporStrategy::FinishExecution() {
  if (divergence_.empty() && depth_ < state_.path.size()) Diverged("it ends");
  if (!divergence_.empty()) return;
  if (repeating_) {
    repeating_ = false;
    worth_ = Worth::kRepeated;
    return;
  }
  if (pruned_) {
    worth_ = Worth::kNone;
  } else if (ended_ && guard_.active() && !guard_.Owns(trace_)) {
    worth_ = Worth::kNone;
  } else {
    ++state_.finished;
  }
  // Unless it is settled, a race is looked at again at the end of each
  // execution that repeats it: how it goes on matters, too.
  for (Trace::Race& race : trace_.races()) {
    if (race.settled) continue;
    if (mode_ == DporMode::kOptimal) {
      ReverseOptimally(race);
    } else {
      ReverseAtSource(race);
      race.settled = true;
    }
  }
}

// Settled for good, if what leads to the race is enough to tell: if somebody
// who sleeps can begin the reversal however the execution goes on, or if what
// is planned leads to it however that is. Else how it goes on decides.
void DporStrategy::ReverseOptimally(Trace::Race& race) {
  Node& node = state_.path[race.first];
  reversal_.Build(trace_, race, race.last_index);
  bool open = false;
  for (uint32_t i = node.sleepers_begin; i != node.sleepers_end; ++i) {
    if (!reversal_.HasWeakInitial(state_.sleepers[i])) continue;
    open = true;
    race.settled |= reversal_.Keeps(state_.sleepers[i].task);
  }
  if (race.settled) return;
  race.settled = !open && reversal_.BeginsAll() &&
                 state_.forest.InsertApart(node.left, reversal_);
  if (race.settled) return;
  reversal_.Build(trace_, race, trace_.size());
  for (uint32_t i = node.sleepers_begin; i != node.sleepers_end; ++i)
    if (reversal_.HasWeakInitial(state_.sleepers[i])) return;
  state_.forest.Insert(node.left, reversal_);
}

void DporStrategy::ReverseAtSource(const Trace::Race& race) {
  reversal_.Build(trace_, race, race.last_index);
  Node& node = state_.path[race.first];
  const TaskSet initials = reversal_.Initials();
  if (!(initials & node.backtrack).Empty()) return;
  node.backtrack.Add(initials.Contains(race.last.task) ? race.last.task
                                                       : initials.First());
}

uint32_t DporStrategy::LeftAt(const Node& node) const {
  if (node.given) return 0;
  if (node.count != 0 && !node.as_planned)
    return static_cast<uint32_t>(node.count) - node.done - 1;
  if (mode_ == DporMode::kSource) {
    TaskSet left = node.backtrack - node.sleeping;
    left.Remove(node.task);
    return static_cast<uint32_t>(left.Count());
  }
  uint32_t left = 0;
  for (auto at = node.left; at != WakeupForest::kNone;
       at = state_.forest[at].next)
    ++left;
  return left;
}

// From the end of the path to its beginning, how many traces there are below
// each node.
std::optional<SizeEstimate> DporStrategy::Estimate() const {
  if (state_.finished == 0) return std::nullopt;
  const auto finished = static_cast<double>(state_.finished);
  double below = pruned_ ? 0 : 1;
  uint64_t left_in_all = 0;
  for (size_t i = state_.path.size(); i-- > 0;) {
    const Node& node = state_.path[i];
    below +=
        static_cast<double>(node.finished_by_others - node.finished_before);
    const uint32_t left = LeftAt(node);
    left_in_all += left;
    below = std::min(below + left * below / (node.done + 1), kMostEstimated);
  }
  if (state_.path.empty())
    return SizeEstimate{.total = finished, .low = finished, .high = finished};
  // In optimal mode each of what is left leads to a trace of its own.
  const double certain =
      finished +
      (mode_ == DporMode::kOptimal ? static_cast<double>(left_in_all) : 0.0);
  return SizeEstimate{.total = std::max(below, certain),
                      .low = certain,
                      .high = std::numeric_limits<double>::infinity(),
                      .rough = true};
}

void DporStrategy::Diverged(absl::string_view what) {
  divergence_ = NondeterminismText(depth_, what);
}

}  // namespace checker
