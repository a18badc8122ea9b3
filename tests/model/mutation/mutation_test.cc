// The net holds: of the model's mutations, the catalogue notices all but a few,
// and it is known why.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/model/mutation/mutation_table.h"

namespace dio {

Mutation active_mutation = Mutation::kNone;

namespace {

// Of each scenario; a mutation shows soon, or not at all.
constexpr uint64_t kExecutions = 2'000;
// A model that a mutation keeps from ending is noticed, too.
constexpr unsigned kSeconds = 120;

// Why nothing notices them.
const std::map<absl::string_view, absl::string_view>& Survivors() {
  static const auto* const kSurvivors = new std::map<absl::string_view,
                                                     absl::string_view>{
      {"write_back_skipped",
       "a read is compared with what the device delivered, not with a page "
       "that was dirty before"},
      {"tail_not_zeroed",
       "nothing compares what lies beside the data in a new block with zeros"},
      {"zero_to_eof_skipped",
       "nothing compares what lies between the old end of the file and the "
       "data with zeros"},
      {"dirty_page_dropped",
       "open: the neighbour that is lost should be wrong_data, and why it is "
       "not is not understood yet"},
      {"truncate_does_not_drain",
       "what a write leaves in a file that is truncated meanwhile is not "
       "judged"},
  };
  return *kSurvivors;
}

// What an exploration shows, as far as a scenario can expect it.
using Outcome = std::set<std::string>;

Outcome OutcomeOf(const diorace::CompiledScenario& scenario,
                  uint32_t max_steps) {
  const auto body = [&] { scenario.Run(); };
  checker::Explorer explorer(body);
  checker::DporStrategy strategy;
  const checker::Exploration exploration = explorer.Explore(
      strategy, {.max_executions = kExecutions, .max_steps = max_steps});
  Outcome outcome;
  for (const checker::FoundViolation& found : exploration.violations) {
    const checker::Violation& violation = found.violation;
    outcome.insert(absl::StrCat(violation.kind, " ", violation.oracle, " ",
                                violation.blame, " ", violation.row));
  }
  if (!exploration.error.empty()) outcome.insert("diverged");
  for (const std::string& step : scenario.Unreached())
    outcome.insert(absl::StrCat("unreached ", step));
  return outcome;
}

struct Entry {
  diorace::Scenario scenario;
  Outcome before;  // without a mutation
};

// With what the sound model shows, which other tests compare with what each
// scenario expects.
std::vector<Entry> Catalogue() {
  std::vector<Entry> entries;
  for (const std::string& name : diorace::BuiltInScenarioNames()) {
    Entry entry;
    entry.scenario = diorace::LoadScenario(name, "")->scenario;
    entry.before = OutcomeOf(*diorace::Compile(entry.scenario),
                             entry.scenario.bounds().max_steps());
    entries.push_back(std::move(entry));
  }
  return entries;
}

// The first scenario whose outcome differs; "" if there is none.
std::string KillerAmong(const std::vector<Entry>& catalogue) {
  for (const Entry& entry : catalogue) {
    if (OutcomeOf(*diorace::Compile(entry.scenario),
                  entry.scenario.bounds().max_steps()) != entry.before)
      return entry.scenario.name();
  }
  return "";
}

// The same in a process of its own, since the model may crash or not end.
std::string Killer(Mutation mutation, const std::vector<Entry>& catalogue) {
  int ends[2];
  if (pipe(ends) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    active_mutation = mutation;
    alarm(kSeconds);
    const std::string killer = KillerAmong(catalogue);
    const bool told = write(ends[1], killer.data(), killer.size()) >= 0;
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  std::string killer(256, '\0');
  const ssize_t bytes = read(ends[0], killer.data(), killer.size());
  close(ends[0]);
  killer.resize(bytes > 0 ? static_cast<size_t>(bytes) : 0);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? killer : "a crash";
}

TEST(MutationTest, TheCatalogueNotices) {
  const std::vector<Entry> catalogue = Catalogue();
  ASSERT_EQ(Killer(Mutation::kNone, catalogue), "");
  size_t killed = 0;
  for (const MutationInfo& mutation : AllMutations()) {
    const std::string killer = Killer(mutation.id, catalogue);
    killed += killer.empty() ? 0 : 1;
    std::cout << mutation.name << ": " << (killer.empty() ? "SURVIVES" : killer)
              << "\n";
    EXPECT_EQ(killer.empty(), Survivors().contains(mutation.name))
        << mutation.name << ": " << mutation.what;
  }
  const size_t all = AllMutations().size();
  std::cout << killed << " of " << all << " mutations are noticed ("
            << 100 * killed / all << " %)\n";
  EXPECT_GE(all, 60u);
  EXPECT_GE(100 * killed, 95 * all);
}

// docs/mutations.md has a line for each, and says why a survivor survives.
TEST(MutationTest, AreDocumented) {
  std::ifstream file("docs/mutations.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const MutationInfo& mutation : AllMutations()) {
    const auto survivor = Survivors().find(mutation.name);
    const absl::string_view fate =
        survivor == Survivors().end() ? "noticed" : survivor->second;
    EXPECT_TRUE(absl::StrContains(
        text.str(), absl::StrCat("| `", mutation.file, "` | ", mutation.what,
                                 " | ", fate, " |\n")))
        << mutation.name;
  }
}

}  // namespace
}  // namespace dio
