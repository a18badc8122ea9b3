#include "tools/cli/help_text.h"

namespace diorace::cli {
namespace {

constexpr char kProgram[] =
    R"(diorace finds races of direct I/O with whoever stores into its buffers, or
proves that there is none: it runs a model of the Linux kernel in every
interleaving.

  diorace list                      the scenarios that come with it
  diorace check   [SCENARIO...]     explore each, compare with its expected
                                    verdict (default: all)
  diorace gate    --baseline=FILE   explore each, compare with what was
                                    accepted: for CI
  diorace explore SCENARIO          explore one; write a schedule for each
                                    distinct violation
  diorace replay  SCHEDULE          run a schedule again, print its timeline
  diorace minimize SCHEDULE         make its workload and its order as small as
                                    they get, and prove it
  diorace diff    A B               compare two schedules, step by step
  diorace reseat  SCHEDULE          find the nearest schedule that still fails,
                                    or prove that there is none
  diorace report  SCHEDULE          tell what a schedule shows: as text, as a
                                    page for a browser, for an issue
  diorace fuzz    [--seed=N]        explore random workloads on a kernel whose
                                    fixes are all on; make findings small
  diorace litmus  FILE...           run tests of the Linux kernel memory model
                                    under sequential consistency
  diorace releases [--diff A B]     what each Linux release does, or what
                                    changed between two
  diorace races                     the catalogue of races: who has which, and
                                    how little it takes
  diorace merge   FILE...           put the results of shares together
  diorace stress  --threads         run scenarios on real threads, beside the
                                    controlled search
  diorace help    [COMMAND]         the flags of a command
  diorace version                   which build this is, which checkpoints are
                                    of; also --version

A SCENARIO is a name from `diorace list`, or a file. For a start:

  diorace list
  diorace check
  diorace explore xfs_pi_write_zero_copy_store
  diorace replay diorace-out/xfs_pi_write_zero_copy_store.1.schedule.textproto

Exit status: 0 as expected; 1 a verdict differs (explore, replay: a violation
was found); 2 bad usage or input; 3 a schedule does not fit; 4 stopped by a
bound, or by Ctrl-C, before the verdict was known.
)";

constexpr char kListUsage[] =
    R"(usage: diorace list [FLAGS]

Names the scenarios that come with this program: what each is called, which
Linux release it models, which verdict it must get, and which races it stands
for.

  diorace list --race=R01
  diorace list --format=json
)";

constexpr char kCheckUsage[] =
    R"(usage: diorace check [SCENARIO...] [FLAGS]

Explores each scenario (a name from `diorace list`, or a file; default: all that
come with this program) and compares with the verdict that it must get. Writes
a schedule for each distinct violation.

  diorace check
  diorace check my_scenario.textproto --time_limit=30s
  diorace check --format=json --timing=never
  diorace check --coverage
  diorace check --junit=junit.xml --sarif=races.sarif --summary=summary.md

docs/ci.md shows jobs of GitHub and GitLab.

Exit status: 0 all as expected; 1 a verdict differs; 2 bad usage or input, and
nothing was run; 4 a bound came before a verdict was known.
)";

constexpr char kGateUsage[] =
    R"(usage: diorace gate [SCENARIO...] --baseline=FILE [FLAGS]

Explores each scenario, as check does, and compares with what was accepted: the
verdict, the kinds of violations, whether everything was explored, the number of
traces, the fewest preemptions, and what must_reach demands and nothing reached.
Never seconds, so there is no --time_limit. What scenarios expect plays no part.
The scenarios given are all there are: one that the baseline has and that is not
given is gone.

  new failure     no violation was accepted, and there is one
  other failure   other kinds, or another number of preemptions
  fixed           explored to its end without the violation
  coverage lost   not to its end any more; what was found is not found; a
                  step that must_reach demands is not reached
  traces up       by more than --max_trace_growth
  new scenario    the baseline does not have it
  scenario gone   only the baseline has it

Fewer traces, an exploration that now ends, and a step that is now reached are
said and pass.

  diorace gate scenarios/*.textproto --baseline=accepted.textproto --update
  diorace gate scenarios/*.textproto --baseline=accepted.textproto

With --junit and the like, what was accepted is what is expected.

Exit status: 0 as accepted, or accepted now; 1 something differs; 2 bad usage or
input; 4 interrupted, and nothing was compared.
)";

constexpr char kExploreUsage[] =
    R"(usage: diorace explore SCENARIO [FLAGS]

Explores a scenario (a name from `diorace list`, or a file) and prints each
distinct violation, the operations that it is about, and where the schedule that
shows it was written. Does not care which verdict is expected.

  diorace explore my_scenario.textproto
  diorace explore xfs_pi_write_bounced_store --set dio_bounce=off
  diorace explore xfs_pi_write_bounced_store --set release=6.1
  diorace explore my_scenario.textproto --set faults.budget=1 \
      --set faults.kind=USER_FAULT

Exit status: 0 every interleaving (of this share) is covered and there is no
violation; 1 there is one; 2 bad usage or input; 4 a bound came first.
)";

constexpr char kReplayUsage[] =
    R"(usage: diorace replay SCHEDULE [FLAGS]

Runs a schedule that check or explore wrote, and prints what happens: a column a
task, a line an operation, and what was read and written. The file holds the
scenario too, so it is all that is needed. Writes nothing.

  diorace replay diorace-out/my_scenario.1.schedule.textproto
  diorace replay diorace-out/my_scenario.1.schedule.textproto --step
  gdb --args diorace replay diorace-out/my_scenario.1.schedule.textproto \
      --break-on=fill:buffer

docs/replay.md shows a walk, and a session with gdb.

Exit status: 0 the bug is gone: the violation no longer occurs; 1 a violation
occurs; 2 bad usage or input; 3 the schedule is stale: it does not fit the
scenario in it any more.
)";

constexpr char kDiffUsage[] =
    R"(usage: diorace diff A B [FLAGS]

Shows two schedules side by side. Their steps are paired by task, operation,
object and occurrence; choices, by where they are made. Marks where the two part
(>>>), what only one has (- +), and what differs within a pair (!). What both
do, but elsewhere, is said with the number that it has there. Runs nothing.

  diorace diff before.schedule.textproto after.schedule.textproto

Schedules of different scenarios are compared as far as they do the same.

Exit status: 0 they are the same; 1 they differ; 2 bad usage or input, or there
is nothing that both do.
)";

constexpr char kReseatUsage[] =
    R"(usage: diorace reseat SCHEDULE [FLAGS]

For a schedule that is stale, or no longer fails, since the model, or the
scenario in the file, was changed: finds the nearest schedule that still leads
to the recorded violation, shortens it and writes it. Or proves that there is
none. First the recorded steps are followed as far as they fit; then
interleavings are tried in order of how often they deviate from that; then all.

  diorace reseat tests/schedules/my_write.schedule.textproto --time_limit=5m

Exit status: 0 proved: no schedule of the scenario shows the violation, the bug
is gone; 1 a schedule that fails was found and written; 2 bad usage or input;
4 a bound came first.
)";

constexpr char kMinimizeUsage[] =
    R"(usage: diorace minimize SCHEDULE [FLAGS]

Looks for the smallest way to show the violation of a schedule, and writes it as
a schedule file. First the workload: tasks, operations, faults and bytes are
left out as long as bounded search finds the same violation. Then the order:
fewest preemptions, which is proven by trying all schedules with fewer; then
fewest switches between tasks, then fewest steps; and of those the first. So it
does not matter which schedule one begins with, as long as the budget is enough.

  diorace minimize diorace-out/my_scenario.1.schedule.textproto
  diorace minimize found.schedule.textproto --output=small.schedule.textproto

Exit status: 0 smallest, and proven to be; 2 bad usage or input; 3 the schedule
does not fit the scenario in it, or does not fail any more; 4 the budget came
first: what was written is smaller, but perhaps not smallest.
)";

constexpr char kReportUsage[] =
    R"(usage: diorace report SCHEDULE [FLAGS]

Runs a schedule that check or explore wrote, and tells what it shows: what
happens and why, the steps whose order decides, and the rest folded away. The
page for a browser is one file, needs no network, and goes through the steps
with the arrow keys, showing the bytes of memory, protection information,
references and flags at each.

  diorace report diorace-out/my_scenario.1.schedule.textproto
  diorace report --format=html --output=report.html SCHEDULE
  diorace report --format=markdown SCHEDULE | xclip
  diorace report --format=perfetto --output=trace.json SCHEDULE

Exit status: 0 the report was made; 1 the violation no longer occurs; 2 bad
usage or input; 3 the schedule does not fit the scenario in it (any more).
)";

constexpr char kFuzzUsage[] =
    R"(usage: diorace fuzz [FLAGS]

Makes up small workloads (a device, a file, memory, one to three tasks, at most
one fault) and explores each within a budget, on a release on which every fix
that fits it is turned on: those of later releases, those that were posted, and
those that this project proposes for what it has found itself (`diorace
releases` lists them). What breaks a promise of that kernel is a finding: the
workload is made small and written as a scenario, beside the schedule that shows
it. A change of a buffer under I/O on a path that promises nothing (no_promise),
what upstream knows of and has not closed (known_open) and, where a proposed fix
is turned off, what nobody knows (hypothesis) are counted, no more.

  diorace fuzz --count=1000
  diorace fuzz --release=7.0 --seed=5000 --time_limit=10m
  diorace fuzz --seed=5017 --count=1        one workload of the above again
  diorace fuzz --set bounce_write_reverts_iter=off
  diorace fuzz --set reread_worker=off      without that proposed fix

The same seed gives the same workload, and the same result.

Exit status: 0 no finding; 1 at least one; 2 bad usage or input; 4 stopped by
--time_limit or Ctrl-C, without a finding.
)";

constexpr char kStressUsage[] =
    R"(usage: diorace stress [SCENARIO...] --threads [FLAGS]

Runs each scenario (default: ten of the catalogue) again and again on threads of
the operating system, which schedules them as it likes, until something goes
wrong; then explores the same scenario under control until something does. What
is compared is how many runs, and how much time, that takes. It proves nothing
when nothing is found.

  diorace stress --threads
  diorace stress xfs_pi_write_zero_copy_store --threads --runs=100000
  diorace stress xfs_pi_write_bounced_store --threads --pause=50 --time_limit=10s

How many runs threads take is not the same each time, nor are times; what the
search does is. Data races are found on threads if diorace itself was built with
--config=tsan.

Exit status: 1 threads found a violation in some scenario; 2 bad usage or input;
4 they found none before --runs, --time_limit or Ctrl-C.
)";

constexpr char kLitmusUsage[] =
    R"(usage: diorace litmus FILE... [FLAGS]

Runs litmus tests in C, the format of the Linux kernel's memory model, under
sequential consistency. For each it prints, as herd7 does, the final states of
what the condition and `locations` name, and whether the condition is reachable;
and the number of executions.

READ_ONCE, WRITE_ONCE, smp_load_acquire, smp_store_release, xchg, cmpxchg,
atomic_*, spin_lock and spin_unlock, and plain accesses, are one step each;
fences and registers are none. RCU and SRCU are not supported.

An execution in which a process waits for a lock for ever has no final state.
A process that goes round a loop in vain is ended soon, and its execution has no
final state either; then the result is not complete. --max_steps bounds
executions by their steps instead.

  diorace litmus SB.litmus MP.litmus
  diorace litmus --format=json tests/*.litmus

In JSON, "condition" is whether the proposition holds in some final state, also
after ~exists and forall.

Exit status: 0 all were run; 2 bad usage or input, and what could be run was
run; 4 a bound came before everything was tried.
)";

constexpr char kMergeUsage[] =
    R"(usage: diorace merge FILE... [FLAGS]

Puts together what the shares of `diorace check --shard` wrote with
--format=json, in any order. A scenario is complete only if each of its shares
is there and complete. A run that was broken off, so that results of its
scenarios are missing, is noticed, too.

  diorace check --shard=0/2 --format=json > 0.json    (on one machine)
  diorace check --shard=1/2 --format=json > 1.json    (on another)
  diorace merge 0.json 1.json

Exit status: 0 all verdicts are as expected; 1 one differs; 2 bad usage or
input, and nothing was put together; 4 none differs, but shares or results are
missing or incomplete.
)";

constexpr char kRacesUsage[] =
    R"(usage: diorace races [FLAGS]

Runs every scenario that comes with this program, and prints the catalogue of
races: what goes wrong, which releases have it, what ends it, the scenarios
before and after that, the shortest schedule, and how many executions prove
the fix. docs/races.md is its output.

  diorace races > docs/races.md
  diorace races --format=json
)";

constexpr char kReleasesUsage[] =
    R"(usage: diorace releases [SWITCH...] [FLAGS]
       diorace releases --diff A B [FLAGS]

Prints which behaviours ("switches") of the kernel are on in which release. With
names of switches, says what each does. With --diff, says what changed from
release A to release B: each switch, the commits it comes from, what is true
when it is on and when it is off, and which races it closes; then the commits
that change nothing that the model shows.

A scenario names a release and may turn single switches; so does
`diorace explore --set`.

  diorace releases
  diorace releases --diff 6.19 7.0
  diorace releases dio_bounce lazy_read_bounce
  diorace releases --diff 7.0 7.4-queue --format=json

Exit status: 0; 2 if there is no such release or switch.
)";

constexpr char kVersionUsage[] =
    R"(usage: diorace version

Prints which build of diorace this is. Another build has another number, and
does not go on from this one's checkpoints. The same as `diorace --version`.
)";

}  // namespace

absl::string_view HelpText(Command command) {
  switch (command) {
    case Command::kNone:
      return kProgram;
    case Command::kList:
      return kListUsage;
    case Command::kCheck:
      return kCheckUsage;
    case Command::kGate:
      return kGateUsage;
    case Command::kExplore:
      return kExploreUsage;
    case Command::kReplay:
      return kReplayUsage;
    case Command::kMinimize:
      return kMinimizeUsage;
    case Command::kDiff:
      return kDiffUsage;
    case Command::kReseat:
      return kReseatUsage;
    case Command::kReport:
      return kReportUsage;
    case Command::kFuzz:
      return kFuzzUsage;
    case Command::kLitmus:
      return kLitmusUsage;
    case Command::kReleases:
      return kReleasesUsage;
    case Command::kRaces:
      return kRacesUsage;
    case Command::kMerge:
      return kMergeUsage;
    case Command::kStress:
      return kStressUsage;
    case Command::kVersion:
      return kVersionUsage;
  }
  return kProgram;
}

}  // namespace diorace::cli
