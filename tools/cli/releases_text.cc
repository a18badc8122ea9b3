#include "tools/cli/releases_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace diorace::cli {
namespace {

using dio::AllReleases;
using dio::AllSwitches;
using dio::Behaviour;
using dio::InfoOf;
using dio::QuietCommit;
using dio::ReleaseBehaviour;
using dio::ReleaseDiff;
using dio::ReleaseInfo;
using dio::Switch;
using dio::SwitchInfo;
using dio::SwitchKind;

constexpr char kLegend[] = R"(
on, -    the switch is on, or off, in this release
commit   upstream, abbreviated; +N: with N more
closes   races that are possible while the switch is off
release unverified: no source says for certain which release has it first

`diorace releases SWITCH...` says what a switch does, and
`diorace releases --diff A B` what changed from one release to another.
)";

std::string Words(const std::vector<absl::string_view>& words) {
  return words.empty() ? "-" : absl::StrJoin(words, " ");
}

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
  std::string commit(info.commits.empty() ? "-" : info.commits[0]);
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
  const auto append = [&](absl::string_view label, const std::string& text) {
    if (!text.empty()) absl::StrAppend(&fields, Field(label, text));
  };
  append("from", From(info));
  append("requires", absl::StrJoin(SwitchNames(info.requires_on), " "));
  append("excludes", absl::StrJoin(SwitchNames(info.excludes), " "));
  return fields;
}

// The races that `id` stops to close, and who closes them in `after` instead.
std::string NoLongerCloses(Switch id, const Behaviour& after) {
  std::vector<std::string> races;
  for (const absl::string_view row : InfoOf(id).rows) {
    std::vector<absl::string_view> others;
    for (const SwitchInfo& other : AllSwitches()) {
      if (after.has(other.id) &&
          std::count(other.rows.begin(), other.rows.end(), row) > 0)
        others.push_back(other.name);
    }
    races.push_back(others.empty()
                        ? std::string(row)
                        : absl::StrCat(row, " (closed by ",
                                       absl::StrJoin(others, ", "), ")"));
  }
  return absl::StrJoin(races, " ");
}

std::string ChangeText(Switch id, const Behaviour& after) {
  const SwitchInfo& info = InfoOf(id);
  const bool on = after.has(id);
  std::string text = absl::StrCat(
      "\n", info.name, on ? " turns on\n" : " turns off\n", Fields(info));
  if (info.rows.empty()) return text;
  return absl::StrCat(
      text, on ? Field("closes", Words(info.rows))
               : Field("no longer closes", NoLongerCloses(id, after)));
}

}  // namespace

std::vector<absl::string_view> ReleasesWith(Switch id) {
  std::vector<absl::string_view> names;
  for (const ReleaseInfo& release : AllReleases()) {
    if (ReleaseBehaviour(release.name)->has(id)) names.push_back(release.name);
  }
  return names;
}

std::vector<absl::string_view> SwitchNames(
    const std::vector<Switch>& switches) {
  std::vector<absl::string_view> names;
  for (const Switch id : switches) names.push_back(InfoOf(id).name);
  return names;
}

std::string ReleasesTable() {
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
      "proposed by this project, not posted, not confirmed\n",
      of_kind(SwitchKind::kProposed),
      "rules (on in every release; off is a mutation that breaks one)\n",
      of_kind(SwitchKind::kRule), kLegend);
}

std::string SwitchText(const SwitchInfo& info) {
  std::string text = absl::StrCat(info.name, "\n", Fields(info));
  if (!info.rows.empty())
    absl::StrAppend(&text, Field("closes", Words(info.rows)));
  return absl::StrCat(text, Field("on in", Words(ReleasesWith(info.id))));
}

std::string DiffText(const ReleaseDiff& diff, absl::string_view from,
                     absl::string_view to) {
  if (diff.on.empty() && diff.off.empty() && diff.commits.empty())
    return "no difference\n";
  std::string text = absl::StrCat(from, " to ", to, ": ", diff.on.size(),
                                  " on, ", diff.off.size(), " off\n");
  for (const ReleaseInfo& release : AllReleases()) {
    if (release.unverified && (release.name == from || release.name == to))
      absl::StrAppend(&text, release.name, " is not released\n");
  }
  std::vector<Switch> changed = diff.on;
  changed.insert(changed.end(), diff.off.begin(), diff.off.end());
  std::sort(changed.begin(), changed.end());
  const Behaviour after = *ReleaseBehaviour(to);
  for (const Switch id : changed) absl::StrAppend(&text, ChangeText(id, after));
  if (!diff.commits.empty())
    absl::StrAppend(&text, "\nwithout behaviour in the model\n");
  for (const QuietCommit& commit : diff.commits) {
    absl::StrAppendFormat(&text, "    %s  %-9s  %s\n", commit.commit,
                          commit.release, commit.subject);
  }
  return text;
}

}  // namespace diorace::cli
