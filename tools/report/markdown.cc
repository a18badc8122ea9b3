#include "tools/report/markdown.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/report/swimlanes.h"

namespace diorace::report {
namespace {

// One backtick more than any run of them in `text`.
std::string Fence(absl::string_view text, size_t least) {
  size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(longest + 1, least), '`');
}

std::string OneLine(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\n", " "}});
}

std::string Code(absl::string_view text) {
  const std::string fence = Fence(text, 1);
  // A span that begins or ends with a backtick needs a space there.
  const absl::string_view space =
      fence.size() > 1 ? absl::string_view(" ") : absl::string_view();
  return absl::StrCat(fence, space, OneLine(text), space, fence);
}

// Text that means itself.
std::string Plain(absl::string_view text) {
  std::string plain;
  for (const char c : OneLine(text)) {
    if (absl::string_view("\\`*_[]<>#&|~").find(c) != absl::string_view::npos)
      plain += '\\';
    plain += c;
  }
  return plain;
}

std::string Block(absl::string_view text) {
  const std::string fence = Fence(text, 3);
  return absl::StrCat(fence, "text\n", text, fence, "\n");
}

std::string Paragraph(const Document& document) {
  const Header& header = document.header;
  std::string text = absl::StrCat("On Linux ", Plain(header.release));
  if (!header.switches.empty()) {
    absl::StrAppend(&text, " with ",
                    Code(absl::StrJoin(header.switches, ", ")));
  }
  absl::StrAppend(&text, ", scenario ", Code(header.scenario), ": ",
                  Code(header.message), " (", Plain(header.oracle));
  if (!header.blame.empty())
    absl::StrAppend(&text, ", blame ", Plain(header.blame));
  absl::StrAppend(&text, ").");
  for (const std::string* const more : {&document.story, &document.passes_if}) {
    if (!more->empty()) absl::StrAppend(&text, " ", Plain(*more));
  }
  return absl::StrCat(text, "\n");
}

std::string Pairs(const Document& document) {
  std::string text;
  for (const checker::OrderedPair& pair : document.pairs) {
    for (const uint32_t step : {pair.first, pair.second}) {
      const Entry* const entry = FindStep(document, step);
      if (entry == nullptr) continue;
      absl::StrAppend(&text, "- step ", step, ": ",
                      Code(StepText(document, *entry)),
                      entry->at.empty() ? "" : " at ",
                      entry->at.empty() ? "" : Code(entry->at), "\n");
    }
  }
  return text.empty()
             ? ""
             : absl::StrCat("The order of these decides:\n\n", text, "\n");
}

}  // namespace

std::string MarkdownReport(const Document& document) {
  const Header& header = document.header;
  std::string heading =
      absl::StrCat("### ", Plain(header.kind), " in ", Code(header.scenario));
  if (!header.row.empty())
    absl::StrAppend(&heading, ", race ", Plain(header.row));
  return absl::StrCat(heading, "\n\n", Paragraph(document), "\n",
                      Pairs(document), Block(Swimlanes(document, {})), "\n",
                      "To see it again: ", Code(header.command), "\n\n",
                      Plain(header.guarantee), "; ", Plain(header.found),
                      ".\n");
}

}  // namespace diorace::report
