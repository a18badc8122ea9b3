#include "tools/results/summary.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/results/sample_results.h"

namespace diorace::results {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// The number of cells of each line of a table, as GitHub's Markdown counts: by
// bars without a backslash before them.
std::vector<size_t> Cells(const std::string& markdown) {
  std::vector<size_t> cells;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    if (!absl::StartsWith(line, "|")) continue;
    size_t bars = 0;
    for (size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\')
        ++i;
      else
        bars += line[i] == '|';
    }
    cells.push_back(bars - 1);
  }
  return cells;
}

TEST(SummaryTest, SaysHowItWentAndWhy) {
  const std::string text = MarkdownSummary(
      std::vector<Result>{Passing(), Failing(), Surprising(), Undecided()});
  EXPECT_THAT(text, StartsWith("### diorace: 4 scenarios, 2 as expected, **1 "
                               "NOT as expected**, 1 undecided\n"
                               "\nExplored to the end: 3 of 4.\n"));
  EXPECT_THAT(text, HasSubstr("\n- the verdict is fail, but pass is expected\n"
                              "- guard\\_mismatch (device\\_check), blame "
                              "no\\_promise, race R01: guard tag error at "
                              "sector 0 (3 steps, 1 preemption, "));
  EXPECT_THAT(text, HasSubstr("\n| failing | 6.19 | fail | fail | yes | yes | "
                              "1,280 | guard\\_mismatch (device\\_check), "
                              "blame no\\_promise, race R01 |\n"));
  EXPECT_THAT(Cells(text), SizeIs(6));
  EXPECT_THAT(Cells(text), Each(8u));
  EXPECT_THAT(text, Not(HasSubstr("<details>")));
}

TEST(SummaryTest, CountsWhatWasNotStarted) {
  EXPECT_THAT(
      MarkdownSummary(std::vector<Result>{Passing(), Undecided()}, 1),
      StartsWith("### diorace: 3 scenarios, 1 as expected, 1 undecided, 1 not "
                 "started\n\nExplored to the end: 1 of 3.\n"));
}

TEST(SummaryTest, FoldsALongTable) {
  const std::string text = MarkdownSummary(std::vector<Result>(20, Passing()));
  EXPECT_THAT(text, HasSubstr("\n<details><summary>All scenarios</summary>\n\n"
                              "| scenario |"));
  EXPECT_THAT(text, testing::EndsWith("|\n\n</details>\n"));
}

TEST(SummaryTest, SecondsOnlyIfTheyAreThere) {
  Result timed = Passing();
  timed.seconds = 1.5;
  EXPECT_THAT(MarkdownSummary(std::vector<Result>{timed}),
              HasSubstr(" |  | 1.50 |\n"));
}

TEST(SummaryTest, TextsAreText) {
  const std::string text = MarkdownSummary(std::vector<Result>{Hostile()});
  EXPECT_THAT(Cells(text), Each(8u));
  for (size_t i = 0; i < text.size(); ++i) {
    const bool means_more = absl::StrContains("<>&`@[]", text.substr(i, 1));
    EXPECT_TRUE(!means_more || text[i - 1] == '\\') << text.substr(i);
  }
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  // The heading, the paragraph, what is wrong, and the table.
  EXPECT_THAT(Cells(text), SizeIs(3));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) {
                            return absl::StartsWith(line, "- ");
                          }),
            2);
}

}  // namespace
}  // namespace diorace::results
