#include "tools/report/document.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/number_text.h"
#include "checker/schedule/schedule_file.h"
#include "scenarios/scenario.pb.h"
#include "tools/report/columns.h"
#include "tools/report/lanes.h"

namespace diorace::report {
namespace {

using checker::OrderedPair;
using checker::TimelineEntry;

Header HeaderOf(const checker::Schedule& schedule,
                const checker::ReplayResult& replay, absl::string_view file) {
  const Scenario& scenario = schedule.GetExtension(diorace::scenario);
  const checker::ViolationRecord& violation = schedule.violation();
  const checker::Origin& origin = schedule.origin();
  Header header{
      .scenario = Printable(scenario.name()),
      .description = Printable(scenario.description()),
      .release = Printable(scenario.release()),
      .switches = {},
      .kind = Printable(violation.kind()),
      .oracle = Printable(violation.oracle()),
      .object = Printable(violation.object()),
      .blame = Printable(violation.blame()),
      .row = Printable(violation.row()),
      .message = Printable(violation.message()),
      .found = absl::StrCat(
          "found by ", Printable(origin.strategy()),
          origin.has_seed() ? absl::StrCat(" (seed ", origin.seed(), ")") : "",
          " in execution ", checker::WithThousands(origin.execution())),
      .guarantee = checker::SizeText(replay, schedule),
      .command = absl::StrCat("diorace replay ", Printable(file))};
  for (const SwitchSetting& setting : scenario.switch_setting()) {
    header.switches.push_back(absl::StrCat(Printable(setting.name()), "=",
                                           setting.on() ? "on" : "off"));
  }
  return header;
}

// Goes through a timeline and says of each entry what a reader needs.
class Writer {
 public:
  Writer(const checker::Schedule& schedule, const checker::Timeline& timeline,
         const checker::Explanation& explanation, Document& document)
      : timeline_(timeline),
        identity_(checker::ViolationIdentity(schedule)),
        slice_(explanation.slice.begin(), explanation.slice.end()),
        document_(document) {
    for (const checker::DecisionRecord& decision : schedule.decision())
      schedule_steps_ += decision.has_step();
  }

  void Write() {
    for (const TimelineEntry& from : timeline_.entries) Add(from);
  }

 private:
  void Add(const TimelineEntry& from) {
    step_ += from.kind == TimelineEntry::Kind::kOperation;
    Entry& entry = document_.entries.emplace_back();
    entry.step = step_;
    entry.lane = LaneOf(document_.lanes, from.task);
    entry.after = step_ > schedule_steps_;
    entry.changes = from.changes;
    for (checker::StateChange& change : entry.changes)
      change.object = Printable(change.object);
    switch (from.kind) {
      case TimelineEntry::Kind::kOperation:
        SetOperation(from, entry);
        break;
      case TimelineEntry::Kind::kChoice:
        entry.kind = Entry::Kind::kChoice;
        entry.text = Printable(absl::StrCat("chooses ", from.site, " = ",
                                            from.value, " of ", from.count));
        break;
      case TimelineEntry::Kind::kNote:
        entry.kind = Entry::Kind::kNote;
        entry.text = Printable(from.text);
        break;
      case TimelineEntry::Kind::kViolation:
        entry.kind = Entry::Kind::kViolation;
        entry.text = Printable(from.text);
        entry.marked =
            timeline_.violations[from.violation].Identity() == identity_;
        break;
    }
  }

  void SetOperation(const TimelineEntry& from, Entry& entry) const {
    const checker::OperationText& operation = from.operation;
    entry.object = Printable(operation.object);
    entry.range = operation.range;
    entry.operation =
        Printable(absl::StrCat(operation.kind, " ", operation.object));
    if (operation.range.end != 0) {
      absl::StrAppend(&entry.operation, "[", operation.range.begin, ",",
                      operation.range.end, ")");
    }
    entry.values = Printable(absl::StrJoin(from.values, ", "));
    entry.label = Printable(operation.label);
    if (!operation.file.empty())
      entry.at = Printable(absl::StrCat(operation.file, ":", operation.line));
    entry.preempts = from.preempts;
    entry.folded = !slice_.empty() && !slice_.contains(step_);
  }

  const checker::Timeline& timeline_;
  const std::string identity_;
  const std::set<uint32_t> slice_;
  uint32_t schedule_steps_ = 0;
  Document& document_;
  uint32_t step_ = 0;
};

// The last step before the violation that is `operation`, or 0.
uint32_t StepOf(const Document& document,
                const checker::OperationRecord& operation) {
  uint32_t step = 0;
  const std::string text = absl::StrCat(
      operation.operation(), " ", operation.object(),
      operation.has_end()
          ? absl::StrCat("[", operation.begin(), ",", operation.end(), ")")
          : "");
  for (const Entry& entry : document.entries) {
    if (entry.kind == Entry::Kind::kViolation && entry.marked) break;
    if (entry.kind == Entry::Kind::kStep && entry.lane.has_value() &&
        document.lanes[*entry.lane].task == operation.task() &&
        entry.operation == text)
      step = entry.step;
  }
  return step;
}

std::vector<OrderedPair> NamedPair(const Document& document,
                                   const checker::ViolationRecord& violation) {
  if (violation.operation_size() < 2) return {};
  uint32_t first = StepOf(document, violation.operation(0));
  uint32_t second = StepOf(document, violation.operation(1));
  if (first > second) std::swap(first, second);
  if (first == 0 || first == second) return {};
  return {{first, second}};
}

void MarkPairs(Document& document) {
  std::set<uint32_t> steps;
  for (const OrderedPair& pair : document.pairs) {
    steps.insert(pair.first);
    steps.insert(pair.second);
  }
  for (Entry& entry : document.entries) {
    if (entry.kind != Entry::Kind::kStep || !steps.contains(entry.step))
      continue;
    entry.marked = true;
    entry.folded = false;
  }
}

// A choice is folded with the step that it is for.
void FoldChoices(Document& document) {
  for (size_t i = 0; i < document.entries.size(); ++i) {
    Entry& choice = document.entries[i];
    if (choice.kind != Entry::Kind::kChoice) continue;
    const auto next = std::find_if(
        document.entries.begin() + static_cast<std::ptrdiff_t>(i),
        document.entries.end(), [&](const Entry& entry) {
          return entry.kind == Entry::Kind::kStep && entry.lane == choice.lane;
        });
    choice.folded = next != document.entries.end() && next->folded;
  }
}

}  // namespace

Document MakeDocument(const checker::Schedule& schedule,
                      const checker::ReplayResult& replay,
                      const checker::Explanation& explanation,
                      absl::string_view file) {
  Document document;
  document.header = HeaderOf(schedule, replay, file);
  document.lanes = LanesOf(replay.timeline);
  document.initial = replay.timeline.initial;
  for (checker::StateChange& change : document.initial)
    change.object = Printable(change.object);
  Writer(schedule, replay.timeline, explanation, document).Write();
  document.edges = explanation.edges;
  document.pairs = explanation.pairs;
  document.story = Printable(explanation.story);
  document.passes_if = Printable(explanation.passes_if);
  if (document.pairs.empty())
    document.pairs = NamedPair(document, schedule.violation());
  MarkPairs(document);
  FoldChoices(document);
  for (Lane& lane : document.lanes) lane.task = Printable(lane.task);
  return document;
}

absl::string_view StepCode(absl::string_view label) {
  const absl::string_view word = label.substr(0, label.find(' '));
  const bool digit = std::any_of(word.begin(), word.end(), absl::ascii_isdigit);
  const bool upper = std::all_of(word.begin(), word.end(), absl::ascii_isupper);
  return word.size() <= 4 && (digit || upper) ? word : label;
}

const Entry* FindStep(const Document& document, uint32_t step) {
  for (const Entry& entry : document.entries) {
    if (entry.kind == Entry::Kind::kStep && entry.step == step) return &entry;
  }
  return nullptr;
}

std::string OperationText(const Entry& entry) {
  return absl::StrCat(
      entry.operation, entry.values.empty() ? "" : " = ", entry.values,
      entry.label.empty() ? "" : absl::StrCat(" (", entry.label, ")"));
}

std::string StepText(const Document& document, const Entry& entry) {
  return absl::StrCat(
      entry.lane.has_value() ? document.lanes[*entry.lane].task : "", ": ",
      OperationText(entry));
}

absl::string_view EdgeName(checker::CausalEdge::Kind kind) {
  switch (kind) {
    case checker::CausalEdge::Kind::kConflict:
      return "conflict";
    case checker::CausalEdge::Kind::kWake:
      return "wake";
    case checker::CausalEdge::Kind::kSpawn:
      return "spawn";
  }
  return "";
}

std::vector<Section> SectionsOf(const Document& document) {
  std::vector<Section> sections;
  for (size_t i = 0; i < document.entries.size(); ++i) {
    const Entry& entry = document.entries[i];
    const bool goes_on =
        entry.folded && !sections.empty() && sections.back().folded &&
        document.entries[sections.back().begin].after == entry.after;
    if (!goes_on) sections.push_back({i, i, entry.folded});
    sections.back().end = i + 1;
  }
  return sections;
}

std::string FoldedText(const Document& document, const Section& section) {
  constexpr size_t kMostCodes = 6;
  size_t steps = 0;
  std::vector<std::string> tasks, codes;
  const auto add = [](std::vector<std::string>& to, absl::string_view what) {
    if (!what.empty() && std::find(to.begin(), to.end(), what) == to.end())
      to.emplace_back(what);
  };
  for (size_t i = section.begin; i < section.end; ++i) {
    const Entry& entry = document.entries[i];
    if (entry.kind != Entry::Kind::kStep) continue;
    ++steps;
    if (entry.lane.has_value())
      add(tasks, document.lanes[*entry.lane].short_name);
    add(codes, StepCode(entry.label));
  }
  if (steps == 0) return "a choice";
  codes.resize(std::min(codes.size(), kMostCodes));
  return absl::StrCat(checker::Plural(steps, "step"), " of ",
                      absl::StrJoin(tasks, ", "), codes.empty() ? "" : ": ",
                      absl::StrJoin(codes, ", "));
}

}  // namespace diorace::report
