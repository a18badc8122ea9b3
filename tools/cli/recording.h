// A schedule file with the scenario that it holds, ready to run.
//
//   TextFormat::ParseInfoTree locations;
//   absl::StatusOr<Recording> recording = LoadRecording(file, console,
//   locations); checker::Replay([&] { recording->compiled.Run(); },
//   recording->schedule);

#ifndef DIORACE_TOOLS_CLI_RECORDING_H_
#define DIORACE_TOOLS_CLI_RECORDING_H_

#include <string>

#include "absl/status/statusor.h"
#include "checker/schedule/schedule_file.h"
#include "google/protobuf/text_format.h"
#include "scenarios/compile.h"
#include "tools/cli/console.h"

namespace diorace::cli {

struct Recording {
  checker::Schedule schedule;
  CompiledScenario compiled;
};

// `file` is relative to where the user stands. `locations` gets the place of
// every field. Errors say where and what is wrong.
absl::StatusOr<Recording> LoadRecording(
    const std::string& file, const Console& console,
    google::protobuf::TextFormat::ParseInfoTree& locations);

// Says on standard error why and where `recording` does not fit (any more).
ExitStatus ComplainOfDivergence(
    const std::string& divergence, const checker::Schedule& schedule,
    const google::protobuf::TextFormat::ParseInfoTree& locations,
    const std::string& file, Console& console);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RECORDING_H_
