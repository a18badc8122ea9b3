// A body for tests of divided searches, and searches of it.

#ifndef DIORACE_TESTS_CHECKER_DIVISION_COUNTERS_H_
#define DIORACE_TESTS_CHECKER_DIVISION_COUNTERS_H_

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "checker/division/divided_search.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/expect.h"
#include "checker/sync/task.h"

namespace checker {

inline constexpr auto kNoProgress = [](const Exploration&) {};

inline std::string TemporaryFile(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
}

// Several thousand traces, and two kinds of violations.
inline void Counters() {
  Atomic<int> a("a", 0), b("b", 0), c("c", 0);
  for (int i = 0; i < 5; ++i) {
    Spawn(Name("t", i), [&, i] {
      const int seen = a.Load();
      (i % 2 == 0 ? b : c).Store(seen + i);
      a.Store(seen + 1);
      if (i == 3 && b.Load() == 4) CHECKER_EXPECT(seen > 3);
      if (i == 1 && c.Load() == 5) CHECKER_EXPECT(seen > 4);
    });
  }
  JoinAll();
}

// Executions of workers, in all searches so far.
inline std::atomic<uint64_t> made = 0;

inline WorkerBody MakeCounters() {
  return {.run = [] {
    ++made;
    Counters();
  }};
}

struct Counted {
  Exploration exploration;
  std::vector<std::string> violations;
};

inline absl::StatusOr<Counted> Search(const DivisionOptions& options,
                                      const Budget& budget = {}) {
  const auto body = [] { Counters(); };
  Explorer explorer(body);
  DividedSearch search(explorer, MakeCounters, DporMode::kOptimal, options);
  absl::StatusOr<Exploration> exploration = search.Run(budget, kNoProgress);
  if (!exploration.ok()) return exploration.status();
  Counted result{.exploration = *std::move(exploration), .violations = {}};
  for (const FoundViolation& found : result.exploration.violations) {
    result.violations.push_back(
        absl::StrCat(found.violation.Identity(), " ", found.execution));
  }
  return result;
}

inline Exploration Plain() {
  const auto body = [] { Counters(); };
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, {});
}

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_DIVISION_COUNTERS_H_
