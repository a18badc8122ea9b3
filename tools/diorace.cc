// The command line of diorace; `diorace help` says what it does.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tools/cli/commands.h"

int main(int argc, char** argv) {
  // Where the user stands, also under `bazel run`.
  const char* const directory = std::getenv("BUILD_WORKING_DIRECTORY");
  diorace::cli::Console console{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = isatty(STDOUT_FILENO) != 0,
      .err_is_terminal = isatty(STDERR_FILENO) != 0,
      .directory = directory == nullptr ? "" : directory};
  return static_cast<int>(diorace::cli::RunDiorace(
      std::vector<std::string>(argv + (argc > 0), argv + argc), console));
}
