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
  bool met_elsewhere() const override { return foreign_; }
  absl::string_view divergence() const override { return divergence_; }

  // The events of the last execution.
  const Trace& trace() const { return trace_; }

 private:
  // One decision of the path; event `i` of the trace is the step taken at node
  // `i`.
  struct Node : RememberedDecision {
    // Explored from here, or from before and commuting since. Their accesses
    // are sleepers_[sleepers_begin, sleepers_end). For a choice: the values
    // tried.
    TaskSet sleeping = {};
    uint32_t sleepers_begin = 0;
    uint32_t sleepers_end = 0;
    WakeupForest::List left = WakeupForest::kNone;  // optimal mode
    TaskSet backtrack = {};                         // source mode
    // Of a choice: only the values in `left` are tried; or only the part's.
    bool as_planned = false;
    bool given = false;
    // How many traces were finished when the node was made, and when what it
    // does now was begun; and what it has done before.
    uint64_t finished_before = 0;
    uint64_t finished_by_others = 0;
    uint32_t done = 0;
  };

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
  std::vector<Node> path_;
  std::vector<Access> sleepers_;
  Trace trace_;
  WakeupForest forest_;
  // What the node that comes next is to do first: the children of the branch
  // that was taken.
  WakeupForest::List inherited_ = WakeupForest::kNone;
  Reversal reversal_;
  uint64_t finished_ = 0;  // traces
  bool pruned_ = false;    // the present execution
  bool ended_ = false;     // of itself
  bool foreign_ = false;   // it is another part's
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_DPOR_H_
