// Ctrl-C: the first ends an exploration cleanly, the second the program.
//
//   Interrupt interrupt;
//   Console console{…, .interrupted = &interrupt.flag()};
//
// While it exists, SIGINT and SIGTERM set the flag, which Budget::interrupted
// looks at before each execution, and give both signals back their default, so
// that the next one kills. A signal that was ignored before (nohup, a job in
// the background of a script) stays so. One at a time.

#ifndef DIORACE_TOOLS_CLI_INTERRUPT_H_
#define DIORACE_TOOLS_CLI_INTERRUPT_H_

#include <signal.h>

#include <array>
#include <atomic>

namespace diorace::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();  // what was installed before is again
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& flag() const;

 private:
  std::array<struct sigaction, 2> before_;
};

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_INTERRUPT_H_
