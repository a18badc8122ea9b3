// The net holds: of the model's mutations, the catalogue notices all but a few,
// and it is known why.

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
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

// For GoogleTest.
void PrintTo(const MutationInfo& mutation, std::ostream* out) {
  *out << mutation.name;
}

namespace {

// Of each scenario; a mutation shows soon, or not at all.
constexpr uint64_t kExecutions = 500;
// Of the processor, for one scenario: a model that a mutation keeps from ending
// is noticed, too. The sound model needs less than one.
constexpr time_t kSeconds = 20;

// What an exploration shows, as far as a scenario can expect it.
struct Outcome {
  std::set<std::string> seen;
  uint64_t steps = 0;  // what it costs
};

Outcome OutcomeOf(const diorace::Scenario& scenario) {
  const auto compiled = diorace::Compile(scenario);
  const auto body = [&] { compiled->Run(); };
  checker::Explorer explorer(body);
  checker::DporStrategy strategy;
  const checker::Exploration exploration =
      explorer.Explore(strategy, {.max_executions = kExecutions,
                                  .max_steps = scenario.bounds().max_steps()});
  Outcome outcome;
  outcome.steps = exploration.steps;
  for (const checker::FoundViolation& found : exploration.violations) {
    const checker::Violation& violation = found.violation;
    outcome.seen.insert(absl::StrCat(violation.kind, " ", violation.oracle, " ",
                                     violation.blame, " ", violation.row));
  }
  if (!exploration.error.empty()) outcome.seen.insert("diverged");
  for (const std::string& step : compiled->Unreached())
    outcome.seen.insert(absl::StrCat("unreached ", step));
  return outcome;
}

struct Entry {
  diorace::Scenario scenario;
  Outcome before;  // without a mutation
};

// With what the sound model shows, which other tests compare with what each
// scenario expects.
Entry EntryOf(const std::string& name) {
  Entry entry;
  entry.scenario = diorace::LoadScenario(name, "")->scenario;
  entry.before = OutcomeOf(entry.scenario);
  return entry;
}

// All of them, those that cost little first: one of these notices nearly every
// mutation.
const std::vector<Entry>& Catalogue() {
  static const auto* const kCatalogue = [] {
    auto* const entries = new std::vector<Entry>;
    for (const std::string& name : diorace::BuiltInScenarioNames())
      entries->push_back(EntryOf(name));
    std::sort(entries->begin(), entries->end(),
              [](const Entry& a, const Entry& b) {
                return std::make_pair(a.before.steps, a.scenario.name()) <
                       std::make_pair(b.before.steps, b.scenario.name());
              });
    return entries;
  }();
  return *kCatalogue;
}

void LimitTime() {
  itimerval limit = {};
  limit.it_value.tv_sec = kSeconds;
  setitimer(ITIMER_VIRTUAL, &limit, nullptr);
}

// The first scenario whose outcome differs; "" if there is none.
std::string KillerAmong(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    LimitTime();
    if (OutcomeOf(entry.scenario).seen != entry.before.seen)
      return entry.scenario.name();
  }
  return "";
}

// The same in a process of its own, since the model may crash or not end.
std::string Killer(Mutation mutation, const std::vector<Entry>& entries) {
  int ends[2];
  if (pipe(ends) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    active_mutation = mutation;
    const std::string killer = KillerAmong(entries);
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

// A test for each mutation, so that the shards of the test share them.
class MutationTest : public testing::TestWithParam<MutationInfo> {
 protected:
  static void TearDownTestSuite() {
    std::cout << noticed_ << " of the " << tried_
              << " mutations tried here are noticed\n";
  }

  static int tried_;
  static int noticed_;
};

int MutationTest::tried_ = 0;
int MutationTest::noticed_ = 0;

TEST_P(MutationTest, HasTheFateThatTheTableSays) {
  const MutationInfo& mutation = GetParam();
  const std::string killer = Killer(mutation.id, Catalogue());
  ++tried_;
  noticed_ += killer.empty() ? 0 : 1;
  std::cout << mutation.name << ": " << (killer.empty() ? "SURVIVES" : killer)
            << "\n";
  EXPECT_EQ(killer.empty(), mutation.survives()) << mutation.what;
}

INSTANTIATE_TEST_SUITE_P(All, MutationTest, testing::ValuesIn(AllMutations()),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

// What differs, differs because of the mutation.
TEST(MutationTableTest, WithoutOneNothingIsNoticed) {
  EXPECT_EQ(Killer(Mutation::kNone, Catalogue()), "");
}

TEST(MutationTableTest, AllButAFewAreNoticed) {
  const auto all = AllMutations();
  const auto noticed = std::count_if(
      all.begin(), all.end(),
      [](const MutationInfo& mutation) { return !mutation.survives(); });
  std::cout << noticed << " of " << all.size() << " mutations are noticed ("
            << 100 * static_cast<size_t>(noticed) / all.size()
            << " %), as far as the table is right, which MutationTest checks\n";
  EXPECT_GE(all.size(), 60u);
  EXPECT_GE(100 * static_cast<size_t>(noticed), 95 * all.size());
}

// docs/mutations.md has a line for each, and says why a survivor survives.
TEST(MutationTableTest, IsDocumented) {
  std::ifstream file("docs/mutations.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const MutationInfo& mutation : AllMutations()) {
    const absl::string_view fate =
        mutation.survives() ? mutation.why_it_survives : "noticed";
    EXPECT_TRUE(absl::StrContains(
        text.str(), absl::StrCat("| `", mutation.file, "` | ", mutation.what,
                                 " | ", fate, " |\n")))
        << mutation.name;
  }
}

}  // namespace
}  // namespace dio
