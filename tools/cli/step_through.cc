#include "tools/cli/step_through.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/schedule/held_state.h"
#include "checker/schedule/prospect.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/timeline.h"
#include "scenarios/near_names.h"
#include "tools/cli/operation_spec.h"
#include "tools/cli/printable.h"
#include "tools/report/contents_text.h"

namespace diorace::cli {
namespace {

using checker::Timeline;
using checker::TimelineEntry;

constexpr char kHelp[] =
    R"(  n, next [N]       one step, or N; so does an empty line
  b, back [N]       back one step, or N
  g, goto N         to after step N
  t, task NAME      until NAME has done an operation
  o, op KIND[:OBJ]  until an operation of this kind (on this object) is done
  l, label LABEL    until an operation with this label is done
  v, violation      until a rule is broken
  w, who            what every task is about to do, and who can
  s, state          what objects hold, as far as operations have shown it
  p, print          the timeline up to here
  h, help           this
  q, quit
)";

uint32_t StepsOf(const Timeline& timeline) {
  uint32_t steps = 0;
  for (const TimelineEntry& entry : timeline.entries)
    steps += entry.kind == TimelineEntry::Kind::kOperation;
  return steps;
}

uint32_t StepsOf(const checker::Schedule& schedule) {
  uint32_t steps = 0;
  for (const checker::DecisionRecord& decision : schedule.decision())
    steps += decision.has_step();
  return steps;
}

std::string ProspectsText(const Recording& recording, uint32_t steps) {
  const std::vector<checker::Prospect> prospects = checker::ProspectsAfter(
      [&] { recording.compiled.Run(); }, recording.schedule, steps);
  if (prospects.empty()) return "no task is about to do anything\n";
  std::string text;
  for (const checker::Prospect& prospect : prospects) {
    const checker::OperationText& operation = prospect.operation;
    absl::StrAppend(&text,
                    prospect.next      ? "  next     "
                    : prospect.enabled ? "  can run  "
                                       : "  blocked  ",
                    operation.ToString());
    if (!operation.label.empty())
      absl::StrAppend(&text, "   (", operation.label, ")");
    absl::StrAppend(&text, "\n");
  }
  return text;
}

class Walk {
 public:
  Walk(const Recording& recording, const checker::ReplayResult& result,
       bool color, Console& console)
      : recording_(recording),
        result_(result),
        console_(console),
        style_{.color = color,
               .marked = checker::ViolationIdentity(recording.schedule),
               .schedule_steps = StepsOf(recording.schedule)},
        steps_(StepsOf(result.timeline)) {}

  void Run() {
    console_.out << "a walk through " << steps_
                 << " steps; h lists the commands\n";
    Print(0, 0);
    std::string line;
    while (Prompt(line)) {
      if (!console_.in_is_terminal) console_.out << Printable(line) << "\n";
      const std::pair<std::string, std::string> parts = absl::StrSplit(
          absl::StripAsciiWhitespace(line), absl::MaxSplits(' ', 1));
      if (parts.first == "q" || parts.first == "quit") return;
      Obey(parts.first, std::string(absl::StripAsciiWhitespace(parts.second)));
    }
    console_.out << "\n";
  }

 private:
  bool Prompt(std::string& line) {
    console_.out << at_ << "/" << steps_ << "> ";
    console_.out.flush();
    return console_.in != nullptr && std::getline(*console_.in, line);
  }

  void Obey(const std::string& command, const std::string& argument) {
    const auto is = [&](absl::string_view letter, absl::string_view word) {
      return command == letter || command == word;
    };
    if (is("", "n") || command == "next") return Next(argument);
    if (is("b", "back")) return Back(argument);
    if (is("g", "goto")) return Goto(argument);
    if (is("t", "task")) return ToTask(argument);
    if (is("o", "op")) return ToKind(argument);
    if (is("l", "label")) return ToLabel(argument);
    if (is("v", "violation")) return ToViolation();
    if (is("w", "who")) {
      console_.out << ProspectsText(recording_, at_);
    } else if (is("s", "state")) {
      State();
    } else if (is("p", "print")) {
      Print(0, at_);
    } else if (is("h", "help")) {
      console_.out << kHelp;
    } else {
      console_.out << "there is no command '" << Printable(command)
                   << "'; h lists the commands\n";
    }
  }

  // A number of steps; none, which has been said, if `text` is something else.
  std::optional<uint32_t> Number(const std::string& text, uint32_t otherwise) {
    uint32_t number = otherwise;
    if (text.empty() || absl::SimpleAtoi(text, &number)) return number;
    console_.out << "'" << Printable(text) << "' is not a number of steps\n";
    return std::nullopt;
  }

  void Next(const std::string& argument) {
    const std::optional<uint32_t> count = Number(argument, 1);
    if (!count.has_value()) return;
    if (at_ == steps_) return AtEnd();
    Forward(at_ + std::min(*count, steps_ - at_));
  }

  void Back(const std::string& argument) {
    const std::optional<uint32_t> count = Number(argument, 1);
    if (!count.has_value()) return;
    at_ -= std::min(*count, at_);
    Print(at_, at_);
  }

  void Goto(const std::string& argument) {
    const std::optional<uint32_t> step = Number(argument, steps_);
    if (!step.has_value()) return;
    at_ = std::min(*step, steps_);
    Print(at_, at_);
  }

  void ToTask(const std::string& name) {
    std::vector<std::string> names;
    for (const Timeline::Task& task : result_.timeline.tasks)
      names.push_back(task.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      console_.out << "there is no task '" << Printable(name) << "'"
                   << DidYouMean(name, names) << "\n";
      return;
    }
    uint32_t step = 0;
    for (const TimelineEntry& entry : result_.timeline.entries) {
      step += entry.kind == TimelineEntry::Kind::kOperation;
      if (step > at_ && entry.task == name) return Forward(step);
    }
    NothingAhead(absl::StrCat("by ", name));
  }

  void ToKind(const std::string& text) {
    const std::optional<OperationSpec> spec = OperationSpec::Kind(text);
    if (!spec.has_value()) {
      console_.out << "'" << Printable(text)
                   << "' is no kind of operation; the timeline shows them: "
                      "load, fill, put\n";
      return;
    }
    ToOperation(*spec, text);
  }

  void ToLabel(const std::string& label) {
    if (label.empty()) {
      console_.out << "which label? The timeline shows them in brackets\n";
      return;
    }
    ToOperation(OperationSpec::Label(label), label);
  }

  void ToOperation(const OperationSpec& spec, const std::string& text) {
    const std::optional<uint32_t> step = spec.FirstAfter(at_, result_.timeline);
    if (step.has_value()) return Forward(*step);
    NothingAhead(Printable(text));
  }

  void ToViolation() {
    uint32_t step = 0;
    for (const TimelineEntry& entry : result_.timeline.entries) {
      step += entry.kind == TimelineEntry::Kind::kOperation;
      if (step > at_ && entry.kind == TimelineEntry::Kind::kViolation)
        return Forward(step);
    }
    console_.out << "no rule is broken from here on\n";
  }

  void NothingAhead(const std::string& what) {
    console_.out << "no operation " << what << " from here on\n";
  }

  void Forward(uint32_t step) {
    Print(at_ + 1, step);
    at_ = step;
    if (at_ == steps_) AtEnd();
  }

  void AtEnd() {
    console_.out << (result_.divergence.empty()
                         ? "the execution is over\n"
                         : absl::StrCat(Printable(result_.divergence.substr(
                                            0, result_.divergence.find('\n'))),
                                        "\n"));
  }

  void Print(uint32_t from, uint32_t to) {
    style_.from_step = from;
    style_.to_step = to;
    console_.out << checker::FormatTimeline(result_.timeline, style_);
  }

  void State() {
    std::string sort;
    for (const checker::HeldState& held :
         checker::StateAfter(result_.timeline, at_)) {
      if (held.contents.sort != sort) {
        sort = held.contents.sort;
        console_.out << "  " << sort << "\n";
      }
      console_.out << "    " << held.object << " = "
                   << report::ContentsText({held.object, held.contents});
      if (held.step != 0)
        console_.out << "   (step " << held.step << ", " << held.task << ")";
      console_.out << "\n";
    }
  }

  const Recording& recording_;
  const checker::ReplayResult& result_;
  Console& console_;
  checker::TimelineStyle style_;
  const uint32_t steps_;
  uint32_t at_ = 0;  // steps done
};

}  // namespace

void StepThrough(const Recording& recording,
                 const checker::ReplayResult& result, bool color,
                 Console& console) {
  Walk(recording, result, color, console).Run();
}

std::string TimelineUntil(const Recording& recording,
                          const checker::ReplayResult& result, uint32_t steps,
                          bool color) {
  const checker::TimelineStyle style{
      .color = color,
      .marked = checker::ViolationIdentity(recording.schedule),
      .schedule_steps = StepsOf(recording.schedule),
      .to_step = steps};
  return absl::StrCat(checker::FormatTimeline(result.timeline, style),
                      "\nafter ", std::min(steps, StepsOf(result.timeline)),
                      " of ", StepsOf(result.timeline), " steps:\n",
                      ProspectsText(recording, steps));
}

}  // namespace diorace::cli
