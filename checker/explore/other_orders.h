// How many traces consist of the steps of one execution in another order,
// estimated without running anything: what one execution alone says about the
// size of a search space.
//
//   DporStrategy dpor;
//   OrderRecorder recorder(dpor);
//   explorer.Explore(recorder, {.max_executions = 1});
//   CountOtherOrders(recorder.recorded(), seed)
//
// A trace is a choice, for each pair of steps that conflict, of which comes
// first, without a circle. One is drawn pair by pair; where the choices before
// leave both ways open, one of two is taken. Such a draw stands for 2^(pairs
// that were open) traces, on average exactly (Knuth, "Estimating the efficiency
// of backtrack programs", 1975), and none ends in a circle.
//
// What is taken to be as it was: which steps there are, and who waits for what,
// but for locks. So it is a guess: too low where another order brings other
// steps, too high where it leaves some out.

#ifndef DIORACE_CHECKER_EXPLORE_OTHER_ORDERS_H_
#define DIORACE_CHECKER_EXPLORE_OTHER_ORDERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/explore/forwarding_strategy.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {

// The steps of one execution, and which come before which in every order.
struct RecordedOrder {
  // What a task's first steps, of each task, come before.
  using Clock = std::array<uint32_t, kMaxTasks>;

  struct Step {
    Access access;
    uint32_t nth;  // of its task, from 1
    Clock before;
  };
  // `from` comes before `to`, by index in `steps`.
  static constexpr uint32_t kNone = 0xffffffff;
  struct Edge {
    uint32_t from;  // kNone: a lock that was not released
    uint32_t to;
  };
  // One edge or the other.
  struct Pair {
    Edge a_first;
    Edge b_first;
  };

  bool Before(uint32_t i, uint32_t j) const {
    return i == j ||
           steps[j].before[Index(steps[i].access.task)] >= steps[i].nth;
  }

  std::vector<Step> steps;
  std::vector<Pair> pairs;  // that may come either way
};

// Passes everything on, and takes notes of the last execution.
class OrderRecorder final : public ForwardingStrategy {
 public:
  explicit OrderRecorder(Strategy& inner) : ForwardingStrategy(inner) {}

  const RecordedOrder& recorded() const { return recorded_; }

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override;

 private:
  void Add(const Access& access);
  uint32_t UnlockOf(uint32_t lock) const;

  RecordedOrder recorded_;
  std::array<RecordedOrder::Clock, kMaxTasks> clocks_ = {};
};

// Of a very large number, some large number.
double CountOtherOrders(const RecordedOrder& recorded, uint64_t seed);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_OTHER_ORDERS_H_
