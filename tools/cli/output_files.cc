#include "tools/cli/output_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/division/checkpoint.h"
#include "scenarios/loader.h"

namespace diorace::cli {
namespace {

// What a flag names, as the user wrote it and as the program reaches it.
struct Output {
  std::string flag, file, path;
  bool written = true;
};

// In the order in which messages name one after the other.
std::vector<Output> OutputsOf(const Options& options, const Console& console) {
  std::vector<Output> outputs;
  for (const auto& [flag, file] :
       {std::pair<std::string, std::string>("--checkpoint", options.checkpoint),
        {"--junit", options.junit},
        {"--sarif", options.sarif},
        {"--summary", options.summary},
        {"--gitlab_codequality", options.gitlab_codequality},
        {"--baseline", options.baseline},
        {"--output", options.output}}) {
    if (file.empty()) continue;
    outputs.push_back({.flag = flag,
                       .file = file,
                       .path = PathFrom(console.directory, file),
                       .written = flag != "--baseline" || options.update});
  }
  return outputs;
}

// The files among the arguments. A scenario that comes with the program is
// none, whatever files there are.
std::vector<std::string> InputsOf(const CommandLine& line) {
  std::vector<std::string> inputs = line.arguments;
  if (line.command != Command::kCheck && line.command != Command::kGate &&
      line.command != Command::kExplore)
    return inputs;
  const std::vector<std::string> names = BuiltInScenarioNames();  // sorted
  std::erase_if(inputs, [&](const std::string& input) {
    return std::binary_search(names.begin(), names.end(), input);
  });
  return inputs;
}

// Absolute first: of a name that does not exist, weakly_canonical leaves
// "name" and "./name" different.
std::filesystem::path Canonical(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  const std::filesystem::path canonical =
      std::filesystem::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal() : canonical;
}

// Also by way of links of both kinds.
bool SameFile(const std::string& a, const std::string& b) {
  std::error_code ignored;
  // /dev/null is as many files as one wants.
  if (std::filesystem::is_character_file(a, ignored)) return false;
  return std::filesystem::equivalent(a, b, ignored) ||
         Canonical(a) == Canonical(b);
}

absl::Status IsNoInput(const Output& output,
                       const std::vector<std::string>& inputs,
                       const Console& console) {
  for (const std::string& input : inputs) {
    const std::string path = PathFrom(console.directory, input);
    std::error_code ignored;
    // What is not there, reading it will say.
    if (!std::filesystem::exists(path, ignored) || !SameFile(output.path, path))
      continue;
    return absl::InvalidArgumentError(
        absl::StrCat(output.file, " is the file to read",
                     input == output.file ? "" : absl::StrCat(", ", input),
                     ", and would be overwritten; name another"));
  }
  return absl::OkStatus();
}

// Of `output` alone.
absl::Status CheckOne(const Output& output,
                      const std::vector<std::string>& inputs,
                      const Options& options, const Console& console) {
  if (absl::Status status = IsNoInput(output, inputs, console); !status.ok())
    return status;
  if (absl::Status status = CanBeWritten(output.path, output.file);
      !status.ok())
    return status;
  // With --resume it is read, which says more of what is wrong with it.
  if (output.flag == "--checkpoint" && !options.resume &&
      !checker::MayBecomeCheckpoint(output.path)) {
    return absl::InvalidArgumentError(
        absl::StrCat(output.file,
                     " is there and is no checkpoint; remove it or name "
                     "another"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CanBeWritten(const std::string& path, absl::string_view name) {
  const auto refuse = [&](absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat(name, why));
  };
  const std::filesystem::path target(path);
  std::error_code error;
  const std::filesystem::file_type type =
      std::filesystem::status(target, error).type();
  if (type == std::filesystem::file_type::directory || !target.has_filename())
    return refuse(" is a folder, not a file");
  if (type == std::filesystem::file_type::none)
    return refuse(absl::StrCat(" cannot be written: ", error.message()));
  if (type == std::filesystem::file_type::character ||
      type == std::filesystem::file_type::fifo) {
    if (access(path.c_str(), W_OK) == 0) return absl::OkStatus();
    return refuse(absl::StrCat(" cannot be written: ", std::strerror(errno)));
  }
  // A new file takes the name, so it is the folder that matters: where a link
  // leads to, or the first one above that is there, in which others are made.
  std::filesystem::path folder =
      type == std::filesystem::file_type::regular
          ? std::filesystem::canonical(target, error).parent_path()
          : target.parent_path();
  while (!folder.empty() && !std::filesystem::exists(
                                std::filesystem::symlink_status(folder, error)))
    folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  if (!std::filesystem::is_directory(folder, error)) {
    return refuse(
        absl::StrCat(" cannot be written: ", folder.string(), " is no folder"));
  }
  if (access(folder.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  return refuse(absl::StrCat(" cannot be written: ", folder.string(), ": ",
                             std::strerror(errno)));
}

absl::Status CheckOutputFiles(const CommandLine& line, const Console& console) {
  const std::vector<Output> outputs = OutputsOf(line.options, console);
  if (outputs.empty()) return absl::OkStatus();
  const std::vector<std::string> inputs = InputsOf(line);
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const auto other = std::find_if(
        outputs.begin(), output,
        [&](const Output& it) { return SameFile(it.path, output->path); });
    if (other != output) {
      return absl::InvalidArgumentError(
          absl::StrCat(output->flag, ": ", output->file, " is the file of ",
                       other->flag, ", too"));
    }
    if (!output->written) continue;
    const absl::Status status =
        CheckOne(*output, inputs, line.options, console);
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(output->flag, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace diorace::cli
