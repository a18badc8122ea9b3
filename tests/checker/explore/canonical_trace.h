// What equivalent executions have in common, worked out the slow way and
// without the checker's own dependence table: the oracle for partial-order
// reduction.
//
//   DepthFirstStrategy dfs;
//   CanonicalTraces seen(dfs);
//   Explorer(body).Explore(seen, {});
//   seen.traces();   // one entry for each class, and how often it was met

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_CANONICAL_TRACE_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_CANONICAL_TRACE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/strategy.h"

namespace checker {

// Passes everything on to another strategy, and takes notes.
class CanonicalTraces final : public Strategy {
 public:
  explicit CanonicalTraces(Strategy& inner) : inner_(inner) {}

  // By text, so that they can be compared between explorations: every event
  // with the events that come before it in dependence order. How many
  // executions were of each.
  const std::map<std::string, uint64_t>& traces() const { return traces_; }

  absl::string_view name() const override { return inner_.name(); }
  bool exhaustive() const override { return inner_.exhaustive(); }
  bool left_out() const override { return inner_.left_out(); }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void AtEnd(const EndPoint& point) override { inner_.AtEnd(point); }
  void FinishExecution() override;
  Worth worth() const override { return inner_.worth(); }
  bool hears_causes() const override { return true; }
  void OnSpawn(TaskId parent, TaskId child) override;
  void OnJoin(TaskId task, TaskId joined) override;
  void OnQuiescence(TaskId task) override;
  absl::string_view divergence() const override { return inner_.divergence(); }

 private:
  // A set of events: bit i % 64 of word i / 64.
  class Past {
   public:
    void Add(size_t event);
    bool Has(size_t event) const;
    void Merge(const Past& other);

   private:
    std::vector<uint64_t> words_;
  };

  struct Event {
    TaskId task = kNoTask;
    OpKind kind = OpKind::kLoad;
    bool is_choice = false;
    std::string text = {};  // task, kind, object, range
    std::string object = {};
    std::string owner = {};
    ByteRange range = {};
    bool writes = false;
    uint64_t word = 0;
    Past before = {};
  };

  static bool Dependent(const Event& first, const Event& second);
  void Add(Event event);

  Strategy& inner_;
  std::vector<Event> events_;
  std::map<TaskId, Past> pasts_;
  bool pruned_ = false;
  std::map<std::string, uint64_t> traces_;
};

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_CANONICAL_TRACE_H_
