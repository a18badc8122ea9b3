#include "tools/results/summary.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "checker/number_text.h"
#include "tools/results/wording.h"

namespace diorace::results {
namespace {

constexpr size_t kFoldedFrom = 20;

// Text that means itself, in one line, also within a table.
std::string Plain(absl::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (absl::string_view("\\`*_[]<>#&|~@:").find(c) != absl::string_view::npos)
      plain += '\\';
    plain += absl::ascii_iscntrl(static_cast<unsigned char>(c)) ? ' ' : c;
  }
  return plain;
}

std::string Row(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

struct Counts {
  size_t as_expected = 0, hypotheses = 0, undecided = 0, others = 0,
         elsewhere = 0, complete = 0;
};

Counts Count(Results results) {
  Counts counts;
  for (const Result& result : results) {
    ++(result.elsewhere ? counts.elsewhere
       : !result.ok     ? (result.undecided ? counts.undecided : counts.others)
       : result.expected == "hypothesis" ? counts.hypotheses
                                         : counts.as_expected);
    counts.complete += result.complete;
  }
  return counts;
}

std::string Headline(Results results, size_t not_started) {
  const Counts counts = Count(results);
  const size_t scenarios = results.size() + not_started;
  std::string text =
      absl::StrCat("### diorace: ", checker::Plural(scenarios, "scenario"),
                   ", ", counts.as_expected, " as expected");
  if (counts.others != 0)
    absl::StrAppend(&text, ", **", counts.others, " NOT as expected**");
  if (counts.undecided != 0)
    absl::StrAppend(&text, ", ", counts.undecided, " undecided");
  if (counts.hypotheses != 0) {
    absl::StrAppend(&text, ", ", counts.hypotheses,
                    counts.hypotheses == 1 ? " hypothesis" : " hypotheses");
  }
  if (counts.elsewhere != 0)
    absl::StrAppend(&text, ", ", counts.elsewhere, " of another share");
  if (not_started != 0)
    absl::StrAppend(&text, ", ", not_started, " not started");
  return absl::StrCat(text, "\n\nExplored to the end: ", counts.complete,
                      " of ", scenarios, ".\n");
}

std::string WhatIsWrong(const Result& result) {
  std::string text = absl::StrCat("\n**", Plain(result.scenario), "** (",
                                  Plain(result.file), ")\n\n");
  for (const std::string& reason : result.reasons)
    absl::StrAppend(&text, "- ", Plain(reason), "\n");
  for (const Finding& finding : result.findings) {
    if (finding.expected) continue;
    const checker::ViolationRecord& violation = finding.schedule.violation();
    absl::StrAppend(&text, "- ", Plain(FindingText(violation)), ": ",
                    Plain(violation.message()), " (",
                    SizeText(finding.schedule.minimality()), ", ",
                    Plain(finding.file), ")\n");
  }
  return text;
}

std::string Findings(const Result& result) {
  std::vector<std::string> findings;
  for (const Finding& finding : result.findings)
    findings.push_back(Plain(FindingText(finding.schedule.violation())));
  return absl::StrJoin(findings, "; ");
}

std::string Table(Results results) {
  const bool timed = !results.empty() && results[0].seconds.has_value();
  std::vector<std::string> head = {"scenario", "release",   "verdict",
                                   "expected", "ok",        "complete",
                                   "traces",   "violations"};
  std::vector<std::string> rule = {"---", "---", "---",  "---",
                                   "---", "---", "---:", "---"};
  if (timed) {
    head.emplace_back("seconds");
    rule.emplace_back("---:");
  }
  std::string table = absl::StrCat(Row(head), Row(rule));
  for (const Result& result : results) {
    std::vector<std::string> cells = {
        Plain(result.scenario),
        Plain(result.release),
        result.verdict,
        result.expected,
        result.ok ? "yes" : (result.undecided ? "?" : "**NO**"),
        result.complete ? "yes" : "no",
        checker::WithThousands(result.traces),
        Findings(result)};
    if (timed)
      cells.push_back(absl::StrFormat("%.2f", result.seconds.value_or(0)));
    absl::StrAppend(&table, Row(cells));
  }
  return table;
}

}  // namespace

std::string MarkdownSummary(Results results, size_t not_started) {
  std::string text = Headline(results, not_started);
  for (const Result& result : results) {
    if (!result.ok) absl::StrAppend(&text, WhatIsWrong(result));
  }
  if (results.empty()) return text;
  if (results.size() < kFoldedFrom)
    return absl::StrCat(text, "\n", Table(results));
  return absl::StrCat(text, "\n<details><summary>All scenarios</summary>\n\n",
                      Table(results), "\n</details>\n");
}

}  // namespace diorace::results
