// Exhaustive search with dynamic partial-order reduction: of each class of
// executions that differ only in the order of steps that commute, it runs one.
//
//   DporStrategy strategy;                      // optimal: one run a class
//   DporStrategy source(DporMode::kSource);     // simpler; may begin runs in
//   vain
//
// After each execution it looks for races, pairs of conflicting steps that
// could come in the other order, and adds what would reverse them to the nodes
// of the path. Sleep sets keep it from going twice where it has been. In
// optimal mode a node keeps whole sequences (a wakeup tree), so no run is ever
// begun that leads nowhere new; in source mode it keeps tasks, and gives up the
// run when all enabled tasks sleep. Both modes visit the same classes.
//
// Steps that block: a wait comes earlier only where it is enabled, which is
// judged by the state words that its object had (Trace).
//
// Choices are made at once, when their task comes to them. Where nobody sleeps,
// all values are tried; else those that a race asks for, since what sleeps may
// cover all that comes after the others. docs/exploration.md says why that is
// enough. Runs given up are counted by the explorer; optimal mode has none.
//
// The path, sleep sets and trees are plain data; no pointers and no fibers.
// Memory is linear in the depth of an execution plus the wakeup trees.
//
// There is no caching of states: an execution cut where its state was met
// before loses the races between what would have followed and what came before,
// and with them classes. Source: as in trace.h.

#ifndef DIORACE_CHECKER_EXPLORE_DPOR_H_
#define DIORACE_CHECKER_EXPLORE_DPOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/explore/dpor_state.h"
#include "checker/explore/part.h"
#include "checker/explore/part_guard.h"
#include "checker/explore/remembered_decision.h"
#include "checker/explore/reversal.h"
#include "checker/explore/trace.h"
#include "checker/explore/wakeup_tree.h"
#include "checker/runtime/strategy.h"

namespace checker {

enum class DporMode : uint8_t { kOptimal, kSource };

class DporStrategy final : public Strategy {
 public:
  // Explores `part`; by default, everything.
  explicit DporStrategy(DporMode mode = DporMode::kOptimal, Part part = {})
      : mode_(mode), guard_(std::move(part)) {}

  absl::string_view name() const override { return "dpor"; }
  bool exhaustive() const override { return true; }
  // Of traces, and rough: what is left to try at each node of the path counts
  // as much as what was tried there did on average. Races are found late, so
  // most often it is too low at first. When the search is over it is exact.
  // docs/estimates.md has the errors measured.
  std::optional<SizeEstimate> Estimate() const override;

  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void AtEnd(const EndPoint& point) override;
  void FinishExecution() override;
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override;
  Worth worth() const override { return worth_; }
  absl::string_view divergence() const override { return divergence_; }

  // Where the search is; between executions.
  const DporState& state() const { return state_; }
  // Goes on from there, in the same mode and part, before the first execution.
  // That one then repeats the one that was made last, and does not count.
  void Resume(DporState state);

  // The events of the last execution.
  const Trace& trace() const { return trace_; }

 private:
  using Node = DporState::Node;

  bool AddNode(const SchedulingPoint& point);
  void AddChoice(const ChoicePoint& point);
  bool SomebodySleeps() const;
  void AddSleepers(const SchedulingPoint& point, Node& node);
  TaskId FirstPick(const SchedulingPoint& point, Node& node);
  bool ChooseNext(Node& node);
  bool ChooseNextValue(Node& node);
  void PutToSleep(Node& node, size_t depth);
  void FindRacesOf(TaskSet blocked, const PendingOperations& operations);
  void ReverseOptimally(Trace::Race& race);
  void ReverseAtSource(const Trace::Race& race);
  void Diverged(absl::string_view what);
  uint32_t LeftAt(const Node& node) const;

  const DporMode mode_;
  PartGuard guard_;
  bool started_ = false;
  size_t depth_ = 0;
  DporState state_;
  Trace trace_;
  Reversal reversal_;
  bool pruned_ = false;  // the present execution
  bool ended_ = false;   // of itself
  Worth worth_ = Worth::kNew;
  bool repeating_ = false;  // what was done before Resume
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_DPOR_H_
