#include "checker/schedule/timeline.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace checker {
namespace {

constexpr absl::string_view kRed = "\x1b[31;1m";
constexpr absl::string_view kDim = "\x1b[2m";
constexpr absl::string_view kReset = "\x1b[0m";

// Prints a timeline: step number, one lane a task, then the text.
class Formatter {
 public:
  Formatter(const Timeline& timeline, const TimelineStyle& style)
      : timeline_(timeline), style_(style) {
    // Threads that do system calls first, then what works for them, in the
    // order in which it comes in.
    for (const Timeline::Task& task : timeline.tasks) {
      if (task.acts && IsCaller(task)) lanes_.push_back(task.name);
    }
    for (const TimelineEntry& entry : timeline.entries) {
      if (!entry.task.empty() && !Contains(lanes_, entry.task)) {
        lanes_.push_back(entry.task);
      }
    }
  }

  std::string Format() {
    if (style_.from_step == 0) Header();
    for (const TimelineEntry& entry : timeline_.entries) {
      step_ += entry.kind == TimelineEntry::Kind::kOperation;
      if (step_ >= style_.from_step && step_ <= style_.to_step) Entry(entry);
    }
    return std::move(out_);
  }

 private:
  static bool IsCaller(const Timeline::Task& task) {
    return task.kind == ContextKind::kTask || task.kind == ContextKind::kUser;
  }
  static bool Contains(const std::vector<std::string>& names,
                       const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  void Header() {
    absl::StrAppend(&out_, "   #  ", absl::StrJoin(lanes_, " "), "\n");
  }

  void Entry(const TimelineEntry& entry) {
    switch (entry.kind) {
      case TimelineEntry::Kind::kOperation:
        if (style_.schedule_steps != 0 && step_ == style_.schedule_steps + 1) {
          absl::StrAppend(&out_,
                          Colored(kDim,
                                  "      --- the schedule ends here; what "
                                  "follows is one way to go on ---"),
                          "\n");
        }
        Line(absl::StrFormat("%4d", step_), entry.task,
             entry.preempts ? "!" : "*", OperationLine(entry));
        break;
      case TimelineEntry::Kind::kChoice:
        Line("    ", entry.task, "?",
             absl::StrCat("chooses ", entry.site, " = ", entry.value, " of ",
                          entry.count));
        break;
      case TimelineEntry::Kind::kNote:
        Line("    ", entry.task, "|", absl::StrCat("  ", entry.text));
        break;
      case TimelineEntry::Kind::kViolation:
        ViolationLines(entry);
        break;
    }
  }

  static std::string OperationLine(const TimelineEntry& entry) {
    const OperationText& operation = entry.operation;
    std::string text = absl::StrCat(operation.kind, " ", operation.object);
    if (operation.range.end != 0)
      absl::StrAppend(&text, "[", operation.range.begin, ",",
                      operation.range.end, ")");
    if (!entry.values.empty())
      absl::StrAppend(&text, " = ", absl::StrJoin(entry.values, ", "));
    if (!operation.label.empty())
      absl::StrAppend(&text, "   (", operation.label, ")");
    return text;
  }

  void ViolationLines(const TimelineEntry& entry) {
    const Violation& violation = timeline_.violations[entry.violation];
    const bool marked =
        style_.marked.empty() || violation.Identity() == style_.marked;
    bool first = true;
    for (const absl::string_view line :
         absl::StrSplit(violation.message, '\n')) {
      const std::string text = absl::StrCat(!marked ? ""
                                            : first ? ">>> "
                                                    : "    ",
                                            line);
      Line("    ", entry.task, marked ? "X" : "x",
           marked ? Colored(kRed, text) : text);
      first = false;
    }
  }

  // `mark` stands in the lane of `task`.
  void Line(absl::string_view number, const std::string& task,
            absl::string_view mark, absl::string_view text) {
    absl::StrAppend(&out_, number, "  ");
    for (const std::string& lane : lanes_) {
      const size_t left = (lane.size() - 1) / 2;
      const std::string cell =
          absl::StrCat(std::string(left, ' '), lane == task ? mark : ".",
                       std::string(lane.size() - 1 - left, ' '));
      absl::StrAppend(&out_, lane == task ? cell : Colored(kDim, cell), " ");
    }
    absl::StrAppend(&out_, " ", text, "\n");
  }

  std::string Colored(absl::string_view color, absl::string_view text) const {
    return style_.color ? absl::StrCat(color, text, kReset) : std::string(text);
  }

  const Timeline& timeline_;
  const TimelineStyle& style_;
  std::vector<std::string> lanes_;
  uint32_t step_ = 0;
  std::string out_;
};

}  // namespace

TimelineEntry& TimelineRecorder::Add(TimelineEntry::Kind kind,
                                     std::string task) {
  for (Timeline::Task& known : timeline_.tasks)
    known.acts |= known.name == task;
  TimelineEntry& entry = timeline_.entries.emplace_back();
  entry.kind = kind;
  entry.task = std::move(task);
  return entry;
}

void TimelineRecorder::OnOperation(const Operation& operation,
                                   const PendingOperations& names,
                                   uint32_t preemptions) {
  TimelineEntry& entry =
      Add(TimelineEntry::Kind::kOperation, names_[operation.task]);
  entry.operation = DescribeOperation(operation, names);
  entry.occurrence =
      ++performed_[{operation.task, operation.kind, operation.object}];
  entry.preempts = preemptions > preemptions_;
  preemptions_ = preemptions;
  if (operation.kind == OpKind::kFree) Forget(operation.object);
}

void TimelineRecorder::OnContents(ObjectId object, absl::string_view member,
                                  const PendingOperations& names,
                                  absl::FunctionRef<Contents()> contents) {
  const std::string name = absl::StrCat(names.object_label(object),
                                        member.empty() ? "" : ".", member);
  Contents now = contents();
  const auto [known, is_new] = state_.try_emplace(name);
  if (!is_new && known->second.contents == now) return;
  known->second = {object, names.owner(object), now};
  Change(name, std::move(now));
}

void TimelineRecorder::Change(const std::string& object,
                              std::optional<Contents> contents) {
  std::vector<StateChange>& changes = timeline_.entries.empty()
                                          ? timeline_.initial
                                          : timeline_.entries.back().changes;
  const auto at =
      std::lower_bound(changes.begin(), changes.end(), object,
                       [](const StateChange& change, const std::string& name) {
                         return change.object < name;
                       });
  if (at != changes.end() && at->object == object) {
    at->contents = std::move(contents);
  } else {
    changes.insert(at, {object, std::move(contents)});
  }
}

void TimelineRecorder::Forget(ObjectId freed) {
  for (auto known = state_.begin(); known != state_.end();) {
    if (known->second.object != freed && known->second.owner != freed) {
      ++known;
      continue;
    }
    Change(known->first, std::nullopt);
    known = state_.erase(known);
  }
}

void TimelineRecorder::OnValue(std::string value) {
  if (!timeline_.entries.empty())
    timeline_.entries.back().values.push_back(std::move(value));
}

void TimelineRecorder::OnChoice(const ChoicePoint& point, int value) {
  TimelineEntry& entry = Add(TimelineEntry::Kind::kChoice, names_[point.task]);
  entry.site = point.site.ToString();
  entry.occurrence = ++chosen_[{point.task, entry.site}];
  entry.value = value;
  entry.count = point.count;
}

void TimelineRecorder::OnNote(TaskId task, std::string note) {
  Add(TimelineEntry::Kind::kNote, names_[task]).text = std::move(note);
}

void TimelineRecorder::OnTask(TaskId task, absl::string_view label,
                              ContextKind kind) {
  names_[task] = std::string(label);
  timeline_.tasks.push_back({std::string(label), kind, false});
}

void TimelineRecorder::OnViolation(const Violation& violation) {
  const std::string task =
      violation.operations.empty() ? "" : violation.operations.back().task;
  TimelineEntry& entry = Add(TimelineEntry::Kind::kViolation, task);
  entry.text = violation.message;
  entry.violation = timeline_.violations.size();
  timeline_.violations.push_back(violation);
}

std::string FormatTimeline(const Timeline& timeline,
                           const TimelineStyle& style) {
  return Formatter(timeline, style).Format();
}

}  // namespace checker
