// How the values of flags are read: for FlagInfo::parse.

#ifndef DIORACE_TOOLS_CLI_FLAG_VALUES_H_
#define DIORACE_TOOLS_CLI_FLAG_VALUES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/cli/command_line.h"

namespace diorace::cli {

// "'text' is not a file".
absl::Status NotA(absl::string_view text, absl::string_view expected);

absl::Status ParseStrategy(absl::string_view text, Options& options);
absl::Status ParseDpor(absl::string_view text, Options& options);
absl::Status ParsePreemptionBound(absl::string_view text, Options& options);
absl::Status ParseDepth(absl::string_view text, Options& options);
absl::Status ParseCommutationCheck(absl::string_view text, Options& options);
absl::Status ParseMaxExecutions(absl::string_view text, Options& options);
absl::Status ParseMaxSteps(absl::string_view text, Options& options);
absl::Status ParseTimeLimit(absl::string_view text, Options& options);
absl::Status ParseSeed(absl::string_view text, Options& options);
absl::Status ParseThreads(absl::string_view text, Options& options);
absl::Status ParseRunCount(absl::string_view text, Options& options);
absl::Status ParsePause(absl::string_view text, Options& options);
absl::Status ParseCount(absl::string_view text, Options& options);
absl::Status ParseRelease(absl::string_view text, Options& options);
absl::Status ParseOutputDir(absl::string_view text, Options& options);
absl::Status ParseJobs(absl::string_view text, Options& options);
absl::Status ParseShard(absl::string_view text, Options& options);
absl::Status ParseTestBounds(absl::string_view text, Options& options);
absl::Status ParseCheckpointInterval(absl::string_view text, Options& options);
absl::Status ParseFormat(absl::string_view text, Options& options);
absl::Status ParseRacesFormat(absl::string_view text, Options& options);
absl::Status ParseReportFormat(absl::string_view text, Options& options);
absl::Status ParseProgress(absl::string_view text, Options& options);
absl::Status ParseColor(absl::string_view text, Options& options);
absl::Status ParseTiming(absl::string_view text, Options& options);
absl::Status ParseSetting(absl::string_view text, Options& options);
absl::Status ParseDiff(absl::string_view text, Options& options);
absl::Status ParseUntil(absl::string_view text, Options& options);
absl::Status ParseBreakOn(absl::string_view text, Options& options);
absl::Status ParseMaxTraceGrowth(absl::string_view text, Options& options);

// Something to look for.
template <std::string Options::* kField>
absl::Status ParseText(absl::string_view text, Options& options) {
  if (text.empty()) return NotA(text, "something to look for");
  options.*kField = std::string(text);
  return absl::OkStatus();
}

template <std::string Options::* kFile>
absl::Status ParseFile(absl::string_view text, Options& options) {
  if (text.empty()) return NotA(text, "a file");
  options.*kFile = std::string(text);
  return absl::OkStatus();
}

// Its presence says it all.
template <bool Options::* kField>
absl::Status ParsePresence(absl::string_view, Options& options) {
  options.*kField = true;
  return absl::OkStatus();
}

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_FLAG_VALUES_H_
