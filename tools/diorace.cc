// The command line of diorace; `diorace help` says what it does.

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tools/cli/bazel_test.h"
#include "tools/cli/commands.h"
#include "tools/cli/interrupt.h"

namespace {

int ErrColumns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  const diorace::cli::Interrupt interrupt;
  diorace::cli::Console console{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) != 0,
      .err_is_terminal = isatty(STDERR_FILENO) != 0,
      // Where the user stands, also under `bazel run`.
      .directory = Environment("BUILD_WORKING_DIRECTORY"),
      .interrupted = &interrupt.flag(),
      .err_columns = ErrColumns,
      .in = &std::cin,
      .in_is_terminal = isatty(STDIN_FILENO) != 0};
  const diorace::cli::BazelTest test{
      .xml_output_file = Environment("XML_OUTPUT_FILE"),
      .undeclared_outputs_dir = Environment("TEST_UNDECLARED_OUTPUTS_DIR")};
  return static_cast<int>(diorace::cli::RunDiorace(
      diorace::cli::WithBazelTestFlags(
          std::vector<std::string>(argv + (argc > 0), argv + argc), test),
      console));
}
