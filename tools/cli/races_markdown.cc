#include "tools/cli/races_markdown.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "checker/number_text.h"

namespace diorace::cli {
namespace {

// In a cell; `diorace list --race` names the others.
constexpr size_t kMostNames = 4;

constexpr char kHead[] =
    R"(# Races

What `diorace races` prints; do not edit it by hand. Each row is a race of direct I/O, or a behaviour that looks like one
and is legal. `diorace list --race=R51` names all scenarios of a row, `--commit=df308a145856` those of a commit,
`--test=generic/761` those of an xfstest or blktest.

- Kind: *timing* depends on the order of steps; *logic* on the inputs alone; *rule* is what a rule of the protocol
  prevents, so that no kernel has it, and its scenario breaks the rule on purpose; *control* looks wrong and is legal.
- Releases: those whose kernel, without any switch turned, shows the race in a scenario of the row, after the steps that
  the scenario is about. What was fixed before a release came out, and a rule that no kernel breaks, leave "none".
- Shortest: of all scenarios of the row, the schedule with the fewest preemptions, then steps. *Proven* means that no
  schedule of that scenario has fewer.
- After: scenarios that must pass, each with the executions that cover all its interleavings.
)";

std::string Cell(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"|", "\\|"}, {"\n", " "}});
}

std::string Row(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

// Those that are explored to the end first, the smallest first.
std::vector<RaceScenario> Sorted(std::vector<RaceScenario> scenarios) {
  const auto key = [](const RaceScenario& each) {
    return std::tuple(!each.complete, each.executions, each.name);
  };
  std::sort(scenarios.begin(), scenarios.end(),
            [&](const RaceScenario& a, const RaceScenario& b) {
              return key(a) < key(b);
            });
  return scenarios;
}

std::string Names(const std::vector<RaceScenario>& scenarios, bool counts) {
  std::vector<std::string> names;
  for (const RaceScenario& each : Sorted(scenarios)) {
    if (names.size() == kMostNames) break;
    names.push_back(
        counts ? absl::StrCat("`", each.name, "` (",
                              checker::WithThousands(each.executions), ")")
               : absl::StrCat("`", each.name, "`"));
  }
  if (scenarios.size() > kMostNames)
    names.push_back(absl::StrCat(scenarios.size() - kMostNames, " more"));
  return names.empty() ? "-" : absl::StrJoin(names, "<br>");
}

std::string Releases(const RaceRow& row) {
  std::vector<std::string> parts;
  for (const auto& [filesystem, has] : row.releases) {
    const std::string ranges = ReleaseRanges(has);
    if (ranges != "none")
      parts.push_back(absl::StrCat(filesystem, ": ", ranges));
  }
  return parts.empty() ? "none" : absl::StrJoin(parts, "<br>");
}

std::string Shortest(const RaceRow& row) {
  if (!row.shortest.has_value()) return "-";
  return absl::StrCat(checker::Plural(row.shortest->preemptions, "preemption"),
                      ", ", checker::Plural(row.shortest->steps, "step"),
                      row.shortest->proven ? ", proven" : "");
}

std::string RaceRowText(const RaceRow& row) {
  const dio::Race& race = *row.race;
  return Row({std::string(race.id), Cell(race.name),
              std::string(dio::RaceKindName(race.kind)), Cell(race.what),
              Releases(row), race.fix.empty() ? "-" : Cell(race.fix),
              Names(row.before, false), Shortest(row), Names(row.after, true)});
}

}  // namespace

std::string RacesMarkdown(const RaceTable& table) {
  std::string text = kHead;
  absl::StrAppend(&text, "\n## The catalogue\n\n",
                  Row({"row", "name", "kind", "what goes wrong", "releases",
                       "ended by", "before", "shortest", "after"}),
                  "|---|---|---|---|---|---|---|---|---|\n");
  for (const RaceRow& row : table.rows) {
    if (!row.before.empty() || !row.after.empty())
      absl::StrAppend(&text, RaceRowText(row));
  }
  absl::StrAppend(&text, "\n## Not here\n\n",
                  Row({"what", "why", "what it would take"}),
                  "|---|---|---|\n");
  for (const dio::NotModelled& each : dio::AllNotModelled()) {
    absl::StrAppend(&text,
                    Row({Cell(each.what), Cell(each.why), Cell(each.needs)}));
  }
  absl::StrAppend(&text,
                  "\n## Legal, and never reported\n\nScenarios that stand for "
                  "no race and must pass, besides the rows of kind *control*."
                  "\n\n",
                  Row({"scenario", "what happens", "executions"}),
                  "|---|---|---|\n");
  for (const LegalScenario& each : table.legal) {
    absl::StrAppend(&text, Row({absl::StrCat("`", each.run.name, "`"),
                                Cell(each.description),
                                checker::WithThousands(each.run.executions)}));
  }
  return text;
}

}  // namespace diorace::cli
