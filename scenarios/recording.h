// A schedule file with the scenario that it holds, ready to be run.
//
//   absl::StatusOr<Recording> recording = LoadRecording(path, /*file=*/path);
//   if (!recording.ok()) return recording.status();  // says where and what
//   checker::Replay([&] { recording->compiled.Run(); }, recording->schedule);

#ifndef DIORACE_SCENARIOS_RECORDING_H_
#define DIORACE_SCENARIOS_RECORDING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "checker/schedule/schedule.pb.h"
#include "google/protobuf/text_format.h"
#include "scenarios/compile.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

struct Recording {
  std::string file;  // as messages name it
  checker::Schedule schedule;
  CompiledScenario compiled;
  // Where in `file` the fields of `schedule` stand.
  std::unique_ptr<google::protobuf::TextFormat::ParseInfoTree> locations;

  const Scenario& Subject() const { return schedule.GetExtension(scenario); }
};

// Reads the file `path`, which messages name `file`. Errors are
// kInvalidArgument or kNotFound: "FILE:LINE:COLUMN: what is wrong". A schedule
// of something else than a scenario is one.
absl::StatusOr<Recording> LoadRecording(const std::string& path,
                                        absl::string_view file);

// The same from the text of a file.
absl::StatusOr<Recording> ParseRecording(absl::string_view text,
                                         absl::string_view file);

// The place of the decision that `divergence` ("decision 3 of 17 does not fit:
// …") is about: "FILE:LINE:COLUMN".
std::string DivergencePlace(absl::string_view divergence,
                            const Recording& recording);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_RECORDING_H_
