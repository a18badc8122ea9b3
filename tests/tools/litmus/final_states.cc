#include "tests/tools/litmus/final_states.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/program.h"

namespace diorace::litmus {

FinalStates Finals(const std::string& text, const RunOptions& options) {
  FinalStates finals;
  const absl::StatusOr<TestSyntax> syntax = Parse(text, "t");
  if (!syntax.ok()) {
    finals.error = std::string(syntax.status().message());
    return finals;
  }
  const absl::StatusOr<Program> program = Compile(*syntax, "t");
  if (!program.ok()) {
    finals.error = std::string(program.status().message());
    return finals;
  }
  absl::StatusOr<Outcome> outcome = Run(*program, "t", options);
  if (!outcome.ok()) {
    finals.error = std::string(outcome.status().message());
    return finals;
  }
  finals.outcome = *std::move(outcome);
  finals.warnings = program->warnings;
  EXPECT_EQ(finals.outcome.error, "");
  for (const auto& [state, executions] : finals.outcome.states)
    finals.states.push_back(program->StateText(state));
  return finals;
}

std::string FinalOf(const std::string& body, const std::string& locations) {
  const FinalStates finals =
      Finals(absl::StrCat("C one\n{}\nP0(int *x, int *y, int *p) {\n", body,
                          "\n}\nlocations [", locations, "]\nexists (true)\n"));
  if (!finals.error.empty()) return finals.error;
  return absl::StrJoin(finals.states, " | ");
}

}  // namespace diorace::litmus
