// The flags of diorace, one entry each.

#include <vector>

#include "tools/cli/command_line.h"
#include "tools/cli/flag_values.h"

namespace diorace::cli {
namespace {

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
       "explore share I, from 0, of N: a part of each scenario whose bounds "
       "say shards, all or nothing of every other. `diorace merge` puts the "
       "results together",
       kCheckOrExplore, ParseShard},
      {"divide", "",
       "with --shard: a part of each scenario that dpor explores and that must "
       "pass, even if its bounds do not say shards. Worth it from some 100,000 "
       "traces on",
       kCheckOrExplore, ParsePresence<&Options::divide>},
      {"test_bounds", "SIZE,SHARDS[,TAG...]",
       "what a BUILD file says of the scenario's test, and tags that come from "
       "the scenario: complain if the scenario says something else",
       static_cast<unsigned>(Command::kCheck), ParseTestBounds},
      {"checkpoint", "FILE",
       "write to FILE, now and then and when interrupted, how far the "
       "exploration is; of one scenario, with dpor. Without --resume, a "
       "checkpoint that is there is begun anew; any other file is refused",
       kCheckOrExplore, ParseFile<&Options::checkpoint>},
      {"checkpoint_interval", "TIME",
       "what may be lost at most if the process is killed (default 10s; no "
       "less "
       "than a second)",
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
