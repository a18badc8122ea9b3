// The command line of diorace; `diorace help` says what it does.

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tools/cli/commands.h"
#include "tools/cli/interrupt.h"

namespace {

int ErrColumns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int main(int argc, char** argv) {
  // Where the user stands, also under `bazel run`.
  const char* const directory = std::getenv("BUILD_WORKING_DIRECTORY");
  const diorace::cli::Interrupt interrupt;
  diorace::cli::Console console{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) != 0,
      .err_is_terminal = isatty(STDERR_FILENO) != 0,
      .directory = directory == nullptr ? "" : directory,
      .interrupted = &interrupt.flag(),
      .err_columns = ErrColumns,
      .in = &std::cin,
      .in_is_terminal = isatty(STDIN_FILENO) != 0};
  return static_cast<int>(diorace::cli::RunDiorace(
      std::vector<std::string>(argv + (argc > 0), argv + argc), console));
}
