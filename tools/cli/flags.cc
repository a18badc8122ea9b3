// The flags of diorace, one line each, and how their values are read.

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/marshalling.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/campaign.h"
#include "tools/cli/command_line.h"

namespace diorace::cli {
namespace {

absl::Status Bad(absl::string_view text, absl::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", absl::CHexEscape(text), "' is not ", expected));
}

template <typename Number>
absl::Status ParseNumber(absl::string_view text, Number least, Number& number) {
  std::string ignored;
  if (absl::ParseFlag(text, &number, &ignored) && number >= least)
    return absl::OkStatus();
  return Bad(text, absl::StrCat("a number from ", least, " to ",
                                std::numeric_limits<Number>::max()));
}

absl::Status ParseStrategy(absl::string_view text, Options& options) {
  options.strategy = std::string(text);
  if (text == "auto") return absl::OkStatus();
  return checker::MakeStrategy({.name = std::string(text)}).status();
}

absl::Status ParseDpor(absl::string_view text, Options& options) {
  if (text != "optimal" && text != "source")
    return Bad(text, "optimal or source");
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
    return Bad(text, "auto or a number from 0 to 1000");
  exploration.preemption_bound = bound;
  return absl::OkStatus();
}

absl::Status ParseDepth(absl::string_view text, Options& options) {
  return ParseNumber<int>(text, 1, options.exploration.depth);
}

absl::Status ParseCommutationCheck(absl::string_view text, Options& options) {
  if (text != "on" && text != "off") return Bad(text, "on or off");
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
  return Bad(text, "a time, such as 30s or 1h30m");
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
                                : Bad(text, "a number from 0 to 1000000");
}

absl::Status ParseCount(absl::string_view text, Options& options) {
  return ParseNumber<uint64_t>(text, 1, options.count);
}

absl::Status ParseRelease(absl::string_view text, Options& options) {
  if (text.empty()) return Bad(text, "a release");
  options.release = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseOutputDir(absl::string_view text, Options& options) {
  if (text.empty()) return Bad(text, "a folder");
  options.output_dir = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseJobs(absl::string_view text, Options& options) {
  constexpr uint32_t kMostJobs = 1024;
  if (!ParseNumber<uint32_t>(text, 1, options.jobs).ok() ||
      options.jobs > kMostJobs)
    return Bad(text, absl::StrCat("a number from 1 to ", kMostJobs));
  return absl::OkStatus();
}

absl::Status ParseShard(absl::string_view text, Options& options) {
  constexpr uint32_t kMostShares = 4096;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &options.share) ||
      !absl::SimpleAtoi(parts[1], &options.shares) || options.shares < 1 ||
      options.shares > kMostShares || options.share >= options.shares) {
    return Bad(text, absl::StrCat("I/N with I from 0 to N-1, and N from 1 to ",
                                  kMostShares));
  }
  return absl::OkStatus();
}

absl::Status ParseCheckpointInterval(absl::string_view text, Options& options) {
  std::string ignored;
  if (absl::ParseFlag(text, &options.checkpoint_interval, &ignored) &&
      options.checkpoint_interval > absl::ZeroDuration())
    return absl::OkStatus();
  return Bad(text, "a time, such as 30s");
}

absl::Status ParseFormat(absl::string_view text, Options& options) {
  if (text != "text" && text != "json") return Bad(text, "text or json");
  options.format = text == "json" ? Format::kJson : Format::kText;
  return absl::OkStatus();
}

absl::Status ParseRacesFormat(absl::string_view text, Options& options) {
  if (text != "markdown" && text != "json")
    return Bad(text, "markdown or json");
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
    return Bad(text, "text, html, markdown or perfetto");
  return absl::OkStatus();
}

absl::Status ParseWhen(absl::string_view text, When& when) {
  if (text == "auto")
    when = When::kAuto;
  else if (text == "always")
    when = When::kAlways;
  else if (text == "never")
    when = When::kNever;
  else
    return Bad(text, "auto, always or never");
  return absl::OkStatus();
}

absl::Status ParseProgress(absl::string_view text, Options& options) {
  return ParseWhen(text, options.progress);
}

absl::Status ParseColor(absl::string_view text, Options& options) {
  return ParseWhen(text, options.color);
}

absl::Status ParseTiming(absl::string_view text, Options& options) {
  if (text != "always" && text != "never") return Bad(text, "always or never");
  options.timing = text == "always";
  return absl::OkStatus();
}

absl::Status ParseSetting(absl::string_view text, Options& options) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (parts.first.empty() || parts.second.empty())
    return Bad(text,
               "release=NAME or SWITCH=on|off or limits.FIELD=VALUE or "
               "faults.FIELD=VALUE");
  const bool field = absl::StrContains(parts.first, '.');
  if (!field && parts.first != "release" && parts.second != "on" &&
      parts.second != "off") {
    return Bad(text, absl::StrCat("a setting: the switch ",
                                  absl::CHexEscape(parts.first),
                                  " is set to on or off"));
  }
  options.settings.push_back({parts.first, parts.second});
  return absl::OkStatus();
}

template <std::string Options::* kField>
absl::Status ParseText(absl::string_view text, Options& options) {
  if (text.empty()) return Bad(text, "something to look for");
  options.*kField = std::string(text);
  return absl::OkStatus();
}

absl::Status ParseDiff(absl::string_view text, Options& options) {
  options.diff = absl::StrSplit(text, ',', absl::SkipEmpty());
  if (!options.diff.empty()) return absl::OkStatus();
  return Bad(text, "two releases, such as 6.19 7.0");
}

absl::Status ParseUntil(absl::string_view text, Options& options) {
  return ParseNumber<uint32_t>(text, 0, options.until.emplace());
}

absl::Status ParseBreakOn(absl::string_view text, Options& options) {
  if (text.empty()) return Bad(text, "a step, KIND, KIND:OBJECT or a label");
  options.break_on = std::string(text);
  return absl::OkStatus();
}

template <std::string Options::* kFile>
absl::Status ParseFile(absl::string_view text, Options& options) {
  if (text.empty()) return Bad(text, "a file");
  options.*kFile = std::string(text);
  return absl::OkStatus();
}

template <bool Options::* kField>
absl::Status ParsePresence(absl::string_view, Options& options) {
  options.*kField = true;
  return absl::OkStatus();
}

absl::Status ParseMaxTraceGrowth(absl::string_view text, Options& options) {
  if (absl::SimpleAtod(text, &options.max_trace_growth) &&
      std::isfinite(options.max_trace_growth) && options.max_trace_growth >= 1)
    return absl::OkStatus();
  return Bad(text, "a factor of at least 1, such as 1.2");
}

constexpr unsigned kList = static_cast<unsigned>(Command::kList);
constexpr unsigned kExplore = static_cast<unsigned>(Command::kExplore);
constexpr unsigned kReplay = static_cast<unsigned>(Command::kReplay);
constexpr unsigned kMinimize = static_cast<unsigned>(Command::kMinimize);
constexpr unsigned kDiff = static_cast<unsigned>(Command::kDiff);
constexpr unsigned kReseat = static_cast<unsigned>(Command::kReseat);
constexpr unsigned kLitmus = static_cast<unsigned>(Command::kLitmus);
constexpr unsigned kFuzz = static_cast<unsigned>(Command::kFuzz);
constexpr unsigned kReport = static_cast<unsigned>(Command::kReport);
constexpr unsigned kRaces = static_cast<unsigned>(Command::kRaces);
constexpr unsigned kMerge = static_cast<unsigned>(Command::kMerge);
constexpr unsigned kStress = static_cast<unsigned>(Command::kStress);
constexpr unsigned kReleases = static_cast<unsigned>(Command::kReleases);
constexpr unsigned kGate = static_cast<unsigned>(Command::kGate);
constexpr unsigned kWritesFiles =
    static_cast<unsigned>(Command::kCheck) | kGate;
constexpr unsigned kRuns = kWritesFiles | kExplore;
// Not gate: what it finds does not depend on how fast the machine is, and is
// all that there is.
constexpr unsigned kCheckOrExplore = kRuns & ~kGate;

}  // namespace

absl::Span<const FlagInfo> AllFlags() {
  static const auto* const kFlags = new std::vector<FlagInfo>{
      {"strategy", "NAME",
       "how to explore. Exhaustive: dpor (one interleaving of each class that "
       "differ only in the order of steps that commute), dfs (every "
       "interleaving). Samplers: surw, pos, pct, urw, random. auto: dpor if "
       "the "
       "budget is enough, else bounds on preemptions beside samplers "
       "(default: what the scenario says, else dpor)",
       kRuns | kLitmus, ParseStrategy},
      {"dpor", "optimal|source",
       "how dpor avoids repetition; both visit the same classes (default "
       "optimal)",
       kRuns | kLitmus, ParseDpor},
      {"preemption_bound", "N|auto",
       "with dpor or dfs: only executions that leave a task which could go on "
       "at most N times; auto: 0, then 1, 2 … until that leaves nothing out",
       kRuns | kLitmus, ParsePreemptionBound},
      {"depth", "N", "of the bugs that pct looks for (default 3)",
       kRuns | kLitmus, ParseDepth},
      {"commutation_check", "on|off",
       "instead of looking for violations, run pairs and triples of operations "
       "that the reduction takes to commute in every order, and compare what "
       "comes of it (default off)",
       kExplore, ParseCommutationCheck},
      {"coverage", "",
       "afterwards, list the steps of the model that no execution of any "
       "scenario reached",
       static_cast<unsigned>(Command::kCheck),
       ParsePresence<&Options::coverage>},
      {"seed", "N", "seed of samplers (default 1)", kRuns | kLitmus, ParseSeed},
      {"seed", "N", "of the first workload; the next has N + 1 (default 1)",
       kFuzz, ParseSeed},
      {"threads", "",
       "on threads of the operating system; the only way to stress so far",
       kStress, ParseThreads},
      {"runs", "N", "of each scenario at most (default 10000)", kStress,
       ParseRunCount},
      {"pause", "N",
       "before one operation in four, sleep for up to N microseconds (default "
       "0)",
       kStress, ParsePause},
      {"seed", "N", "of choices and pauses; the next run has N + 1 (default 1)",
       kStress, ParseSeed},
      {"time_limit", "TIME", "stop a scenario after this time, e.g. 30s",
       kStress, ParseTimeLimit},
      {"format", "markdown|json", "json: one object a line (default markdown)",
       kStress, ParseRacesFormat},
      {"count", "N", "how many workloads (default 1000)", kFuzz, ParseCount},
      {"release", "NAME",
       "the kernel; fixes of races that came later are on as well (default "
       "7.4-queue)",
       kFuzz, ParseRelease},
      {"max_executions", "N", "of each workload (default 600)", kFuzz,
       ParseMaxExecutions},
      {"time_limit", "TIME", "of all workloads, e.g. 30s", kFuzz,
       ParseTimeLimit},
      {"jobs", "N",
       "explore with N threads; what dpor explores is divided between them "
       "(default 1)",
       kRuns, ParseJobs},
      {"shard", "I/N",
       "explore share I, from 0, of N: of what dpor explores, a part; of "
       "everything else, all or nothing. `diorace merge` puts the results "
       "together",
       kCheckOrExplore, ParseShard},
      {"checkpoint", "FILE",
       "write to FILE, now and then and when interrupted, how far the "
       "exploration is; of one scenario, with dpor",
       kCheckOrExplore, ParseFile<&Options::checkpoint>},
      {"checkpoint_interval", "TIME",
       "what may be lost at most if the process is killed (default 10s)",
       kCheckOrExplore, ParseCheckpointInterval},
      {"resume", "",
       "go on where the file of --checkpoint says; from the start if there is "
       "no such file",
       kCheckOrExplore, ParsePresence<&Options::resume>},
      {"set", "KEY=VALUE",
       "change every workload: SWITCH=on|off, limits.FIELD=VALUE, "
       "faults.budget=N, faults.kind=KIND (one more); may be repeated",
       kFuzz, ParseSetting},
      {"output_dir", "DIR", "where findings go (default diorace-out)", kFuzz,
       ParseOutputDir},
      {"max_executions", "N",
       "stop a scenario after N executions (default: what it says itself; "
       "samplers 100000, auto 1000000; minimize 1000000 for each of its "
       "searches)",
       kRuns | kMinimize | kReseat | kLitmus, ParseMaxExecutions},
      {"time_limit", "TIME", "stop a scenario after this time, e.g. 30s",
       kCheckOrExplore | kReseat | kLitmus, ParseTimeLimit},
      {"max_steps", "N",
       "longest execution, in operations (default: what the scenario says)",
       kRuns | kReseat | kLitmus, ParseMaxSteps},
      {"set", "KEY=VALUE",
       "change the scenario: release=NAME, SWITCH=on|off, limits.FIELD=VALUE, "
       "faults.budget=N, faults.kind=KIND (one more); may be repeated",
       kExplore, ParseSetting},
      {"output_dir", "DIR", "where schedules go (default diorace-out)", kRuns,
       ParseOutputDir},
      {"format", "text|json", "json: one object a line (default text)",
       kRuns | kDiff | kLitmus | kList | kReleases | kMerge, ParseFormat},
      {"format", "markdown|json", "json: one object a line (default markdown)",
       kRaces, ParseRacesFormat},
      {"format", "text|html|markdown|perfetto",
       "html: a page for a browser; markdown: for a mail or an issue; "
       "perfetto: a trace for ui.perfetto.dev (default text)",
       kReport, ParseReportFormat},
      {"output", "FILE", "where the report goes (default: standard output)",
       kReport, ParseFile<&Options::output>},
      {"timing", "always|never",
       "never: leave out times, which alone differ between runs (default "
       "always)",
       kCheckOrExplore | kFuzz | kLitmus | kStress, ParseTiming},
      {"progress", "auto|always|never",
       "on standard error, in runs of more than a second (default auto: "
       "always; "
       "not on a terminal, a line every few seconds)",
       kRuns | kFuzz | kLitmus, ParseProgress},
      {"color", "auto|always|never", "(default auto: on a terminal)",
       kRuns | kReplay | kReport | kDiff, ParseColor},
      {"step", "",
       "walk through the schedule, forwards and backwards; commands come from "
       "standard input, and `help` lists them",
       kReplay, ParsePresence<&Options::step>},
      {"until", "N",
       "stop after N steps, and say what every task is about to do", kReplay,
       ParseUntil},
      {"break-on", "SPEC",
       "stop in the debugger before an operation: a step (17), a kind (fill), "
       "a kind and object (fill:buffer), or a label (D1)",
       kReplay, ParseBreakOn},
      {"output", "FILE",
       "where the new schedule goes (default: beside the old one, as "
       "NAME.minimal.schedule.textproto or NAME.reseated.schedule.textproto)",
       kMinimize | kReseat, ParseFile<&Options::output>},
      {"baseline", "FILE", "the accepted results; must be given", kGate,
       ParseFile<&Options::baseline>},
      {"update", "", "accept the results: write them to the baseline", kGate,
       ParsePresence<&Options::update>},
      {"max_trace_growth", "FACTOR",
       "how many times the accepted number of traces a scenario may take "
       "(default 1.2)",
       kGate, ParseMaxTraceGrowth},
      {"junit", "FILE", "also write JUnit's XML, a test case a scenario",
       kWritesFiles, ParseFile<&Options::junit>},
      {"sarif", "FILE",
       "also write SARIF 2.1.0: violations, with schedules as code flows",
       kWritesFiles, ParseFile<&Options::sarif>},
      {"summary", "FILE",
       "also write a summary in Markdown, e.g. for $GITHUB_STEP_SUMMARY",
       kWritesFiles, ParseFile<&Options::summary>},
      {"gitlab_codequality", "FILE",
       "also write GitLab's code quality report: what is not as expected",
       kWritesFiles, ParseFile<&Options::gitlab_codequality>},
      {"github_annotations", "",
       "also annotate, on standard error, what is not as expected, for GitHub "
       "Actions",
       kWritesFiles, ParsePresence<&Options::github_annotations>},
      {"html_reports", "",
       "beside each schedule, write a page for a browser that explains it",
       kRuns, ParsePresence<&Options::html_reports>},
      {"race", "ID", "only scenarios that stand for this race, e.g. R01", kList,
       ParseText<&Options::race>},
      {"test", "NAME",
       "only scenarios of this xfstest or blktest, e.g. generic/761", kList,
       ParseText<&Options::test>},
      {"commit", "HASH",
       "only scenarios of this upstream commit; a prefix will do", kList,
       ParseText<&Options::commit>},
      {"diff", "A,B",
       "what changed from release A to release B; also --diff A B", kReleases,
       ParseDiff},
  };
  return *kFlags;
}

}  // namespace diorace::cli
