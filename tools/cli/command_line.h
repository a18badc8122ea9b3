// The command line of diorace: a command, its arguments, and flags, which may
// stand anywhere.
//
//   absl::StatusOr<CommandLine> line =
//       ParseCommandLine({"check", "--seed=7", "my_scenario"});
//   line->command               // Command::kCheck
//   line->options.seed          // 7
//
// Flags are --name=value or --name value, some --name alone; what follows "--"
// is no flag. A command refuses a flag that means nothing to it.

#ifndef DIORACE_TOOLS_CLI_COMMAND_LINE_H_
#define DIORACE_TOOLS_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "checker/strategies.h"

namespace diorace::cli {

// Values are bits, for FlagInfo::commands.
enum class Command : unsigned {
  kNone = 0,  // "" or "help"
  kList = 1,
  kCheck = 2,
  kExplore = 4,
  kReplay = 8,
  kLitmus = 16,
  kReleases = 32,
  kMinimize = 64,
  kDiff = 1 << 10,
  kReseat = 1 << 11,
  kReport = 1 << 12,
  kRaces = 1 << 13,
  kFuzz = 1 << 14,
  kMerge = 1 << 15,
  kGate = 1 << 16,
  kStress = 1 << 17,
  kVersion = 1 << 18,
};

enum class Format { kText, kJson, kHtml, kMarkdown, kPerfetto };
enum class When { kAuto, kAlways, kNever };

// A change to a scenario for one run: --set key=value.
struct Setting {
  std::string key;
  std::string value;
};

struct Options {
  std::optional<std::string> strategy;                   // else the scenario's
  checker::StrategyOptions exploration;                  // but for the name
  std::optional<uint64_t> max_executions;                // else the scenario's
  std::optional<uint32_t> max_steps;                     // else the scenario's
  absl::Duration time_limit = absl::InfiniteDuration();  // of each scenario
  std::string output_dir = "diorace-out";
  // Threads; which share of how many; where to write how far it is.
  uint32_t jobs = 1;
  uint32_t share = 0;
  uint32_t shares = 1;
  bool sharded = false;  // --shard was given: it may be 0/1
  bool divide = false;   // between shares, whatever the scenario's bounds say
  // Whatever ends a search: never on several threads where that is a number of
  // executions.
  bool same_each_time = false;
  // What a BUILD file says of a scenario's test; size is empty if nothing does.
  std::string test_size;
  uint32_t test_shards = 1;
  std::string test_tags;  // "expected-fail,sampled"; none: it does not say
  std::string checkpoint;
  absl::Duration checkpoint_interval = absl::Seconds(10);
  bool resume = false;
  bool commutation_check = false;
  bool coverage = false;
  Format format = Format::kText;
  bool timing = true;
  When progress = When::kAuto;
  When color = When::kAuto;
  std::vector<Setting> settings;
  // Filters of list; empty: none.
  std::string race, test, commit;
  // Releases to compare, as far as they stand in --diff itself: the second may
  // be an argument.
  std::vector<std::string> diff;
  // Of replay: walk through it; stop after so many steps; stop in a debugger.
  bool step = false;
  std::optional<uint32_t> until;
  std::string break_on;
  // Of fuzz: how many workloads, on which release.
  uint64_t count = 1000;
  std::string release = "7.4-queue";
  // Of stress: how many runs of each scenario, with pauses of up to so many
  // microseconds.
  bool threads = false;
  uint64_t runs = 10'000;
  uint32_t pause = 0;
  // The file to write. Empty: of report, standard output; of minimize and
  // reseat, beside the one that is read.
  std::string output;
  // Files that check and gate write for other programs; empty: none.
  std::string junit, sarif, summary, gitlab_codequality;
  bool github_annotations = false;
  // Beside each schedule, a report of it.
  bool html_reports = false;
  // Of gate.
  std::string baseline;
  bool update = false;
  double max_trace_growth = 1.2;
};

// The strategy that the flags ask for; `otherwise` if they name none.
checker::StrategyOptions StrategyOptionsOf(const Options& options,
                                           absl::string_view otherwise);

struct CommandLine {
  Command command = Command::kNone;
  bool help = false;
  std::vector<std::string> arguments;
  Options options;
};

// A name may stand for different things to different commands.
struct FlagInfo {
  absl::string_view name;
  // What stands after "=", for help texts. Empty: the flag takes no value, and
  // `parse` gets an empty one.
  absl::string_view value;
  absl::string_view help;
  unsigned commands;  // bits of Command
  // Why `text` is no value of this flag, in words that continue "--name: ".
  absl::Status (*parse)(absl::string_view text, Options& options);
};

absl::Span<const FlagInfo> AllFlags();

// The names of the commands that this version has.
std::vector<std::string> CommandNames();
absl::string_view CommandName(Command command);

// Arguments without the name of the program. Errors are kInvalidArgument.
absl::StatusOr<CommandLine> ParseCommandLine(
    const std::vector<std::string>& arguments);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_COMMAND_LINE_H_
