// What Bazel wants of a program that it runs as a test.

#ifndef DIORACE_TOOLS_CLI_BAZEL_TEST_H_
#define DIORACE_TOOLS_CLI_BAZEL_TEST_H_

#include <string>
#include <vector>

namespace diorace::cli {

// As Bazel's test encyclopedia has them; empty outside of `bazel test`.
struct BazelTest {
  std::string xml_output_file;         // XML_OUTPUT_FILE
  std::string undeclared_outputs_dir;  // TEST_UNDECLARED_OUTPUTS_DIR
};

// `arguments` of check and gate with flags in front, which others override: the
// test's log is JUnit's, and schedules and reports go where
// Bazel keeps them.
std::vector<std::string> WithBazelTestFlags(std::vector<std::string> arguments,
                                            const BazelTest& test);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_BAZEL_TEST_H_
