#include "tools/cli/commands.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/division/checkpoint.h"
#include "tools/cli/output_files.h"
#include "tools/cli/printable.h"
#include "tools/cli/usage.h"

namespace diorace::cli {
namespace {

ExitStatus RunCommand(const CommandLine& line, Console& console) {
  switch (line.command) {
    case Command::kList:
      return List(line, console);
    case Command::kCheck:
      return Check(line, console);
    case Command::kGate:
      return Gate(line, console);
    case Command::kExplore:
      return Explore(line, console);
    case Command::kReplay:
      return Replay(line, console);
    case Command::kMinimize:
      return Minimize(line, console);
    case Command::kDiff:
      return Diff(line, console);
    case Command::kReseat:
      return Reseat(line, console);
    case Command::kReport:
      return Report(line, console);
    case Command::kFuzz:
      return Fuzz(line, console);
    case Command::kLitmus:
      return Litmus(line, console);
    case Command::kReleases:
      return Releases(line, console);
    case Command::kRaces:
      return Races(line, console);
    case Command::kMerge:
      return Merge(line, console);
    case Command::kStress:
      return Stress(line, console);
    case Command::kVersion:
      return Version(line, console);
    case Command::kNone:
      break;
  }
  console.err << Usage(Command::kNone);
  return ExitStatus::kBadInput;
}

}  // namespace

ExitStatus Version(const CommandLine& line, Console& console) {
  if (!line.arguments.empty()) {
    return Complain(absl::InvalidArgumentError("version takes no arguments"),
                    console);
  }
  console.out << "diorace, build "
              << absl::StrCat(
                     absl::Hex(checker::ProgramDigest(), absl::kZeroPad16))
              << "\n";
  return ExitStatus::kAsExpected;
}

ExitStatus Complain(const absl::Status& status, Console& console) {
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n'))
    console.err << "diorace: " << Printable(line) << "\n";
  console.err.flush();
  return ExitStatus::kBadInput;
}

ExitStatus RunDiorace(const std::vector<std::string>& arguments,
                      Console& console) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(arguments);
  if (!line.ok()) {
    Complain(line.status(), console);
    console.err << "`diorace help` says how to use it\n";
    return ExitStatus::kBadInput;
  }
  ExitStatus status = ExitStatus::kAsExpected;
  if (line->help) {
    console.out << Usage(line->command);
  } else if (const absl::Status files = CheckOutputFiles(*line, console);
             !files.ok()) {
    status = Complain(files, console);
  } else {
    status = RunCommand(*line, console);
  }
  console.out.flush();
  if (console.out) return status;
  return Complain(absl::DataLossError("standard output cannot be written"),
                  console);
}

}  // namespace diorace::cli
