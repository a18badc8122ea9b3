#include "tools/cli/flag_values.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/marshalling.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/explore/dpor.h"
#include "checker/strategies.h"

namespace diorace::cli {
namespace {

template <typename Number>
absl::Status ParseNumber(absl::string_view text, Number least, Number& number) {
  std::string ignored;
  if (absl::ParseFlag(text, &number, &ignored) && number >= least)
    return absl::OkStatus();
  return NotA(text, absl::StrCat("a number from ", least, " to ",
                                 std::numeric_limits<Number>::max()));
}

absl::Status ParseWhen(absl::string_view text, When& when) {
  if (text == "auto")
    when = When::kAuto;
  else if (text == "always")
    when = When::kAlways;
  else if (text == "never")
    when = When::kNever;
  else
    return NotA(text, "auto, always or never");
  return absl::OkStatus();
}

}  // namespace

absl::Status NotA(absl::string_view text, absl::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", absl::CHexEscape(text), "' is not ", expected));
}

absl::Status ParseStrategy(absl::string_view text, Options& options) {
  options.strategy = std::string(text);
  if (text == "auto") return absl::OkStatus();
  return checker::MakeStrategy({.name = std::string(text)}).status();
}

absl::Status ParseDpor(absl::string_view text, Options& options) {
  if (text != "optimal" && text != "source")
    return NotA(text, "optimal or source");
  options.exploration.dpor = text == "source" ? checker::DporMode::kSource
                                              : checker::DporMode::kOptimal;
  return absl::OkStatus();
}

absl::Status ParsePreemptionBound(absl::string_view text, Options& options) {
  checker::StrategyOptions& exploration = options.exploration;
  exploration.deepening = text == "auto";
  if (exploration.deepening) return absl::OkStatus();
  uint32_t bound = 0;
  if (!absl::SimpleAtoi(text, &bound) || bound > 1000)
    return NotA(text, "auto or a number from 0 to 1000");
  exploration.preemption_bound = bound;
  return absl::OkStatus();
}

absl::Status ParseDepth(absl::string_view text, Options& options) {
  return ParseNumber<int>(text, 1, options.exploration.depth);
}

absl::Status ParseCommutationCheck(absl::string_view text, Options& options) {
  if (text != "on" && text != "off") return NotA(text, "on or off");
  options.commutation_check = text == "on";
  return absl::OkStatus();
}

absl::Status ParseMaxExecutions(absl::string_view text, Options& options) {
  return ParseNumber<uint64_t>(text, 1, options.max_executions.emplace());
}

absl::Status ParseMaxSteps(absl::string_view text, Options& options) {
  return ParseNumber<uint32_t>(text, 1, options.max_steps.emplace());
}

absl::Status ParseTimeLimit(absl::string_view text, Options& options) {
  std::string ignored;
  if (absl::ParseFlag(text, &options.time_limit, &ignored) &&
      options.time_limit > absl::ZeroDuration())
    return absl::OkStatus();
  return NotA(text, "a time, such as 30s or 1h30m");
}

absl::Status ParseSeed(absl::string_view text, Options& options) {
  return ParseNumber<uint64_t>(text, 0, options.exploration.seed);
}

absl::Status ParseThreads(absl::string_view, Options& options) {
  options.threads = true;
  return absl::OkStatus();
}

absl::Status ParseRunCount(absl::string_view text, Options& options) {
  return ParseNumber<uint64_t>(text, 1, options.runs);
}

absl::Status ParsePause(absl::string_view text, Options& options) {
  constexpr uint32_t kMost = 1'000'000;
  if (absl::Status status = ParseNumber<uint32_t>(text, 0, options.pause);
      !status.ok())
    return status;
  return options.pause <= kMost ? absl::OkStatus()
                                : NotA(text, "a number from 0 to 1000000");
}

absl::Status ParseCount(absl::string_view text, Options& options) {
  return ParseNumber<uint64_t>(text, 1, options.count);
}

absl::Status ParseRelease(absl::string_view text, Options& options) {
  if (text.empty()) return NotA(text, "a release");
  options.release = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseOutputDir(absl::string_view text, Options& options) {
  if (text.empty()) return NotA(text, "a folder");
  options.output_dir = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseJobs(absl::string_view text, Options& options) {
  constexpr uint32_t kMostJobs = 1024;
  if (!ParseNumber<uint32_t>(text, 1, options.jobs).ok() ||
      options.jobs > kMostJobs)
    return NotA(text, absl::StrCat("a number from 1 to ", kMostJobs));
  return absl::OkStatus();
}

absl::Status ParseShard(absl::string_view text, Options& options) {
  constexpr uint32_t kMostShares = 4096;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &options.share) ||
      !absl::SimpleAtoi(parts[1], &options.shares) || options.shares < 1 ||
      options.shares > kMostShares || options.share >= options.shares) {
    return NotA(text, absl::StrCat("I/N with I from 0 to N-1, and N from 1 to ",
                                   kMostShares));
  }
  options.sharded = true;
  return absl::OkStatus();
}

absl::Status ParseTestBounds(absl::string_view text, Options& options) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(',', 2));
  if (parts.size() < 2 || parts[0].empty() ||
      !absl::SimpleAtoi(parts[1], &options.test_shards))
    return NotA(text, "SIZE,SHARDS[,TAG...], such as small,1,expected-pass");
  options.test_size = std::string(parts[0]);
  options.test_tags = parts.size() == 3 ? std::string(parts[2]) : "";
  return absl::OkStatus();
}

absl::Status ParseCheckpointInterval(absl::string_view text, Options& options) {
  std::string ignored;
  if (absl::ParseFlag(text, &options.checkpoint_interval, &ignored) &&
      options.checkpoint_interval > absl::ZeroDuration())
    return absl::OkStatus();
  return NotA(text, "a time, such as 30s");
}

absl::Status ParseFormat(absl::string_view text, Options& options) {
  if (text != "text" && text != "json") return NotA(text, "text or json");
  options.format = text == "json" ? Format::kJson : Format::kText;
  return absl::OkStatus();
}

absl::Status ParseRacesFormat(absl::string_view text, Options& options) {
  if (text != "markdown" && text != "json")
    return NotA(text, "markdown or json");
  options.format = text == "json" ? Format::kJson : Format::kMarkdown;
  return absl::OkStatus();
}

absl::Status ParseReportFormat(absl::string_view text, Options& options) {
  if (text == "text")
    options.format = Format::kText;
  else if (text == "html")
    options.format = Format::kHtml;
  else if (text == "markdown")
    options.format = Format::kMarkdown;
  else if (text == "perfetto")
    options.format = Format::kPerfetto;
  else
    return NotA(text, "text, html, markdown or perfetto");
  return absl::OkStatus();
}

absl::Status ParseProgress(absl::string_view text, Options& options) {
  return ParseWhen(text, options.progress);
}

absl::Status ParseColor(absl::string_view text, Options& options) {
  return ParseWhen(text, options.color);
}

absl::Status ParseTiming(absl::string_view text, Options& options) {
  if (text != "always" && text != "never") return NotA(text, "always or never");
  options.timing = text == "always";
  return absl::OkStatus();
}

absl::Status ParseSetting(absl::string_view text, Options& options) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (parts.first.empty() || parts.second.empty())
    return NotA(text,
                "release=NAME or SWITCH=on|off or limits.FIELD=VALUE or "
                "faults.FIELD=VALUE");
  const bool field = absl::StrContains(parts.first, '.');
  if (!field && parts.first != "release" && parts.second != "on" &&
      parts.second != "off") {
    return NotA(text, absl::StrCat("a setting: the switch ",
                                   absl::CHexEscape(parts.first),
                                   " is set to on or off"));
  }
  options.settings.push_back({parts.first, parts.second});
  return absl::OkStatus();
}

absl::Status ParseDiff(absl::string_view text, Options& options) {
  options.diff = absl::StrSplit(text, ',', absl::SkipEmpty());
  if (!options.diff.empty()) return absl::OkStatus();
  return NotA(text, "two releases, such as 6.19 7.0");
}

absl::Status ParseUntil(absl::string_view text, Options& options) {
  return ParseNumber<uint32_t>(text, 0, options.until.emplace());
}

absl::Status ParseBreakOn(absl::string_view text, Options& options) {
  if (text.empty()) return NotA(text, "a step, KIND, KIND:OBJECT or a label");
  options.break_on = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseMaxTraceGrowth(absl::string_view text, Options& options) {
  if (absl::SimpleAtod(text, &options.max_trace_growth) &&
      std::isfinite(options.max_trace_growth) && options.max_trace_growth >= 1)
    return absl::OkStatus();
  return NotA(text, "a factor of at least 1, such as 1.2");
}

}  // namespace diorace::cli
