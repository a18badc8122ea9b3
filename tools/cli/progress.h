// Says on standard error how far a long run is.

#ifndef DIORACE_TOOLS_CLI_PROGRESS_H_
#define DIORACE_TOOLS_CLI_PROGRESS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "checker/explore/explorer.h"
#include "tools/cli/command_line.h"
#include "tools/cli/console.h"

namespace diorace::cli {

// On a terminal a line that is written over, several times a second; elsewhere
// a line every few seconds. Nothing in the first second of a scenario.
class Progress {
 public:
  Progress(Console& console, const Options& options);

  // Before each scenario, with its name as it shall appear.
  void Start(absl::string_view scenario);
  // As often as one likes; the time is exploration.elapsed.
  void Update(const checker::Exploration& exploration);
  // Takes the line away; before anything else is printed.
  void Clear();

 private:
  Console& console_;
  const bool on_;
  const bool overwrites_;
  std::string scenario_;
  absl::Duration next_;
  bool shown_ = false;
};

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_PROGRESS_H_
