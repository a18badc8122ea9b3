// diorace report: a schedule file as a report for people.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/replay.h"
#include "checker/replay_verdict.h"
#include "checker/schedule/whole_file.h"
#include "scenarios/loader.h"
#include "scenarios/recording.h"
#include "tools/cli/commands.h"
#include "tools/cli/explained_document.h"
#include "tools/cli/paint.h"
#include "tools/report/document.h"
#include "tools/report/html.h"
#include "tools/report/markdown.h"
#include "tools/report/perfetto.h"
#include "tools/report/text.h"

namespace diorace::cli {
namespace {

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
  const absl::StatusOr<Recording> recording =
      LoadRecording(PathFrom(console.directory, file), file);
  if (!recording.ok()) return Complain(recording.status(), console);
  const checker::Schedule& schedule = recording->schedule;
  const checker::ReplayResult replay =
      checker::Replay([&] { recording->compiled.Run(); }, schedule);
  if (!replay.reproduced) {
    const bool stale = !replay.divergence.empty();
    Complain(absl::FailedPreconditionError(absl::StrCat(
                 stale ? DivergencePlace(replay.divergence, *recording) : file,
                 ": ", checker::VerdictText(replay, file))),
             console);
    return stale ? ExitStatus::kDoesNotFit : ExitStatus::kDiffers;
  }
  const absl::StatusOr<report::Document> document =
      DocumentOf(recording->compiled, schedule, replay, file);
  if (!document.ok()) return Complain(document.status(), console);
  const std::string text = Printed(*document, line.options, console);
  if (line.options.output.empty()) {
    console.out << text;
    return ExitStatus::kAsExpected;
  }
  const absl::Status written = checker::WriteFileAtomically(
      PathFrom(console.directory, line.options.output), text);
  return written.ok() ? ExitStatus::kAsExpected : Complain(written, console);
}

}  // namespace diorace::cli
