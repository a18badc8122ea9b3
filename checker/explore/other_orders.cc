#include "checker/explore/other_orders.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "checker/explore/split_mix.h"
#include "checker/runtime/op_kind.h"
#include "checker/runtime/operation.h"

namespace checker {
namespace {

constexpr int kDraws = 64;
// More need not be told apart.
constexpr int kMostOpen = 30;
// Of more steps or pairs than that, the first.
constexpr size_t kMostSteps = 512;
constexpr size_t kMostPairs = 4096;

// Whether two such steps, of which one came first, might come the other way
// and still be what they are.
bool MaySwap(const Access& a, const Access& b) {
  const auto plain = [](const Access& access) {
    switch (access.effect) {
      case Effect::kRead:
      case Effect::kWrite:
      case Effect::kTake:
      case Effect::kDrop:
        return !Blocks(access.kind) && access.kind != OpKind::kUnlock;
      default:
        return false;
    }
  };
  return plain(a) && plain(b);
}

bool LocksBoth(const Access& a, const Access& b) {
  return a.kind == OpKind::kLock && b.kind == OpKind::kLock &&
         a.object == b.object;
}

bool OfLock(const Access& access) {
  return access.kind == OpKind::kLock || access.kind == OpKind::kUnlock;
}

// An order of steps that grows; kept closed.
class Order {
 public:
  Order(const RecordedOrder& recorded, const std::vector<uint32_t>& steps)
      : words_((steps.size() + 63) / 64), rows_(steps.size() * words_) {
    for (size_t i = 0; i < steps.size(); ++i) {
      for (size_t j = 0; j < steps.size(); ++j)
        if (recorded.Before(steps[i], steps[j])) Set(i, j);
    }
  }

  // `i` is `j` or comes before it.
  bool Before(size_t i, size_t j) const {
    return (rows_[i * words_ + j / 64] >> (j % 64) & 1) != 0;
  }
  void Add(size_t from, size_t to) {
    for (size_t i = 0; i * words_ < rows_.size(); ++i) {
      if (!Before(i, from) || Before(i, to)) continue;
      for (size_t word = 0; word < words_; ++word)
        rows_[i * words_ + word] |= rows_[to * words_ + word];
    }
  }

 private:
  void Set(size_t i, size_t j) {
    rows_[i * words_ + j / 64] |= uint64_t{1} << (j % 64);
  }

  size_t words_;
  std::vector<uint64_t> rows_;
};

// How many traces the draw stands for.
double Draw(Order order, const std::vector<RecordedOrder::Pair>& pairs,
            SplitMix64& random) {
  int open = 0;
  for (const auto& [a, b] : pairs) {
    if (order.Before(a.from, a.to) || order.Before(b.from, b.to)) continue;
    const bool a_can = !order.Before(a.to, a.from);
    const bool b_can = !order.Before(b.to, b.from);
    if (!a_can && !b_can) return 0;
    bool a_first = a_can;
    if (a_can && b_can) {
      if (++open == kMostOpen) break;
      a_first = random.Below(2) == 0;
    }
    if (a_first)
      order.Add(a.from, a.to);
    else
      order.Add(b.from, b.to);
  }
  return std::ldexp(1, open);
}

}  // namespace

bool OrderRecorder::StartExecution() {
  recorded_ = {};
  clocks_ = {};
  return ForwardingStrategy::StartExecution();
}

TaskId OrderRecorder::PickTask(const SchedulingPoint& point) {
  const TaskId task = ForwardingStrategy::PickTask(point);
  if (task == kPrune || task == kNoTask) return task;
  const Operation& operation = point.operations.pending(task);
  if (recorded_.steps.size() < kMostSteps)
    Add(AccessAt(operation, point.operations.owner(operation.object),
                 *operation.word));
  return task;
}

void OrderRecorder::Add(const Access& access) {
  RecordedOrder::Clock& own = clocks_[Index(access.task)];
  const auto index = static_cast<uint32_t>(recorded_.steps.size());
  std::vector<RecordedOrder::Pair> pairs;
  for (uint32_t i = 0; i < index; ++i) {
    const RecordedOrder::Step& step = recorded_.steps[i];
    if (step.access.task == access.task || !Ordered(step.access, access))
      continue;
    if (MaySwap(step.access, access)) {
      pairs.push_back({{i, index}, {index, i}});
    } else if (LocksBoth(step.access, access)) {
      pairs.push_back({{UnlockOf(i), index}, {RecordedOrder::kNone, i}});
    } else if (!OfLock(step.access) || !OfLock(access)) {
      for (size_t task = 0; task < kMaxTasks; ++task)
        own[task] = std::max(own[task], step.before[task]);
    }
  }
  const uint32_t nth = ++own[Index(access.task)];
  recorded_.steps.push_back({access, nth, own});
  for (const RecordedOrder::Pair& pair : pairs) {
    if (!recorded_.Before(pair.b_first.to, index) &&
        recorded_.pairs.size() < kMostPairs)
      recorded_.pairs.push_back(pair);
  }
  if (access.kind != OpKind::kUnlock) return;
  for (RecordedOrder::Pair& pair : recorded_.pairs) {
    // Who came second has unlocked, too.
    const Access& second = recorded_.steps[pair.a_first.to].access;
    if (pair.b_first.from == RecordedOrder::kNone &&
        second.task == access.task && second.object == access.object)
      pair.b_first.from = index;
  }
}

// Of the lock taken by step `lock`, which has been released.
uint32_t OrderRecorder::UnlockOf(uint32_t lock) const {
  const Access& taken = recorded_.steps[lock].access;
  for (uint32_t i = lock; i < recorded_.steps.size(); ++i) {
    const Access& access = recorded_.steps[i].access;
    if (access.kind == OpKind::kUnlock && access.task == taken.task &&
        access.object == taken.object)
      return i;
  }
  return lock;  // not in order, as of a lock that was there before
}

void OrderRecorder::OnSpawn(TaskId parent, TaskId child) {
  clocks_[Index(child)] = clocks_[Index(parent)];
  ForwardingStrategy::OnSpawn(parent, child);
}

void OrderRecorder::OnJoin(TaskId task, TaskId joined) {
  for (size_t i = 0; i < kMaxTasks; ++i) {
    clocks_[Index(task)][i] =
        std::max(clocks_[Index(task)][i], clocks_[Index(joined)][i]);
  }
  ForwardingStrategy::OnJoin(task, joined);
}

void OrderRecorder::OnQuiescence(TaskId task) {
  for (size_t other = 0; other < kMaxTasks; ++other) {
    for (size_t i = 0; i < kMaxTasks; ++i)
      clocks_[Index(task)][i] =
          std::max(clocks_[Index(task)][i], clocks_[other][i]);
  }
  ForwardingStrategy::OnQuiescence(task);
}

double CountOtherOrders(const RecordedOrder& recorded, uint64_t seed) {
  std::vector<RecordedOrder::Pair> pairs = recorded.pairs;
  std::erase_if(pairs, [](const RecordedOrder::Pair& pair) {
    return pair.b_first.from == RecordedOrder::kNone;
  });
  // Only steps that a pair has.
  std::vector<uint32_t> steps;
  for (const RecordedOrder::Pair& pair : pairs) {
    for (const RecordedOrder::Edge& edge : {pair.a_first, pair.b_first})
      steps.insert(steps.end(), {edge.from, edge.to});
  }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  const auto renumber = [&](uint32_t& step) {
    step = static_cast<uint32_t>(
        std::lower_bound(steps.begin(), steps.end(), step) - steps.begin());
  };
  for (RecordedOrder::Pair& pair : pairs) {
    for (RecordedOrder::Edge* const edge : {&pair.a_first, &pair.b_first}) {
      renumber(edge->from);
      renumber(edge->to);
    }
  }
  const Order order(recorded, steps);
  SplitMix64 random(seed);
  double sum = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    // In an order of its own: what is decided first halves what is left best.
    for (size_t i = pairs.size(); i > 1; --i)
      std::swap(pairs[i - 1], pairs[random.Below(static_cast<uint32_t>(i))]);
    sum += Draw(order, pairs, random);
  }
  return sum / kDraws;
}

}  // namespace checker
