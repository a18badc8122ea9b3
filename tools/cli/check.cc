// diorace check: every scenario against its expected verdict.

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/commands.h"
#include "tools/cli/report.h"
#include "tools/cli/result_files.h"
#include "tools/cli/run_all.h"

namespace diorace::cli {

ExitStatus Check(const CommandLine& line, Console& console) {
  if (absl::Status status = DistinctFiles(line.options, console); !status.ok())
    return Complain(status, console);
  const std::vector<Listed> all = PrepareAll(line.arguments, console);
  if (all.empty()) return ExitStatus::kBadInput;

  if (!line.options.checkpoint.empty() && all.size() != 1) {
    return Complain(absl::InvalidArgumentError(
                        "--checkpoint: a checkpoint is of one scenario; name "
                        "it, as in `diorace check --checkpoint=FILE NAME`"),
                    console);
  }

  const std::unique_ptr<CheckReport> report =
      line.options.format == Format::kJson
          ? MakeJsonReport(line.options, console)
          : MakeTextReport(line.options, console);
  std::vector<results::Result> results;
  report->Begin(all);
  const ExitStatus status = RunAll(
      all, line.options, console,
      [&](const Listed& listed, const ScenarioRun& run,
          const Judgement& judgement) {
        report->Add(run, judgement);
        results.push_back(ResultOf(listed, run, judgement, line.options));
      });
  report->End();
  return Worse(status, WriteResultFiles(results, line.options, console));
}

}  // namespace diorace::cli
