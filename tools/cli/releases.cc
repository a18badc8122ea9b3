// diorace releases: what each Linux release does, and what changed between two.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "model/kernel_release.h"
#include "nlohmann/json.hpp"
#include "scenarios/compile.h"
#include "tools/cli/commands.h"
#include "tools/cli/releases_text.h"

namespace diorace::cli {
namespace {

using dio::QuietCommit;
using dio::ReleaseDiff;
using dio::ReleaseInfo;
using dio::Switch;
using dio::SwitchInfo;
using dio::SwitchKind;
using Json = nlohmann::ordered_json;

const char* KindName(SwitchKind kind) {
  switch (kind) {
    case SwitchKind::kMerged:
      return "merged";
    case SwitchKind::kPosted:
      return "posted";
    case SwitchKind::kProposed:
      return "proposed";
    case SwitchKind::kRule:
      return "rule";
  }
  return "";
}

Json Array(const std::vector<absl::string_view>& words) {
  return Json(std::vector<std::string>(words.begin(), words.end()));
}

Json JsonOf(const SwitchInfo& info) {
  return {{"schema", 1},
          {"type", "switch"},
          {"switch", std::string(info.name)},
          {"kind", KindName(info.kind)},
          {"releases", Array(ReleasesWith(info.id))},
          {"release_verified", info.release_verified},
          {"on", std::string(info.effect)},
          {"off", std::string(info.off)},
          {"commits", Array(info.commits)},
          {"source", std::string(info.source)},
          {"races", Array(info.rows)},
          {"requires", Array(SwitchNames(info.requires_on))},
          {"excludes", Array(SwitchNames(info.excludes))}};
}

Json JsonOf(const ReleaseInfo& info) {
  return {{"schema", 1},
          {"type", "release"},
          {"release", std::string(info.name)},
          {"summary", std::string(info.summary)},
          {"released", !info.unverified}};
}

Json JsonOf(const QuietCommit& info) {
  return {{"schema", 1},
          {"type", "commit"},
          {"commit", std::string(info.commit)},
          {"release", std::string(info.release)},
          {"subject", std::string(info.subject)}};
}

// One object a line.
template <typename Infos>
std::string JsonLines(const Infos& infos) {
  std::string lines;
  for (const auto& info : infos)
    absl::StrAppend(&lines, JsonOf(info).dump(), "\n");
  return lines;
}

std::string JsonLines(const ReleaseDiff& diff) {
  std::string lines;
  const auto append = [&](const std::vector<Switch>& ids, const char* change) {
    for (const Switch id : ids) {
      Json json = JsonOf(dio::InfoOf(id));
      json["change"] = change;
      absl::StrAppend(&lines, json.dump(), "\n");
    }
  };
  append(diff.on, "on");
  append(diff.off, "off");
  return absl::StrCat(lines, JsonLines(diff.commits));
}

absl::StatusOr<std::string> Diff(const CommandLine& line) {
  std::vector<std::string> names = line.options.diff;
  names.insert(names.end(), line.arguments.begin(), line.arguments.end());
  if (names.size() != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--diff takes two releases, as in --diff 6.19 7.0; here it has ",
        names.size()));
  }
  const absl::StatusOr<ReleaseDiff> diff =
      dio::DiffReleases(names[0], names[1]);
  if (!diff.ok()) return diff.status();
  return line.options.format == Format::kJson
             ? JsonLines(*diff)
             : DiffText(*diff, names[0], names[1]);
}

absl::StatusOr<std::string> SomeSwitches(const CommandLine& line) {
  std::string text;
  for (const std::string& name : line.arguments) {
    const absl::StatusOr<Switch> id = SwitchNamed(name);
    if (!id.ok()) return id.status();
    const SwitchInfo& info = dio::InfoOf(*id);
    absl::StrAppend(&text, line.options.format == Format::kJson
                               ? JsonOf(info).dump() + "\n"
                               : SwitchText(info));
  }
  return text;
}

absl::StatusOr<std::string> Everything(const CommandLine& line) {
  if (line.options.format == Format::kText) return ReleasesTable();
  return absl::StrCat(JsonLines(dio::AllReleases()),
                      JsonLines(dio::AllSwitches()),
                      JsonLines(dio::AllQuietCommits()));
}

}  // namespace

ExitStatus Releases(const CommandLine& line, Console& console) {
  const absl::StatusOr<std::string> text =
      !line.options.diff.empty() ? Diff(line)
      : !line.arguments.empty()  ? SomeSwitches(line)
                                 : Everything(line);
  if (!text.ok()) return Complain(text.status(), console);
  console.out << *text;
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli
