// diorace releases: what each Linux release does, and what changed between two.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "model/kernel_release.h"
#include "nlohmann/json.hpp"
#include "scenarios/near_names.h"
#include "tools/cli/commands.h"

namespace diorace::cli {
namespace {

using dio::AllReleases;
using dio::AllSwitches;
using dio::QuietCommit;
using dio::ReleaseBehaviour;
using dio::ReleaseDiff;
using dio::ReleaseInfo;
using dio::Switch;
using dio::SwitchInfo;
using dio::SwitchKind;
using Json = nlohmann::ordered_json;

constexpr char kLegend[] = R"(
on, -    the switch is on, or off, in this release
commit   upstream, abbreviated; +N: with N more
closes   races of the catalogue that are possible while the switch is off
release unverified: no source says for certain which release has it first

`diorace releases SWITCH...` says what a switch does, and
`diorace releases --diff A B` what changed from one release to another.
)";

absl::string_view KindName(SwitchKind kind) {
  switch (kind) {
    case SwitchKind::kMerged:
      return "merged";
    case SwitchKind::kPosted:
      return "posted";
    case SwitchKind::kRule:
      return "rule";
  }
  return "";
}

std::vector<absl::string_view> ReleasesWith(Switch id) {
  std::vector<absl::string_view> names;
  for (const ReleaseInfo& release : AllReleases()) {
    if (ReleaseBehaviour(release.name)->has(id)) names.push_back(release.name);
  }
  return names;
}

std::vector<absl::string_view> Names(const std::vector<Switch>& switches) {
  std::vector<absl::string_view> names;
  for (const Switch id : switches) names.push_back(dio::InfoOf(id).name);
  return names;
}

// Not the text itself, so that an empty list shows.
std::string Words(const std::vector<absl::string_view>& words) {
  return words.empty() ? "-" : absl::StrJoin(words, " ");
}

// The table.

int NameWidth() {
  size_t width = 0;
  for (const SwitchInfo& info : AllSwitches())
    width = std::max(width, info.name.size());
  return static_cast<int>(width);
}

std::string Row(const SwitchInfo& info) {
  std::string row = absl::StrFormat("  %-*s", NameWidth(), info.name);
  for (const ReleaseInfo& release : AllReleases()) {
    absl::StrAppendFormat(
        &row, "  %-*s", static_cast<int>(release.name.size()),
        ReleaseBehaviour(release.name)->has(info.id) ? "on" : "-");
  }
  std::string commit =
      info.commits.empty() ? "-" : std::string(info.commits[0]);
  if (info.commits.size() > 1)
    absl::StrAppend(&commit, " +", info.commits.size() - 1);
  absl::StrAppendFormat(&row, "  %-16s  %s%s\n", commit, Words(info.rows),
                        info.release_verified ? "" : "  release unverified");
  return row;
}

template <typename Predicate>
std::string Rows(Predicate belongs) {
  std::string rows;
  for (const SwitchInfo& info : AllSwitches()) {
    if (belongs(info)) absl::StrAppend(&rows, Row(info));
  }
  return rows;
}

std::string Table() {
  std::string table = absl::StrFormat("%-*s", NameWidth() + 2, "switch");
  for (const ReleaseInfo& release : AllReleases())
    absl::StrAppend(&table, "  ", release.name);
  absl::StrAppendFormat(&table, "  %-16s  closes\n", "commit");
  for (const ReleaseInfo& release : AllReleases()) {
    absl::StrAppend(&table, release.name, " (", release.summary, ")\n",
                    Rows([&](const SwitchInfo& info) {
                      return info.since == release.name;
                    }));
  }
  const auto of_kind = [](SwitchKind kind) {
    return Rows([=](const SwitchInfo& info) { return info.kind == kind; });
  };
  return absl::StrCat(
      table, "posted, not merged\n", of_kind(SwitchKind::kPosted),
      "rules (on in every release; off is a mutation that breaks one)\n",
      of_kind(SwitchKind::kRule), kLegend);
}

// Single switches.

// "    label:    text", in lines of at most 80 letters.
std::string Field(absl::string_view label, absl::string_view text) {
  constexpr size_t kWidth = 80;
  std::string field;
  std::string line = absl::StrFormat("    %-9s", absl::StrCat(label, ":"));
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (line.size() + 1 + word.size() > kWidth) {
      absl::StrAppend(&field, line, "\n");
      line = std::string(13, ' ');
    }
    absl::StrAppend(&line, " ", word);
  }
  return absl::StrCat(field, line, "\n");
}

std::string From(const SwitchInfo& info) {
  std::vector<std::string> parts;
  if (!info.commits.empty()) parts.push_back(absl::StrJoin(info.commits, " "));
  if (!info.source.empty()) parts.emplace_back(info.source);
  if (!info.release_verified) parts.emplace_back("release unverified");
  return absl::StrJoin(parts, ", ");
}

std::string Fields(const SwitchInfo& info) {
  std::string fields =
      absl::StrCat(Field("on", info.effect), Field("off", info.off));
  if (const std::string from = From(info); !from.empty())
    absl::StrAppend(&fields, Field("from", from));
  if (!info.requires_on.empty())
    absl::StrAppend(&fields, Field("requires", Words(Names(info.requires_on))));
  if (!info.excludes.empty())
    absl::StrAppend(&fields, Field("excludes", Words(Names(info.excludes))));
  return fields;
}

std::string Description(const SwitchInfo& info) {
  std::string text = absl::StrCat(info.name, "\n", Fields(info));
  if (!info.rows.empty())
    absl::StrAppend(&text, Field("closes", Words(info.rows)));
  return absl::StrCat(text, Field("in", Words(ReleasesWith(info.id))));
}

Json JsonOf(const SwitchInfo& info) {
  const auto array = [](const std::vector<absl::string_view>& words) {
    return Json(std::vector<std::string>(words.begin(), words.end()));
  };
  return {{"schema", 1},
          {"type", "switch"},
          {"switch", std::string(info.name)},
          {"kind", std::string(KindName(info.kind))},
          {"releases", array(ReleasesWith(info.id))},
          {"release_verified", info.release_verified},
          {"on", std::string(info.effect)},
          {"off", std::string(info.off)},
          {"commits", array(info.commits)},
          {"source", std::string(info.source)},
          {"races", array(info.rows)},
          {"requires", array(Names(info.requires_on))},
          {"excludes", array(Names(info.excludes))}};
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

// Differences.

// The races that `id` stops to close, and who in `after` closes them instead.
std::string NoLongerCloses(Switch id, const dio::Behaviour& after) {
  std::vector<std::string> races;
  for (const absl::string_view row : dio::InfoOf(id).rows) {
    races.emplace_back(row);
    for (const SwitchInfo& other : AllSwitches()) {
      if (after.has(other.id) &&
          std::count(other.rows.begin(), other.rows.end(), row) > 0)
        absl::StrAppend(&races.back(), " (", other.name, " does)");
    }
  }
  return absl::StrJoin(races, " ");
}

std::string Count(size_t count, absl::string_view what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

std::string DiffText(const ReleaseDiff& diff, absl::string_view from,
                     absl::string_view to) {
  std::string text = absl::StrCat(
      from, " to ", to, ": ", diff.on.size(), " on, ", diff.off.size(),
      " off, ", Count(diff.commits.size(), "commit"), " without a switch\n");
  std::vector<Switch> changed = diff.on;
  changed.insert(changed.end(), diff.off.begin(), diff.off.end());
  std::sort(changed.begin(), changed.end());
  const dio::Behaviour after = *ReleaseBehaviour(to);
  for (const Switch id : changed) {
    const SwitchInfo& info = dio::InfoOf(id);
    const bool on = after.has(id);
    absl::StrAppend(&text, "\n", on ? "+ " : "- ", info.name,
                    on ? " on\n" : " off\n", Fields(info));
    if (info.rows.empty()) continue;
    absl::StrAppend(&text, on ? Field("closes", Words(info.rows))
                              : Field("reopens", NoLongerCloses(id, after)));
  }
  if (!diff.commits.empty())
    absl::StrAppend(&text, "\nNothing that the model shows:\n");
  for (const QuietCommit& commit : diff.commits) {
    absl::StrAppend(&text, "  ", commit.commit, "  ", commit.subject, "\n");
  }
  return text;
}

std::string DiffJson(const ReleaseDiff& diff) {
  std::string text;
  const auto append = [&](const Json& json) {
    absl::StrAppend(&text, json.dump(), "\n");
  };
  const auto append_switches = [&](const std::vector<Switch>& ids, bool on) {
    for (const Switch id : ids) {
      Json json = JsonOf(dio::InfoOf(id));
      json["change"] = on ? "on" : "off";
      append(json);
    }
  };
  append_switches(diff.on, true);
  append_switches(diff.off, false);
  for (const QuietCommit& commit : diff.commits) append(JsonOf(commit));
  return text;
}

ExitStatus Diff(const CommandLine& line, Console& console) {
  std::vector<std::string> names = line.options.diff;
  names.insert(names.end(), line.arguments.begin(), line.arguments.end());
  if (names.size() != 2) {
    return Complain(absl::InvalidArgumentError(absl::StrCat(
                        "--diff takes two releases, such as --diff 6.19 7.0; "
                        "got ",
                        names.size())),
                    console);
  }
  const absl::StatusOr<ReleaseDiff> diff =
      dio::DiffReleases(names[0], names[1]);
  if (!diff.ok()) return Complain(diff.status(), console);
  if (line.options.format == Format::kJson)
    console.out << DiffJson(*diff);
  else if (diff->on.empty() && diff->off.empty() && diff->commits.empty())
    console.out << "no difference\n";
  else
    console.out << DiffText(*diff, names[0], names[1]);
  return ExitStatus::kAsExpected;
}

absl::StatusOr<std::vector<Switch>> FindSwitches(
    const std::vector<std::string>& names) {
  std::vector<Switch> switches;
  for (const std::string& name : names) {
    const absl::StatusOr<Switch> id = dio::FindSwitch(name);
    if (!id.ok()) {
      std::vector<std::string> all;
      for (const SwitchInfo& info : AllSwitches()) all.emplace_back(info.name);
      return absl::InvalidArgumentError(
          absl::StrCat(id.status().message(), DidYouMean(name, all),
                       " (`diorace releases` names them all)"));
    }
    switches.push_back(*id);
  }
  return switches;
}

}  // namespace

ExitStatus Releases(const CommandLine& line, Console& console) {
  if (!line.options.diff.empty()) return Diff(line, console);
  const absl::StatusOr<std::vector<Switch>> asked =
      FindSwitches(line.arguments);
  if (!asked.ok()) return Complain(asked.status(), console);
  const bool json = line.options.format == Format::kJson;
  for (const Switch id : *asked) {
    const SwitchInfo& info = dio::InfoOf(id);
    console.out << (json ? JsonOf(info).dump() + "\n" : Description(info));
  }
  if (!asked->empty()) return ExitStatus::kAsExpected;
  if (!json) {
    console.out << Table();
    return ExitStatus::kAsExpected;
  }
  for (const ReleaseInfo& info : AllReleases())
    console.out << JsonOf(info).dump() << "\n";
  for (const SwitchInfo& info : AllSwitches())
    console.out << JsonOf(info).dump() << "\n";
  for (const QuietCommit& info : dio::AllQuietCommits())
    console.out << JsonOf(info).dump() << "\n";
  return ExitStatus::kAsExpected;
}

}  // namespace diorace::cli
