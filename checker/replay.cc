#include "checker/replay.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/explorer.h"
#include "checker/number_text.h"
#include "checker/runtime/violation.h"
#include "checker/schedule/schedule_file.h"

namespace checker {

ReplayResult Replay(absl::FunctionRef<void()> body, const Schedule& schedule) {
  Explorer explorer(body);
  ReplayStrategy strategy(schedule);
  TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  ReplayResult result;
  result.timeline = recorder.timeline();
  result.divergence = std::string(strategy.divergence());
  const std::string identity = ViolationIdentity(schedule);
  result.reproduced = std::any_of(result.timeline.violations.begin(),
                                  result.timeline.violations.end(),
                                  [&](const Violation& violation) {
                                    return violation.Identity() == identity;
                                  });
  return result;
}

namespace {

// The figures of the repeated part of a run, which end with the schedule.
struct Figures {
  uint32_t steps = 0;
  uint32_t context_switches = 0;
  uint32_t preemptions = 0;
};

Figures Count(const Timeline& timeline, uint32_t schedule_steps) {
  Figures figures;
  const std::string* last = nullptr;
  for (const TimelineEntry& entry : timeline.entries) {
    if (entry.kind != TimelineEntry::Kind::kOperation) continue;
    if (figures.steps == schedule_steps) break;
    ++figures.steps;
    figures.preemptions += entry.preempts;
    if (last != nullptr && *last != entry.task) ++figures.context_switches;
    last = &entry.task;
  }
  return figures;
}

// Text from a file must not steer the reader's terminal.
std::string Printable(std::string text) {
  for (char& c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f)
      c = '?';
  }
  return text;
}

uint32_t StepsOf(const Schedule& schedule) {
  uint32_t steps = 0;
  for (const DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  return steps;
}

}  // namespace

std::string SizeText(const ReplayResult& result, const Schedule& schedule) {
  const Figures figures = Count(result.timeline, StepsOf(schedule));
  std::string text =
      absl::StrCat(Plural(figures.steps, "step"), ", ",
                   Plural(figures.context_switches, "context switch"), ", ",
                   Plural(figures.preemptions, "preemption"));
  // The file's claim holds for the schedule that it was made for.
  const Minimality& minimality = schedule.minimality();
  if (result.reproduced && minimality.shortened() &&
      minimality.steps() == figures.steps &&
      minimality.context_switches() == figures.context_switches &&
      minimality.preemptions() == figures.preemptions) {
    absl::StrAppend(&text, "; ",
                    minimality.minimal().has_claim()
                        ? minimality.minimal().claim()
                        : "no single switch can be left out");
  }
  return text;
}

namespace {

std::string SummaryText(const ReplayResult& result, const Schedule& schedule) {
  const ViolationRecord& violation = schedule.violation();
  std::string text = absl::StrCat(
      result.reproduced ? "reproduced: " : "NOT reproduced: ", violation.kind(),
      " (", violation.oracle(), ")");
  if (violation.has_blame())
    absl::StrAppend(&text, ", blame ", violation.blame());
  if (violation.has_row()) absl::StrAppend(&text, ", race ", violation.row());
  absl::StrAppend(&text, "\n  ", violation.message(), "\n");
  for (const OperationRecord& operation : violation.operation()) {
    absl::StrAppend(&text, "  ", operation.task(), ": ", operation.operation(),
                    " ", operation.object());
    if (operation.has_end())
      absl::StrAppend(&text, "[", operation.begin(), ",", operation.end(), ")");
    if (operation.has_label())
      absl::StrAppend(&text, " (", operation.label(), ")");
    absl::StrAppend(&text, " at ", operation.at(), "\n");
  }
  return absl::StrCat(text, "  ", SizeText(result, schedule), "\n");
}

}  // namespace

std::string ReplayText(const ReplayResult& result, const Schedule& schedule,
                       bool color) {
  const std::string timeline =
      FormatTimeline(result.timeline, {.color = color,
                                       .marked = ViolationIdentity(schedule),
                                       .schedule_steps = StepsOf(schedule)});
  return absl::StrCat(timeline, "\n",
                      Printable(result.divergence.empty()
                                    ? SummaryText(result, schedule)
                                    : absl::StrCat(result.divergence, "\n")));
}

}  // namespace checker
