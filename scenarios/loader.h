// Finds, reads and checks scenario files.
//
//   absl::StatusOr<LoadedScenario> loaded =
//       LoadScenario("xfs_pi_write_bounced_store", /*directory=*/"");
//   if (!loaded.ok()) return loaded.status();  // says where and what is wrong
//   absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
//   if (!compiled.ok()) return AtPlace(compiled.status(), *loaded);
//
// A scenario is the name of one that is built into the program, or a file.

#ifndef DIORACE_SCENARIOS_LOADER_H_
#define DIORACE_SCENARIOS_LOADER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

struct LoadedScenario {
  Scenario scenario;
  std::string file;  // as messages name it
  // Where in `file` the fields of `scenario` stand. Null if it was made, not
  // read.
  std::unique_ptr<google::protobuf::TextFormat::ParseInfoTree> locations;
};

// Parses and validates a scenario. Errors are kInvalidArgument, one line each:
// "FILE:LINE:COLUMN: what is wrong, and what was expected".
absl::StatusOr<LoadedScenario> ParseScenario(absl::string_view text,
                                             absl::string_view file);

// Everything that can be said of a scenario without running it: all errors, not
// only the first. `locations` (may be null) gives places in `file`. Releases,
// switches and steps are Compile's to know.
absl::Status ValidateScenario(
    const Scenario& scenario, absl::string_view file,
    const google::protobuf::TextFormat::ParseInfoTree* locations);

// What Compile said about `loaded`, with the place of the field whose value it
// quotes ('6.99'); with the file alone if it quotes none.
absl::Status AtPlace(
    const absl::Status& status, const Scenario& scenario,
    absl::string_view file,
    const google::protobuf::TextFormat::ParseInfoTree* locations);
absl::Status AtPlace(const absl::Status& status, const LoadedScenario& loaded);

// The scenarios that come with this program, sorted by name.
std::vector<std::string> BuiltInScenarioNames();

// `name_or_path` is the name of a built-in scenario, or a file (relative to
// `directory`, if given and the path is relative). A name that is neither is
// kNotFound, with the names that come close. To mean a file that has the name
// of a built-in scenario, write "./NAME".
absl::StatusOr<LoadedScenario> LoadScenario(absl::string_view name_or_path,
                                            absl::string_view directory);

// `path` as it is from `directory`, unless it is absolute or `directory` empty.
std::string PathFrom(absl::string_view directory, absl::string_view path);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_LOADER_H_
