#include "tools/report/swimlanes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "checker/runtime/executor.h"
#include "tools/report/columns.h"

namespace diorace::report {
namespace {

constexpr absl::string_view kRed = "31;1";
constexpr absl::string_view kDim = "2";

class Painter {
 public:
  Painter(const Document& document, const TextStyle& style)
      : document_(document), style_(style) {
    for (const Lane& lane : document.lanes) names_.push_back(lane.short_name);
    // Wide lanes leave no room for what happens in them.
    if (LanesWidth() > style.columns * 2 / 5) {
      for (size_t i = 0; i < names_.size(); ++i) names_[i] = Letters(i);
    }
  }

  std::string Paint() {
    absl::StrAppend(&out_, "   #   ", absl::StrJoin(names_, " "), "\n");
    for (const Section& section : SectionsOf(document_)) {
      const Entry& first = document_.entries[section.begin];
      if (first.after) EndOfSchedule();
      if (section.folded) {
        Rows("", ' ', std::nullopt, '.',
             absl::StrCat("… ", FoldedText(document_, section), " …"), kDim);
      } else {
        PaintEntry(first);
      }
    }
    Legend();
    return std::move(out_);
  }

 private:
  // A, B, … Z, AA, AB, …
  static std::string Letters(size_t index) {
    std::string letters(1, static_cast<char>('A' + index % 26));
    return index < 26 ? letters
                      : absl::StrCat(Letters(index / 26 - 1), letters);
  }

  size_t LanesWidth() const {
    size_t width = 0;
    for (const std::string& name : names_) width += Columns(name) + 1;
    return width;
  }

  void EndOfSchedule() {
    if (std::exchange(ended_, true)) return;
    absl::StrAppend(
        &out_,
        Colored(kDim,
                "      --- the schedule ends here; what follows is one way to "
                "go on ---"),
        "\n");
  }

  void PaintEntry(const Entry& entry) {
    switch (entry.kind) {
      case Entry::Kind::kStep: {
        std::string text = entry.operation;
        if (!entry.values.empty()) absl::StrAppend(&text, " = ", entry.values);
        if (!entry.label.empty())
          absl::StrAppend(&text, "  (", entry.label, ")");
        Rows(absl::StrCat(entry.step), entry.marked ? '>' : ' ', entry.lane,
             entry.preempts ? '!' : '*', text, entry.marked ? kRed : "");
        break;
      }
      case Entry::Kind::kChoice:
        Rows("", ' ', entry.lane, '?', entry.text, "");
        break;
      case Entry::Kind::kNote:
        Rows("", ' ', entry.lane, '|', entry.text, "");
        break;
      case Entry::Kind::kViolation:
        Rows("", ' ', entry.lane, entry.marked ? 'X' : 'x',
             absl::StrCat(entry.marked ? ">>> " : "", entry.text),
             entry.marked ? kRed : "");
        break;
    }
  }

  // `text` beside the lanes, in as many lines as it needs.
  void Rows(absl::string_view number, char margin, std::optional<size_t> lane,
            char mark, absl::string_view text, absl::string_view color) {
    const size_t left = 7 + LanesWidth() + 1;
    const size_t room =
        std::max<size_t>(style_.columns > left ? style_.columns - left : 0, 20);
    bool first = true;
    for (const std::string& line : Wrap(room, text)) {
      absl::StrAppendFormat(&out_, "%4s %c ", first ? number : "",
                            first ? margin : ' ');
      for (size_t i = 0; i < names_.size(); ++i)
        Cell(names_[i], first && lane == i ? mark : '.', color);
      absl::StrAppend(&out_, " ", Colored(color, line), "\n");
      first = false;
    }
  }

  void Cell(const std::string& name, char mark, absl::string_view color) {
    const size_t left = (Columns(name) - 1) / 2;
    absl::StrAppend(&out_, std::string(left, ' '),
                    Colored(mark == '.' ? kDim : color, std::string(1, mark)),
                    std::string(Columns(name) - left, ' '));
  }

  void Legend() {
    bool any = false;
    for (size_t i = 0; i < names_.size(); ++i) {
      const Lane& lane = document_.lanes[i];
      if (names_[i] == lane.task) continue;
      absl::StrAppend(&out_, any ? "" : "\n");
      any = true;
      const std::string line =
          absl::StrCat("      ", PadTo(kShortName, names_[i]), " = ", lane.task,
                       " (", checker::ContextKindName(lane.kind), ")");
      absl::StrAppend(&out_, CutTo(style_.columns, line), "\n");
    }
  }

  std::string Colored(absl::string_view color, absl::string_view text) const {
    return style_.color && !color.empty()
               ? absl::StrCat("\x1b[", color, "m", text, "\x1b[0m")
               : std::string(text);
  }

  const Document& document_;
  const TextStyle& style_;
  std::vector<std::string> names_;
  bool ended_ = false;
  std::string out_;
};

}  // namespace

std::string Swimlanes(const Document& document, const TextStyle& style) {
  return Painter(document, style).Paint();
}

}  // namespace diorace::report
