#include "tools/results/wording.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "checker/number_text.h"
#include "checker/schedule/schedule_file.h"

namespace diorace::results {
namespace {

// FNV-1a: no secret, no adversary, and the same everywhere.
std::string Hash(absl::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16));
}

}  // namespace

std::string FindingText(const checker::ViolationRecord& violation) {
  std::string text =
      absl::StrCat(violation.kind(), " (", violation.oracle(), ")");
  if (violation.has_blame())
    absl::StrAppend(&text, ", blame ", violation.blame());
  if (violation.has_row()) absl::StrAppend(&text, ", race ", violation.row());
  return text;
}

std::string RuleOf(const checker::ViolationRecord& violation) {
  return absl::StrCat(violation.kind(), "/", violation.oracle());
}

std::string SizeText(const checker::Minimality& minimality) {
  return absl::StrCat(checker::Plural(minimality.steps(), "step"), ", ",
                      checker::Plural(minimality.preemptions(), "preemption"));
}

std::string FindingStory(const Result& result, const Finding& finding) {
  const checker::ViolationRecord& violation = finding.schedule.violation();
  return absl::StrCat(violation.message(), "\n", FindingText(violation),
                      "; scenario ", result.scenario, " on Linux ",
                      result.release, "; ",
                      SizeText(finding.schedule.minimality()),
                      "\ndiorace replay ", finding.file);
}

size_t UnexpectedFindings(const Result& result) {
  return static_cast<size_t>(
      std::count_if(result.findings.begin(), result.findings.end(),
                    [](const Finding& finding) { return !finding.expected; }));
}

const std::vector<std::string>& ReasonsToTell(const Result& result) {
  return UnexpectedFindings(result) == 0 ? result.reasons : result.apart;
}

std::string Fingerprint(const Result& result, const Finding& finding) {
  return Hash(absl::StrCat(result.scenario, "\n",
                           checker::ViolationIdentity(finding.schedule)));
}

std::string Fingerprint(const Result& result) { return Hash(result.scenario); }

SourcePlace ParsePlace(absl::string_view at) {
  const size_t colon = at.rfind(':');
  SourcePlace place;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(at.substr(colon + 1), &place.line) || place.line < 1)
    return {std::string(at), 0};
  place.file = std::string(at.substr(0, colon));
  return place;
}

}  // namespace diorace::results
