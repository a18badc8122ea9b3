// diorace merge: the results of shares, put together.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "checker/number_text.h"
#include "checker/schedule/whole_file.h"
#include "tools/cli/commands.h"
#include "tools/cli/printable.h"
#include "tools/cli/schedule_output.h"
#include "tools/cli/share_results.h"

namespace diorace::cli {
namespace {

// "name  pass        208,512 executions (and 3,144 redundant) in 8 shares".
std::string TextLine(const MergedResult& result, size_t width) {
  const nlohmann::ordered_json& line = result.line;
  const std::string name = Printable(line["scenario"].get<std::string>());
  const auto redundant = line["redundant"].get<uint64_t>();
  std::string text = absl::StrFormat(
      "%-*s  %-10s  %s%s in %s", static_cast<int>(width), name,
      line["verdict"].get<std::string>(),
      checker::Plural(line["executions"].get<uint64_t>(), "execution"),
      redundant == 0 ? ""
                     : absl::StrCat(" (and ", checker::WithThousands(redundant),
                                    " redundant)"),
      checker::Plural(line["shards"].get<uint64_t>(), "share"));
  if (!line["complete"].get<bool>()) text += ", incomplete";
  if (!line["violations"].empty()) {
    absl::StrAppend(
        &text, ", ",
        checker::Plural(line["violations"].size(), "distinct violation"));
  }
  for (const nlohmann::ordered_json& reason : line["reasons"])
    absl::StrAppend(&text, "\n  ", Printable(reason.get<std::string>()));
  return absl::StrCat(text, "\n");
}

// The last line of JSON, if results are missing: the scenarios that are there
// may be complete, the whole is not.
std::string MissingJson(const std::vector<MissingResults>& missing) {
  nlohmann::ordered_json shares = nlohmann::ordered_json::array();
  for (const MissingResults& results : missing) {
    shares.push_back({{"index", results.share},
                      {"count", results.shares},
                      {"missing", results.missing},
                      {"of", results.of}});
  }
  const nlohmann::ordered_json line = {
      {"schema", 1}, {"complete", false}, {"missing_results", shares}};
  return absl::StrCat(line.dump(), "\n");
}

// The last lines of text.
std::string SummaryText(size_t scenarios, size_t as_expected,
                        const std::vector<MissingResults>& missing) {
  std::string text;
  size_t in_all = 0;
  for (const MissingResults& results : missing) {
    in_all += results.missing;
    absl::StrAppend(&text, "share ", results.share, " of ", results.shares,
                    ": ", results.missing, " of ",
                    checker::Plural(results.of, "result"), " missing\n");
  }
  absl::StrAppend(&text, checker::Plural(scenarios, "scenario"), ": ",
                  as_expected, " as expected");
  if (in_all != 0)
    absl::StrAppend(&text, ", ", checker::Plural(in_all, "result"), " missing");
  return absl::StrCat(text, "\n");
}

absl::StatusOr<std::string> ReadResults(const std::string& file,
                                        const Console& console) {
  constexpr size_t kMost = size_t{64} << 20;
  absl::StatusOr<std::string> text =
      checker::ReadFile(PathFrom(console.directory, file), kMost);
  if (text.ok() && text->size() > kMost) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": this is larger than ", kMost, " bytes"));
  }
  return text;
}

}  // namespace

ExitStatus Merge(const CommandLine& line, Console& console) {
  if (line.arguments.empty()) {
    return Complain(absl::InvalidArgumentError(
                        "merge needs files with results of shares; `diorace "
                        "help merge` shows how they come about"),
                    console);
  }
  ShareResults results;
  for (const std::string& argument : line.arguments) {
    const absl::StatusOr<std::string> text = ReadResults(argument, console);
    const absl::Status status =
        text.ok() ? results.Add(*text, argument) : text.status();
    if (!status.ok()) return Complain(status, console);
  }

  ExitStatus status = ExitStatus::kAsExpected;
  size_t as_expected = 0;
  const std::vector<MergedResult> merged = results.Merge();
  size_t width = 0;
  for (const MergedResult& result : merged) {
    width = std::max(
        width, Printable(result.line["scenario"].get<std::string>()).size());
  }
  for (const MergedResult& result : merged) {
    status = Worse(status, result.status);
    as_expected += result.status == ExitStatus::kAsExpected ? 1 : 0;
    console.out << (line.options.format == Format::kJson
                        ? absl::StrCat(result.line.dump(), "\n")
                        : TextLine(result, width));
  }
  const std::vector<MissingResults> missing = results.Missing();
  if (line.options.format != Format::kJson)
    console.out << SummaryText(merged.size(), as_expected, missing);
  else if (!missing.empty())
    console.out << MissingJson(missing);
  return missing.empty() ? status : Worse(status, ExitStatus::kCutShort);
}

}  // namespace diorace::cli
