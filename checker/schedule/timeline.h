// What happened in one execution, in the order in which it happened: recorded,
// and printed for people.

#ifndef DIORACE_CHECKER_SCHEDULE_TIMELINE_H_
#define DIORACE_CHECKER_SCHEDULE_TIMELINE_H_

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/execution.h"
#include "checker/runtime/violation.h"

namespace checker {

// Something holds something else from here on.
struct StateChange {
  std::string object;
  // Null: it was freed.
  std::optional<Contents> contents;

  friend bool operator==(const StateChange&, const StateChange&) = default;
};

// One line of a timeline.
struct TimelineEntry {
  enum class Kind : uint8_t { kOperation, kChoice, kNote, kViolation };

  Kind kind = Kind::kOperation;
  std::string task;
  // kOperation: the operation; its occurrence counts from 1 among those of this
  // task with this kind and object.
  OperationText operation;
  uint32_t occurrence = 0;
  bool preempts = false;
  std::vector<std::string> values;  // what it read or wrote
  // What has changed when the task has come to its next operation, and what is
  // new; by name.
  std::vector<StateChange> changes;
  // kChoice
  std::string site;
  int value = 0;
  int count = 0;
  // kNote: the remark. kViolation: the message.
  std::string text;
  // kViolation: an index into Timeline::violations.
  size_t violation = 0;
};

struct Timeline {
  struct Task {
    std::string name;
    ContextKind kind;
    bool acts = false;  // has an entry
  };
  std::vector<Task> tasks;  // in order of creation
  // What there is before the first entry, by name.
  std::vector<StateChange> initial;
  std::vector<TimelineEntry> entries;
  std::vector<Violation> violations;
};

// Records an execution.
class TimelineRecorder final : public ExecutionObserver {
 public:
  void OnOperation(const Operation& operation, const PendingOperations& names,
                   uint32_t preemptions) override;
  void OnValue(std::string value) override;
  void OnContents(ObjectId object, absl::string_view member,
                  const PendingOperations& names,
                  absl::FunctionRef<Contents()> contents) override;
  void OnChoice(const ChoicePoint& point, int value) override;
  void OnNote(TaskId task, std::string note) override;
  void OnTask(TaskId task, absl::string_view label, ContextKind kind) override;
  void OnViolation(const Violation& violation) override;

  const Timeline& timeline() const { return timeline_; }

 private:
  struct Known {
    ObjectId object = kNoObject;
    ObjectId owner = kNoObject;  // the allocation that it is part of
    Contents contents;
  };

  TimelineEntry& Add(TimelineEntry::Kind kind, std::string task);
  void Change(const std::string& object, std::optional<Contents> contents);
  void Forget(ObjectId freed);

  Timeline timeline_;
  std::map<TaskId, std::string> names_;
  std::map<std::tuple<TaskId, OpKind, ObjectId>, uint32_t> performed_;
  std::map<std::pair<TaskId, std::string>, uint32_t> chosen_;
  std::map<std::string, Known> state_;
  uint32_t preemptions_ = 0;
};

struct TimelineStyle {
  bool color = false;  // ANSI escapes
  // The identity of the violation that the reader came for; it is marked.
  // Others are mentioned.
  std::string marked = {};
  // Where the recorded schedule ended and the default scheduler went on;
  // entries from this number of steps on are set apart. 0: nowhere.
  uint32_t schedule_steps = 0;
  // Only the entries from step `from_step` to the last of step `to_step`. Step
  // 0 is what comes before the first operation, and the heading.
  uint32_t from_step = 0;
  uint32_t to_step = std::numeric_limits<uint32_t>::max();
};

// A column a task (those that act), a line an operation. Deterministic.
std::string FormatTimeline(const Timeline& timeline,
                           const TimelineStyle& style);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_TIMELINE_H_
