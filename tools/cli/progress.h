// Says on standard error how far a long run is.
//
//   Progress progress(console, options);
//   progress.Start({.name = "[1/2] s", .unit = "trace"});
//   …progress.Update(exploration) now and then…
//   progress.Clear();
//
// Nothing in the first second of a run. Then, on a terminal, a line that is
// written over several times a second; elsewhere a line every few seconds:
//
//   s [######------------]  37% 1,234,567 traces, 812,345/s, depth 41,
//   2 violations, ~3,370,000 in all (rough), 3s left           (in one line)
//
// The bar, the number in all and the time left are there when it is known or
// estimated how many there will be.

#ifndef DIORACE_TOOLS_CLI_PROGRESS_H_
#define DIORACE_TOOLS_CLI_PROGRESS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "checker/campaign.h"
#include "checker/explore/explorer.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {

class Progress {
 public:
  struct Run {
    std::string name;                // as it shall appear
    std::string unit = "execution";  // what is counted
    // Bounds of the run.
    uint64_t max_executions = checker::Budget().max_executions;
    absl::Duration time_limit = absl::InfiniteDuration();
    // Says how many there are, if the exploration does not. Called once at
    // most, when the first line is due, so it may take a moment.
    std::function<std::optional<checker::SizeEstimate>()> estimate = {};
  };

  Progress(Console& console, const Options& options);

  // Before each run.
  void Start(Run run);
  // As often as one likes; the time is exploration.elapsed.
  void Update(const checker::Exploration& exploration);
  // Takes the line away; before anything else is printed.
  void Clear();

 private:
  Console& console_;
  const bool on_;
  const bool overwrites_;
  Run run_;
  bool asked_ = false;  // run_.estimate
  std::optional<checker::SizeEstimate> estimate_;
  absl::Duration next_;
  bool shown_ = false;
};

// What the run of a campaign is called, how it ends and what it counts.
Progress::Run ProgressRun(absl::string_view name,
                          const checker::CampaignOptions& options);

// RunScenario, under `name`, with progress; ends when console.interrupted says
// so.
ScenarioRun RunWithProgress(const Subject& subject, absl::string_view name,
                            const Options& options, Progress& progress,
                            Console& console);

// One line of at most `width` letters, with a bar if `bar` and there is room;
// with less in it where it would be longer.
std::string ProgressLine(const Progress::Run& run,
                         const checker::Exploration& exploration,
                         const std::optional<checker::SizeEstimate>& estimate,
                         bool bar, size_t width);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_PROGRESS_H_
