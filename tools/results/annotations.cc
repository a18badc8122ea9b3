#include "tools/results/annotations.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/results/wording.h"

namespace diorace::results {
namespace {

std::string Message(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}});
}

std::string Property(absl::string_view text) {
  return absl::StrReplaceAll(Message(text), {{":", "%3A"}, {",", "%2C"}});
}

std::string Error(const Result& result, absl::string_view title,
                  absl::string_view message) {
  return absl::StrCat("::error file=", Property(result.file),
                      ",line=", result.line, ",title=", Property(title),
                      "::", Message(message), "\n");
}

}  // namespace

std::string GitHubAnnotations(Results results) {
  std::string text;
  for (const Result& result : results) {
    if (result.ok) continue;
    for (const Finding& finding : result.findings) {
      if (finding.expected) continue;
      absl::StrAppend(&text,
                      Error(result,
                            absl::StrCat(result.scenario, ": ",
                                         finding.schedule.violation().kind()),
                            FindingStory(result, finding)));
    }
    if (ReasonsToTell(result).empty()) continue;
    absl::StrAppend(&text,
                    Error(result, absl::StrCat(result.scenario, ": verdict"),
                          absl::StrJoin(ReasonsToTell(result), "\n")));
  }
  return text;
}

}  // namespace diorace::results
