// diorace check: every scenario against its expected verdict.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/cli/commands.h"
#include "tools/cli/report.h"
#include "tools/cli/result_files.h"
#include "tools/cli/run_all.h"

namespace diorace::cli {
namespace {

// Those that tools/scenario_bounds.bzl finds.
std::string TestTags(const Scenario& scenario) {
  std::string tags;
  switch (scenario.expect().verdict()) {
    case Expectation::UNSPECIFIED:
      break;
    case Expectation::PASS:
      tags = "expected-pass";
      break;
    case Expectation::FAIL:
      tags = "expected-fail";
      break;
    case Expectation::HYPOTHESIS:
      tags = "hypothesis";
      break;
  }
  const std::string& strategy = scenario.bounds().strategy();
  if (strategy != "dpor" && strategy != "dfs") tags += ",sampled";
  return tags;
}

// A BUILD file may have been read before the scenario was changed, or say
// something of its own.
absl::Status AgreesWithBuild(const Listed& listed, const Options& options) {
  if (options.test_size.empty()) return absl::OkStatus();
  const Bounds& bounds = listed.subject.scenario.bounds();
  const std::string size =
      absl::AsciiStrToLower(Bounds::TestSize_Name(bounds.test_size()));
  std::vector<std::string> differences;
  if (options.test_size != size) {
    differences.push_back(absl::StrCat("BUILD says size = \"",
                                       options.test_size,
                                       "\", the scenario's bounds say ", size));
  }
  if (options.test_shards != bounds.shards()) {
    differences.push_back(
        absl::StrCat("BUILD says shard_count = ", options.test_shards,
                     ", the scenario's bounds say ", bounds.shards()));
  }
  const std::string tags = TestTags(listed.subject.scenario);
  if (!options.test_tags.empty() && options.test_tags != tags) {
    differences.push_back(absl::StrCat("the test's tags are ",
                                       options.test_tags,
                                       ", the scenario's are ", tags));
  }
  if (differences.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      listed.file, ": ", absl::StrJoin(differences, "; "),
      ". If the BUILD file does not mention it, Bazel has not noticed the "
      "scenario yet: run `bazel sync --configure`; if the scenario is "
      "generated, Bazel never does: mention it. If it is meant, give "
      "dio_scenario_test override_bounds = True."));
}

}  // namespace

ExitStatus Check(const CommandLine& line, Console& console) {
  const std::vector<Listed> all = PrepareAll(line.arguments, console);
  if (all.empty()) return ExitStatus::kBadInput;

  for (const Listed& listed : all) {
    if (absl::Status status = AgreesWithBuild(listed, line.options);
        !status.ok())
      return Complain(status, console);
  }
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
  return Worse(status, WriteResultFiles(results, line.options, console,
                                        all.size() - results.size()));
}

}  // namespace diorace::cli
