// diorace report: a schedule file as a report for people.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "checker/campaign.h"
#include "checker/schedule/explanation.h"
#include "checker/schedule/text_proto.h"
#include "google/protobuf/text_format.h"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/paint.h"
#include "tools/cli/recording.h"
#include "tools/report/document.h"
#include "tools/report/html.h"
#include "tools/report/markdown.h"
#include "tools/report/perfetto.h"
#include "tools/report/text.h"

namespace diorace::cli {
namespace {

checker::Explanation ExplanationOf(const Recording&) { return {}; }

std::string Printed(const report::Document& document, const Options& options,
                    const Console& console) {
  switch (options.format) {
    case Format::kHtml:
      return report::HtmlReport(document);
    case Format::kMarkdown:
      return report::MarkdownReport(document);
    case Format::kPerfetto:
      return report::PerfettoReport(document);
    case Format::kText:
    case Format::kJson:
      break;
  }
  const bool terminal = console.out_is_terminal && options.output.empty();
  return report::TextReport(document,
                            {.color = Paint(options.color, terminal).on()});
}

}  // namespace

ExitStatus Report(const CommandLine& line, Console& console) {
  if (line.arguments.size() != 1) {
    return Complain(
        absl::InvalidArgumentError("report takes one schedule file"), console);
  }
  const std::string& file = line.arguments[0];
  google::protobuf::TextFormat::ParseInfoTree locations;
  const absl::StatusOr<Recording> recording =
      LoadRecording(file, console, locations);
  if (!recording.ok()) return Complain(recording.status(), console);
  const checker::Schedule& schedule = recording->schedule;
  const checker::ReplayResult replay =
      checker::Replay([&] { recording->compiled.Run(); }, schedule);
  if (!replay.divergence.empty()) {
    return ComplainOfDivergence(replay.divergence, schedule, locations, file,
                                console);
  }
  if (!replay.reproduced) {
    console.err << "diorace: " << file
                << ": the schedule fits, but the recorded violation no longer "
                   "occurs: there is nothing to report\n";
    return ExitStatus::kDiffers;
  }
  const std::string text = Printed(
      report::MakeDocument(schedule, replay, ExplanationOf(*recording), file),
      line.options, console);
  if (line.options.output.empty()) {
    console.out << text;
    return ExitStatus::kAsExpected;
  }
  const absl::Status written = checker::WriteFileAtomically(
      PathFrom(console.directory, line.options.output), text);
  return written.ok() ? ExitStatus::kAsExpected : Complain(written, console);
}

}  // namespace diorace::cli
