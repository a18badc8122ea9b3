#include "checker/schedule/schedule_file.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/schedule/switches.h"
#include "checker/schedule/text_proto.h"
#include "checker/schedule/timeline.h"
#include "google/protobuf/text_format.h"

namespace checker {
namespace {

std::string At(const OperationText& operation) {
  return absl::StrCat(operation.file, ":", operation.line);
}

void FillStep(const TimelineEntry& entry, StepRecord& step) {
  step.set_task(entry.task);
  step.set_operation(entry.operation.kind);
  step.set_object(entry.operation.object);
  step.set_occurrence(entry.occurrence);
  if (entry.operation.range.end != 0) {
    step.set_begin(entry.operation.range.begin);
    step.set_end(entry.operation.range.end);
  }
  if (!entry.operation.label.empty()) step.set_label(entry.operation.label);
  step.set_at(At(entry.operation));
}

void FillChoice(const TimelineEntry& entry, ChoiceRecord& choice) {
  choice.set_task(entry.task);
  choice.set_site(entry.site);
  choice.set_occurrence(entry.occurrence);
  choice.set_value(entry.value);
  choice.set_count(entry.count);
}

void FillViolation(const Violation& violation, ViolationRecord& record) {
  record.set_kind(violation.kind);
  record.set_oracle(violation.oracle);
  if (!violation.object.empty()) record.set_object(violation.object);
  record.set_message(violation.message);
  if (!violation.blame.empty()) record.set_blame(violation.blame);
  if (!violation.row.empty()) record.set_row(violation.row);
  for (const OperationText& operation : violation.operations) {
    OperationRecord& out = *record.add_operation();
    out.set_task(operation.task);
    out.set_operation(operation.kind);
    out.set_object(operation.object);
    if (operation.range.end != 0) {
      out.set_begin(operation.range.begin);
      out.set_end(operation.range.end);
    }
    if (!operation.label.empty()) out.set_label(operation.label);
    out.set_at(At(operation));
  }
}

std::string StepText(absl::string_view task, absl::string_view operation,
                     absl::string_view object, ByteRange range) {
  return OperationText{std::string(task),
                       std::string(operation),
                       std::string(object),
                       range,
                       "",
                       "",
                       0}
      .ToString();
}

std::optional<TaskId> FindTask(const SchedulingPoint& point,
                               absl::string_view name) {
  for (const TaskId task : point.enabled) {
    if (point.operations.task_label(task) == name) return task;
  }
  return std::nullopt;
}

std::string Announced(const PendingOperations& operations, TaskId task) {
  const Operation& operation = operations.pending(task);
  return absl::StrCat(DescribeOperation(operation, operations).ToString(), " (",
                      LocationText(operation.location), ")");
}

}  // namespace

Schedule RecordSchedule(Explorer& explorer,
                        const ShortenedSchedule& shortened) {
  SwitchRecorder repeat(shortened.found.decisions);
  TimelineRecorder recorder;
  explorer.RunOnce(repeat, recorder);

  Schedule schedule;
  schedule.set_format_version(kScheduleFormatVersion);
  FillViolation(shortened.found.violation, *schedule.mutable_violation());
  Minimality& minimality = *schedule.mutable_minimality();
  minimality.set_preemptions(shortened.preemptions);
  minimality.set_context_switches(shortened.context_switches);
  minimality.set_steps(shortened.steps);
  minimality.set_shortened(true);
  for (const TimelineEntry& entry : recorder.timeline().entries) {
    if (static_cast<size_t>(schedule.decision_size()) ==
        shortened.found.decisions.size())
      break;
    if (entry.kind == TimelineEntry::Kind::kOperation)
      FillStep(entry, *schedule.add_decision()->mutable_step());
    if (entry.kind == TimelineEntry::Kind::kChoice)
      FillChoice(entry, *schedule.add_decision()->mutable_choice());
  }
  return schedule;
}

Schedule RecordSchedule(Explorer& explorer,
                        const MinimizedSchedule& minimized) {
  Schedule schedule = RecordSchedule(explorer, minimized.schedule);
  Minimal& minimal = *schedule.mutable_minimality()->mutable_minimal();
  minimal.set_proven(minimized.proven());
  minimal.set_least_preemptions(minimized.least_preemptions);
  minimal.set_executions(minimized.proof_executions);
  minimal.set_canonical(minimized.canonical);
  minimal.set_claim(MinimalityClaim(minimized));
  return schedule;
}

std::string ScheduleText(const Schedule& schedule) {
  Schedule head = schedule;
  head.clear_decision();
  std::string text =
      "# proto-file: checker/schedule/schedule.proto\n# proto-message: "
      "checker.Schedule\n";
  std::string part;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(head, &part);
  text += part;
  printer.SetSingleLineMode(true);
  for (const DecisionRecord& decision : schedule.decision()) {
    printer.PrintToString(decision, &part);
    while (!part.empty() && part.back() == ' ') part.pop_back();
    absl::StrAppend(&text, "decision { ", part, " }\n");
  }
  return text;
}

absl::StatusOr<Schedule> ParseSchedule(
    absl::string_view text, absl::string_view file,
    google::protobuf::TextFormat::ParseInfoTree* locations) {
  Schedule schedule;
  if (absl::Status status = ParseTextProto(text, file, &schedule, locations);
      !status.ok())
    return status;
  if (!schedule.has_format_version()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": no format_version; is this a schedule file?"));
  }
  if (schedule.format_version() > kScheduleFormatVersion) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": has format version ", schedule.format_version(),
                     ", but this program reads up to ", kScheduleFormatVersion,
                     "; use a newer diorace"));
  }
  if (schedule.decision_size() == 0 || !schedule.has_violation()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": has no ",
                     schedule.decision_size() == 0 ? "decisions" : "violation",
                     "; the file is not complete"));
  }
  for (int i = 0; i < schedule.decision_size(); ++i) {
    if (schedule.decision(i).kind_case() == DecisionRecord::KIND_NOT_SET) {
      return absl::InvalidArgumentError(
          absl::StrCat(file, ": decision ", i + 1,
                       " is empty; it needs a step or a choice"));
    }
  }
  return schedule;
}

std::string ViolationIdentity(const Schedule& schedule) {
  const ViolationRecord& record = schedule.violation();
  Violation violation;
  violation.kind = record.kind();
  violation.oracle = record.oracle();
  violation.object = record.object();
  violation.blame = record.blame();
  for (const OperationRecord& operation : record.operation()) {
    violation.operations.push_back({.task = operation.task(),
                                    .kind = operation.operation(),
                                    .object = operation.object()});
  }
  return violation.Identity();
}

bool ReplayStrategy::StartExecution() {
  next_ = 0;
  performed_.clear();
  divergence_.clear();
  return true;
}

TaskId ReplayStrategy::PickTask(const SchedulingPoint& point) {
  if (exhausted()) return DefaultPick(point);
  const TaskId picked = Repeat(point);
  if (picked == kNoTask) {
    for (const TaskId task : point.enabled) {
      absl::StrAppend(&divergence_,
                      "\n  can run: ", Announced(point.operations, task));
    }
    return kNoTask;
  }
  ++next_;
  return picked;
}

TaskId ReplayStrategy::Repeat(const SchedulingPoint& point) {
  const DecisionRecord& decision = schedule_.decision(next_);
  if (!decision.has_step()) {
    Diverged(absl::StrCat(
        "the schedule expects a choice at ", decision.choice().site(), " by ",
        decision.choice().task(), ", but no task makes one now"));
    return kNoTask;
  }
  const StepRecord& step = decision.step();
  const ByteRange range{step.begin(), step.end()};
  const std::string expected =
      StepText(step.task(), step.operation(), step.object(), range);
  const std::optional<TaskId> task = FindTask(point, step.task());
  if (!task.has_value()) {
    Diverged(absl::StrCat("the schedule expects ", expected, ", but ",
                          step.task(), " cannot run now"));
    return kNoTask;
  }
  const Operation& operation = point.operations.pending(*task);
  const OperationText announced =
      DescribeOperation(operation, point.operations);
  const uint32_t occurrence =
      ++performed_[{*task, operation.kind, operation.object}];
  if (announced.kind != step.operation() || announced.object != step.object() ||
      announced.range != range) {
    Diverged(absl::StrCat("the schedule expects ", expected,
                          ", but the next operation is ",
                          announced.ToString()));
    return kNoTask;
  }
  if (step.has_occurrence() && occurrence != step.occurrence()) {
    Diverged(absl::StrCat("the schedule expects ", expected, " for the ",
                          step.occurrence(), ". time, but it is the ",
                          occurrence, ". time"));
    return kNoTask;
  }
  return *task;
}

int ReplayStrategy::PickValue(const ChoicePoint& point) {
  if (exhausted()) return 0;
  const absl::string_view task = point.operations.task_label(point.task);
  const DecisionRecord& decision = schedule_.decision(next_);
  const ChoiceRecord& choice = decision.choice();
  if (!decision.has_choice() || choice.task() != task ||
      choice.site() != point.site.ToString()) {
    Diverged(absl::StrCat(task, " makes choice ", point.site.ToString(),
                          ", which the schedule does not expect here"));
    return -1;
  }
  if (choice.value() >= static_cast<uint32_t>(point.count)) {
    Diverged(absl::StrCat("the schedule gives choice ", choice.site(),
                          " the value ", choice.value(),
                          ", but there are only ", point.count));
    return -1;
  }
  ++next_;
  return static_cast<int>(choice.value());
}

void ReplayStrategy::FinishExecution() {
  if (divergence_.empty() && !exhausted()) {
    Diverged("the execution is over, but the schedule goes on");
  }
}

void ReplayStrategy::Diverged(const std::string& why) {
  divergence_ = absl::StrCat("decision ", next_ + 1, " of ",
                             schedule_.decision_size(), " does not fit: ", why);
}

}  // namespace checker
