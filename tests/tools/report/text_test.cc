#include "tools/report/text.h"

#include <regex>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "scenarios/scenario.pb.h"
#include "tests/tools/report/sample_document.h"
#include "tools/report/columns.h"
#include "tools/report/markdown.h"
#include "tools/report/swimlanes.h"

namespace diorace::report {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::ResultOf;

// The whole of it, as a terminal shows it, but for the lines of sources.
TEST(TextReportTest, TellsTheStory) {
  EXPECT_EQ(
      std::regex_replace(TextReport(R01(), {}), std::regex("[.]cc:[0-9]+"),
                         ".cc:N"),
      R"(xfs_pi_write_zero_copy_store on Linux 6.19: guard_mismatch (device_check), race R01, blame
no_promise
  guard tag error at sector 0 (rcvd 2f3f, want 786a), BLK_STS_PROTECTION, -EILSEQ

writer sends buffer to nvme0n1 without a copy. In step 3 it generates the guard of the first
interval, over 41×256. Before the device has fetched that, user stores 42 into its first byte (step
12). The device fetches 42 41×255 (step 13), gets another guard, and refuses the write.

It passes if the device fetches buffer[0,256) before user stores into it.

The two steps whose order decides:
  12 user: fill buffer[0,1) = 42 (user store) at model/mm/user_buffer.cc:N
  13 writer/nvme0n1: sample buffer[0,256) = 42 41×255 (D1 device fetches and checks) at
  model/block/interval_check.cc:N

   #   writer user nvme0n1 irq
         .     .      .     .   … 2 steps of writer: L6, L12 …
   3     *     .      .     .   sample buffer[0,256) = 41×256 (b2 bio_integrity_generate)
   4     *     .      .     .   sample buffer[256,512) = 41×256 (b2 bio_integrity_generate)
         .     .      .     .   … 6 steps of writer: b2, L14, Z5, C3, Z6 …
  11     *     .      .     .   load writer/dio.submit.waiter = set (Z6 wait for completion)
  12 >   .     *      .     .   fill buffer[0,1) = 42 (user store)
  13 >   .     .      *     .   sample buffer[0,256) = 42 41×255 (D1 device fetches and checks)
  14     .     .      *     .   sample buffer[256,512) = 41×256 (D1 device fetches and checks)
         .     .      X     .   >>> guard tag error at sector 0 (rcvd 2f3f, want 786a),
         .     .      .     .   BLK_STS_PROTECTION, -EILSEQ
      --- the schedule ends here; what follows is one way to go on ---
         .     .      .     .   … 18 steps of irq, writer: I1, K2, C1, C2, C3, C4a …
         |     .      .     .   pwrite returns -84 (EILSEQ)

      nvme0n1  = writer/nvme0n1 (device)
      irq      = writer/nvme0n1/irq (irq)

14 steps, 2 context switches, 0 preemptions; it takes no preemption, and fewer there cannot be;
found by dpor in execution 1
diorace replay diorace-out/sample.1.schedule.textproto
)");
}

std::vector<std::string> FailingScenarios() {
  std::vector<std::string> failing;
  for (const std::string& name : BuiltInScenarioNames()) {
    if (LoadScenario(name, "")->scenario.expect().verdict() ==
        Expectation::FAIL)
      failing.push_back(name);
  }
  return failing;
}

size_t WidthOf(const std::string& line) { return Columns(line); }

// Every violation of every scenario fits a terminal of 100 columns, and so does
// the text of it in a mail.
TEST(TextReportTest, FitsATerminal) {
  size_t documents = 0;
  for (const std::string& scenario : FailingScenarios()) {
    for (const checker::Schedule& schedule : SchedulesOf(scenario)) {
      const Document document = DocumentOf(schedule, {});
      ++documents;
      const std::vector<std::string> lines =
          absl::StrSplit(TextReport(document, {}), '\n');
      EXPECT_THAT(lines, Each(ResultOf(WidthOf, Le(100u)))) << scenario;
      EXPECT_THAT(TextReport(document, {}), HasSubstr(">>> ")) << scenario;
      const std::vector<std::string> narrow =
          absl::StrSplit(Swimlanes(document, {.columns = 72}), '\n');
      EXPECT_THAT(narrow, Each(ResultOf(WidthOf, Le(72u)))) << scenario;
    }
  }
  EXPECT_GE(documents, 30u);
}

// Each line has its marks below the names.
TEST(TextReportTest, LanesAreAligned) {
  const std::string text = Swimlanes(R01(), {});
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (const std::string& line : lines) {
    if (absl::StrContains(line, "fill buffer"))
      EXPECT_EQ(line.find('*'), lines[0].find("user") + 1);
    if (absl::StrContains(line, "42 41×255"))
      EXPECT_EQ(line.find('*'), lines[0].find("nvme0n1") + 3);
  }
}

// With many lanes, letters stand for the names.
TEST(TextReportTest, ManyLanesAreLetters) {
  Document document = R01();
  for (int i = 0; i < 30; ++i) {
    document.lanes.push_back({.task = "worker_" + std::to_string(i),
                              .kind = checker::ContextKind::kWorker,
                              .short_name = "worker_" + std::to_string(i)});
  }
  const std::string text = Swimlanes(document, {});
  EXPECT_THAT(text, HasSubstr("   #   A B C D "));
  EXPECT_THAT(text, HasSubstr(" Z AA AB "));
  EXPECT_THAT(text, HasSubstr("      C        = writer/nvme0n1 (device)\n"));
}

TEST(TextReportTest, ColoursOnlyWhenAsked) {
  EXPECT_THAT(TextReport(R01(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TextReport(R01(), {.color = true}), HasSubstr("\x1b[31;1m"));
}

TEST(TextReportTest, TextOfFilesDoesNotSteerTheTerminal) {
  EXPECT_THAT(TextReport(HostileDocument(), {}), Not(HasSubstr("\x1b")));
}

TEST(ColumnsTest, CountsLettersNotBytes) {
  EXPECT_EQ(Columns("41×256"), 6u);
  EXPECT_EQ(PadTo(4, "×"), "×   ");
  EXPECT_EQ(CutTo(3, "41×256"), "41…");
  EXPECT_EQ(CutTo(6, "41×256"), "41×256");
  EXPECT_EQ(Front(3, "41×256"), "41×");
  EXPECT_THAT(Wrap(6, "41×256 is longer"),
              ElementsAre("41×256", "is", "longer"));
  EXPECT_THAT(Wrap(3, "×××× a\n\nb"), ElementsAre("×××", "× a", "", "b"));
  EXPECT_EQ(Printable("a\x1b[1m\x7f\nb"), "a?[1m?\nb");
}

TEST(MarkdownReportTest, IsReadyToPaste) {
  const std::string text = MarkdownReport(R01());
  EXPECT_THAT(text, testing::StartsWith(
                        "### guard\\_mismatch in "
                        "`xfs_pi_write_zero_copy_store`, race R01\n\nOn Linux "
                        "6.19, scenario `xfs_pi_write_zero_copy_store`: "));
  EXPECT_THAT(text, HasSubstr("\n```text\n   #   writer user nvme0n1 irq\n"));
  EXPECT_THAT(text, HasSubstr("- step 12: `user: fill buffer[0,1) = 42 (user "
                              "store)` at `model/mm/user_buffer.cc:"));
  EXPECT_THAT(text, HasSubstr("\nTo see it again: `diorace replay diorace-out/"
                              "sample.1.schedule.textproto`\n"));
  EXPECT_THAT(text, HasSubstr("fewer there cannot be; found by"));
}

// What comes from a file ends neither a span nor a fence.
TEST(MarkdownReportTest, TextOfFilesIsNoMarkup) {
  const std::string text = MarkdownReport(HostileDocument());
  EXPECT_THAT(text, HasSubstr("\n````text\n"));
  EXPECT_THAT(text, HasSubstr("\\<script\\>"));
  EXPECT_THAT(text, HasSubstr("in ```` </script>"));
}

}  // namespace
}  // namespace diorace::report
