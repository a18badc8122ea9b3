#include "tools/results/junit.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/results/wording.h"
#include "tools/results/xml_text.h"

namespace diorace::results {
namespace {

std::string Time(const Result& result) {
  if (!result.seconds.has_value()) return "";
  return XmlAttribute("time", absl::StrFormat("%.3f", *result.seconds));
}

std::string Properties(const Result& result) {
  std::vector<std::pair<std::string, std::string>> properties = {
      {"release", result.release},
      {"verdict", result.verdict},
      {"expected", result.expected},
      {"complete", result.complete ? "true" : "false"},
      {"strategy", result.strategy},
      {"guarantee", result.guarantee},
      {"executions", absl::StrCat(result.executions)},
      {"traces", absl::StrCat(result.traces)},
      {"redundant", absl::StrCat(result.redundant)},
      {"steps", absl::StrCat(result.steps)},
      {"max_depth", absl::StrCat(result.max_depth)},
      {"violations", absl::StrCat(result.findings.size())},
  };
  if (!result.bound.empty()) properties.emplace_back("bound", result.bound);
  for (const Finding& finding : result.findings)
    properties.emplace_back("schedule", finding.file);
  std::string text = "    <properties>\n";
  for (const auto& [name, value] : properties) {
    absl::StrAppend(&text, "      <property", XmlAttribute("name", name),
                    XmlAttribute("value", value), "/>\n");
  }
  return absl::StrCat(text, "    </properties>\n");
}

std::string Stories(const Result& result) {
  std::vector<std::string> stories = result.reasons;
  for (const Finding& finding : result.findings)
    stories.push_back(FindingStory(result, finding));
  return absl::StrJoin(stories, "\n\n");
}

// What happened in the case: an error if the verdict is not known.
std::string Outcome(const Result& result) {
  if (result.elsewhere)
    return "      <skipped message=\"another share explores it\"/>\n";
  if (result.ok) {
    if (result.findings.empty()) return "";
    return absl::StrCat("      <system-out>", XmlText(Stories(result)),
                        "</system-out>\n");
  }
  const absl::string_view element = result.undecided ? "error" : "failure";
  std::string type = "verdict";
  for (const Finding& finding : result.findings) {
    if (finding.expected) continue;
    type = RuleOf(finding.schedule.violation());
    break;
  }
  return absl::StrCat(
      "      <", element,
      XmlAttribute("message", absl::StrJoin(result.reasons, "; ")),
      XmlAttribute("type", type), ">", XmlText(Stories(result)), "</", element,
      ">\n");
}

std::string Suite(const Result& result) {
  const bool error = !result.ok && result.undecided;
  const bool failure = !result.ok && !result.undecided;
  std::string text = absl::StrCat(
      "  <testsuite", XmlAttribute("name", result.scenario), " tests=\"1\"",
      XmlAttribute("failures", failure ? "1" : "0"),
      XmlAttribute("errors", error ? "1" : "0"),
      XmlAttribute("skipped", result.elsewhere ? "1" : "0"), Time(result),
      ">\n", Properties(result), "    <testcase",
      XmlAttribute("classname", "diorace"),
      XmlAttribute("name", result.scenario), Time(result));
  const std::string outcome = Outcome(result);
  if (outcome.empty()) {
    absl::StrAppend(&text, "/>\n");
  } else {
    absl::StrAppend(&text, ">\n", outcome, "    </testcase>\n");
  }
  return absl::StrCat(text, "  </testsuite>\n");
}

}  // namespace

std::string JUnitXml(Results results) {
  size_t failures = 0, errors = 0;
  std::string suites;
  for (const Result& result : results) {
    failures += !result.ok && !result.undecided;
    errors += !result.ok && result.undecided;
    absl::StrAppend(&suites, Suite(result));
  }
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                      "<testsuites name=\"diorace\" tests=\"", results.size(),
                      "\" failures=\"", failures, "\" errors=\"", errors,
                      "\">\n", suites, "</testsuites>\n");
}

}  // namespace diorace::results
