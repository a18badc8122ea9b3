#include "tools/report/text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/report/columns.h"
#include "tools/report/swimlanes.h"

namespace diorace::report {
namespace {

constexpr absl::string_view kBold = "1";
constexpr absl::string_view kRed = "31;1";

class Page {
 public:
  explicit Page(const TextStyle& style) : style_(style) {}

  // A paragraph, its lines `indent` columns to the right.
  void Add(size_t indent, absl::string_view text,
           absl::string_view color = "") {
    for (const std::string& line : Wrap(style_.columns - indent, text)) {
      absl::StrAppend(&out_, std::string(indent, ' '), Colored(color, line),
                      "\n");
    }
  }
  // A line that may be longer: what is to be copied is in one piece.
  void AddWhole(absl::string_view line) { absl::StrAppend(&out_, line, "\n"); }
  void Space() { absl::StrAppend(&out_, "\n"); }
  void Append(absl::string_view text) { absl::StrAppend(&out_, text); }

  const std::string& text() const { return out_; }

 private:
  std::string Colored(absl::string_view color, absl::string_view text) const {
    return style_.color && !color.empty()
               ? absl::StrCat("\x1b[", color, "m", text, "\x1b[0m")
               : std::string(text);
  }

  const TextStyle& style_;
  std::string out_;
};

void AddPairs(const Document& document, Page& page) {
  if (document.pairs.empty()) return;
  page.Add(0, document.pairs.size() == 1 ? "The two steps whose order decides:"
                                         : "The steps whose order decides:");
  for (const checker::OrderedPair& pair : document.pairs) {
    for (const uint32_t step : {pair.first, pair.second}) {
      const Entry* const entry = FindStep(document, step);
      if (entry == nullptr) continue;
      page.Add(2,
               absl::StrFormat("%d  %s%s%s", step, StepText(document, *entry),
                               entry->at.empty() ? "" : " at ", entry->at));
    }
  }
  page.Space();
}

}  // namespace

std::string Title(const Header& header) {
  std::string title =
      absl::StrCat(header.scenario, " on Linux ", header.release);
  if (!header.switches.empty())
    absl::StrAppend(&title, " with ", absl::StrJoin(header.switches, ", "));
  absl::StrAppend(&title, ": ", header.kind, " (", header.oracle, ")");
  if (!header.row.empty()) absl::StrAppend(&title, ", race ", header.row);
  if (!header.blame.empty()) absl::StrAppend(&title, ", blame ", header.blame);
  return title;
}

std::string TextReport(const Document& document, const TextStyle& style) {
  Page page(style);
  page.Add(0, Title(document.header), kBold);
  page.Add(2, document.header.message, kRed);
  page.Space();
  for (const std::string* const text : {&document.story, &document.passes_if}) {
    if (text->empty()) continue;
    page.Add(0, *text);
    page.Space();
  }
  AddPairs(document, page);
  page.Append(Swimlanes(document, style));
  page.Space();
  page.Add(
      0, absl::StrCat(document.header.guarantee, "; ", document.header.found));
  page.AddWhole(document.header.command);
  return page.text();
}

}  // namespace diorace::report
