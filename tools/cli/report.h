// What check and explore print.

#ifndef DIORACE_TOOLS_CLI_REPORT_H_
#define DIORACE_TOOLS_CLI_REPORT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/command_line.h"
#include "tools/cli/console.h"
#include "tools/cli/run_all.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {

// Gets the results of `diorace check` one by one, and prints them.
class CheckReport {
 public:
  virtual ~CheckReport() = default;

  // Before the first, with all that will come.
  virtual void Begin(const std::vector<Listed>& all) = 0;
  virtual void Add(const ScenarioRun& run, const Judgement& judgement) = 0;
  virtual void End() = 0;
};

// A table while results come in, then what was found, then what is guaranteed.
std::unique_ptr<CheckReport> MakeTextReport(const Options& options,
                                            Console& console);

// One object a line (DESIGN.md §5, schema 1). Why a result is not ok goes to
// standard error, in words.
std::unique_ptr<CheckReport> MakeJsonReport(const Options& options,
                                            Console& console);

// Which scenario, from 0, of how many a command was asked for.
struct Position {
  size_t scenario = 0;
  size_t scenarios = 1;
};

// The object of one run. Without `judgement`, for a scenario that was changed,
// nothing is expected.
std::string JsonLine(const ScenarioRun& run, const Judgement* judgement,
                     const Options& options, Position position = {});

// What `diorace explore` prints for people; ends with the guarantee.
std::string ExploreText(const ScenarioRun& run, const Options& options);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_REPORT_H_
