// A litmus test: what is accepted can be run.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/fuzz/target.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/program.h"
#include "tools/litmus/run.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<diorace::litmus::TestSyntax> syntax =
      diorace::litmus::Parse(text, "fuzzed");
  if (!syntax.ok()) return 0;
  const absl::StatusOr<diorace::litmus::Program> program =
      diorace::litmus::Compile(*syntax, "fuzzed");
  if (!program.ok()) return 0;
  const absl::StatusOr<diorace::litmus::Outcome> outcome = diorace::litmus::Run(
      *program, "fuzzed", {.max_executions = 3, .max_steps = 500});
  if (outcome.ok()) {
    for (const auto& [state, executions] : outcome->states)
      program->StateText(state);
  }
  return 0;
}
