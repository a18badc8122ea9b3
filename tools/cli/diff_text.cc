#include "tools/cli/diff_text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "checker/number_text.h"
#include "nlohmann/json.hpp"
#include "scenarios/scenario.pb.h"
#include "tools/cli/printable.h"

namespace diorace::cli {
namespace {

using checker::ScheduleDiff;
using Json = nlohmann::ordered_json;

constexpr size_t kWidth = 100;
// Mark, number, text; twice, with a bar between: 3 + 5 + 42 + 3 + 5 + 42.
constexpr size_t kTextWidth = 42;

std::string RangeText(const checker::StepRecord& step) {
  return step.end() == 0
             ? ""
             : absl::StrCat("[", step.begin(), ",", step.end(), ")");
}

std::string DecisionText(const checker::DecisionRecord& decision) {
  if (decision.has_choice()) {
    const checker::ChoiceRecord& choice = decision.choice();
    return Printable(absl::StrCat(choice.task(), ": chooses ", choice.site(),
                                  " = ", choice.value(), " of ",
                                  choice.count()));
  }
  const checker::StepRecord& step = decision.step();
  return Printable(absl::StrCat(step.task(), ": ", step.operation(), " ",
                                step.object(), RangeText(step)));
}

std::string LabelText(const checker::DecisionRecord& decision) {
  return decision.step().label().empty()
             ? ""
             : Printable(absl::StrCat("(", decision.step().label(), ")"));
}

// Letters; what continues one in UTF-8 is none.
size_t Width(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string Padded(std::string text, size_t width) {
  const size_t now = Width(text);
  return now < width ? text.append(width - now, ' ') : text;
}

// `text` in lines of at most `width` letters: broken at spaces, where a word is
// too long for that after any letter.
std::vector<std::string> Wrapped(absl::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!lines.back().empty() && Width(lines.back()) + 1 + Width(word) > width)
      lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    for (const char c : word) {
      const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
      if (begins && Width(lines.back()) == width) lines.emplace_back();
      lines.back() += c;
    }
  }
  return lines;
}

// Half a row: a number and lines of text.
struct Cell {
  std::string number;
  std::vector<std::string> lines;
};

Cell CellOf(const checker::Schedule& schedule, std::optional<size_t> index,
            const std::vector<std::optional<size_t>>& elsewhere, bool paired,
            bool same) {
  if (!index.has_value()) return {};
  const checker::DecisionRecord& decision =
      schedule.decision(static_cast<int>(*index));
  Cell cell{absl::StrCat(*index + 1),
            Wrapped(DecisionText(decision), kTextWidth)};
  if (same) return cell;
  if (const std::string label = LabelText(decision); !label.empty()) {
    for (std::string& line : Wrapped(label, kTextWidth))
      cell.lines.push_back(std::move(line));
  }
  if (!paired && elsewhere[*index].has_value())
    cell.lines.push_back(absl::StrCat("there: ", *elsewhere[*index] + 1));
  return cell;
}

absl::string_view MarkOf(const ScheduleDiff::Row& row) {
  if (!row.b.has_value()) return " - ";
  if (!row.a.has_value()) return " + ";
  return row.same ? "   " : " ! ";
}

std::string RowText(const ComparedSchedules& compared,
                    const ScheduleDiff::Row& row, const Paint& paint) {
  const bool paired = row.a.has_value() && row.b.has_value();
  const Cell left =
      CellOf(compared.a, row.a, compared.diff.a_in_b, paired, row.same);
  const Cell right =
      CellOf(compared.b, row.b, compared.diff.b_in_a, paired, row.same);
  std::string text;
  for (size_t i = 0; i < std::max(left.lines.size(), right.lines.size()); ++i) {
    const auto line = [&](const Cell& cell) {
      return i < cell.lines.size() ? cell.lines[i] : "";
    };
    std::string whole = absl::StrFormat(
        "%s%4s %s | %4s %s", i == 0 ? MarkOf(row) : "   ",
        i == 0 ? left.number : "", Padded(line(left), kTextWidth),
        i == 0 ? right.number : "", line(right));
    whole.erase(whole.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, row.same ? whole : paint.Strong(whole), "\n");
  }
  return text;
}

std::string SubjectText(const std::string& file,
                        const checker::Schedule& schedule) {
  const Scenario& of = schedule.GetExtension(scenario);
  std::string text =
      absl::StrCat(file, ": ",
                   schedule.HasExtension(scenario)
                       ? absl::StrCat(of.name(), ", release ", of.release())
                       : schedule.subject(),
                   ", ", checker::Plural(schedule.decision_size(), "decision"));
  return Printable(text);
}

std::string ViolationText(const checker::ViolationRecord& violation) {
  std::string text =
      absl::StrCat(violation.kind(), " (", violation.oracle(), ")");
  if (violation.has_blame())
    absl::StrAppend(&text, ", blame ", violation.blame());
  if (violation.has_row()) absl::StrAppend(&text, ", race ", violation.row());
  absl::StrAppend(&text, ": ", violation.message());
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return Printable(text);
}

// `text` after `head`, in lines of at most kWidth letters.
std::string Hanging(absl::string_view head, absl::string_view text) {
  std::string all;
  for (const std::string& line : Wrapped(text, kWidth - head.size())) {
    absl::StrAppend(&all, all.empty() ? head : std::string(head.size(), ' '),
                    line, "\n");
  }
  return all;
}

std::string ConclusionText(const ComparedSchedules& compared) {
  const ScheduleDiff& diff = compared.diff;
  std::string text = "\n";
  if (diff.same_violation) {
    absl::StrAppend(&text,
                    Hanging("both: ", ViolationText(compared.a.violation())));
  } else {
    absl::StrAppend(&text,
                    Hanging("A: ", ViolationText(compared.a.violation())),
                    Hanging("B: ", ViolationText(compared.b.violation())));
  }
  if (compared.same()) return text + "the schedules are the same\n";
  if (!diff.first_difference.has_value()) {
    return absl::StrCat(text, "the decisions are the same; ",
                        compared.same_scenario ? "the violations differ\n"
                                               : "the scenarios differ\n");
  }
  const auto pairs =
      std::count_if(diff.rows.begin(), diff.rows.end(),
                    [](const auto& row) { return row.a && row.b; });
  return absl::StrCat(text, checker::Plural(*diff.first_difference, "decision"),
                      " up to the first difference; ", pairs, " in both, ",
                      static_cast<size_t>(compared.a.decision_size()) -
                          static_cast<size_t>(pairs),
                      " in A and ",
                      static_cast<size_t>(compared.b.decision_size()) -
                          static_cast<size_t>(pairs),
                      " in B only, or elsewhere\n");
}

Json DecisionJson(const checker::Schedule& schedule,
                  std::optional<size_t> index) {
  if (!index.has_value()) return nullptr;
  const checker::DecisionRecord& decision =
      schedule.decision(static_cast<int>(*index));
  Json json = {{"number", *index + 1}};
  if (decision.has_choice()) {
    const checker::ChoiceRecord& choice = decision.choice();
    json["task"] = choice.task();
    json["choice"] = choice.site();
    json["occurrence"] = choice.occurrence();
    json["value"] = choice.value();
    json["count"] = choice.count();
    return json;
  }
  const checker::StepRecord& step = decision.step();
  json["task"] = step.task();
  json["operation"] = step.operation();
  json["object"] = step.object();
  json["occurrence"] = step.occurrence();
  if (step.end() != 0) json["range"] = {step.begin(), step.end()};
  if (step.has_label()) json["label"] = step.label();
  return json;
}

Json ViolationJson(const checker::ViolationRecord& violation) {
  return {{"kind", violation.kind()},     {"oracle", violation.oracle()},
          {"object", violation.object()}, {"blame", violation.blame()},
          {"row", violation.row()},       {"message", violation.message()}};
}

}  // namespace

std::string DiffText(const ComparedSchedules& compared, const Paint& paint) {
  std::string text =
      absl::StrCat(Hanging("A: ", SubjectText(compared.file_a, compared.a)),
                   Hanging("B: ", SubjectText(compared.file_b, compared.b)));
  if (!compared.same_scenario)
    absl::StrAppend(&text, paint.Strong("the scenarios differ"), "\n");
  absl::StrAppend(&text, "\n");
  for (size_t i = 0; i < compared.diff.rows.size(); ++i) {
    if (i == compared.diff.first_difference)
      absl::StrAppend(&text, paint.Bad(">>> the first difference"), "\n");
    absl::StrAppend(&text, RowText(compared, compared.diff.rows[i], paint));
  }
  return absl::StrCat(text, ConclusionText(compared));
}

std::string DiffJson(const ComparedSchedules& compared) {
  const ScheduleDiff& diff = compared.diff;
  Json rows = Json::array();
  for (const ScheduleDiff::Row& row : diff.rows) {
    rows.push_back({{"a", DecisionJson(compared.a, row.a)},
                    {"b", DecisionJson(compared.b, row.b)},
                    {"same", row.same}});
  }
  Json json = {{"schema", 1},
               {"same", compared.same()},
               {"same_scenario", compared.same_scenario},
               {"same_violation", diff.same_violation},
               {"first_difference", nullptr},
               {"violation_a", ViolationJson(compared.a.violation())},
               {"violation_b", ViolationJson(compared.b.violation())},
               {"rows", std::move(rows)}};
  if (diff.first_difference.has_value())
    json["first_difference"] = *diff.first_difference;
  // Files may hold what is no UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace diorace::cli
