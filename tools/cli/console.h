// What a command of diorace talks to: two streams, and where the user stands.

#ifndef DIORACE_TOOLS_CLI_CONSOLE_H_
#define DIORACE_TOOLS_CLI_CONSOLE_H_

#include <atomic>
#include <istream>
#include <ostream>
#include <string>

namespace diorace::cli {

struct Console {
  std::ostream& out;  // results, and nothing else
  std::ostream& err;  // complaints and progress
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // What relative paths are relative to; "" is the folder of the process.
  std::string directory = {};
  // True, if given, once the user asked for an end: no exploration goes on, and
  // none is started.
  const std::atomic<bool>* interrupted = nullptr;
  // How wide standard error is now, 0 if that is unknown.
  int (*err_columns)() = nullptr;
  // Where commands come from, if there is such a place.
  std::istream* in = nullptr;
  bool in_is_terminal = false;

  bool stopping() const {
    return interrupted != nullptr &&
           interrupted->load(std::memory_order_relaxed);
  }
};

// The exit statuses of DESIGN.md §5, which scripts rely on.
enum class ExitStatus {
  kAsExpected = 0,
  kDiffers = 1,     // a verdict differs, or a violation was found
  kBadInput = 2,    // bad usage or input
  kDoesNotFit = 3,  // a schedule does not fit what it is replayed on
  kCutShort = 4,    // a bound came before the verdict was known
};

// Of several results, what the program ends with: 2, then 1, then 4.
constexpr ExitStatus Worse(ExitStatus a, ExitStatus b) {
  for (const ExitStatus status :
       {ExitStatus::kBadInput, ExitStatus::kDoesNotFit, ExitStatus::kDiffers,
        ExitStatus::kCutShort}) {
    if (a == status || b == status) return status;
  }
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_CONSOLE_H_
