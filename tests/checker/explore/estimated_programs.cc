#include "tests/checker/explore/estimated_programs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/sync/atomic.h"
#include "checker/sync/mutex.h"
#include "checker/sync/task.h"
#include "tests/checker/explore/known_programs.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

// Tasks of so many steps: a multinomial of interleavings.
void Steps(const std::vector<int>& steps) {
  Atomic<int> x("x", 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    Spawn(Name("t", static_cast<int>(i)), [&x, count = steps[i]] {
      for (int j = 0; j < count; ++j) x.Store(j, kRelaxed);
    });
  }
  JoinAll();
}

// N x (read y; lock; x++; unlock; read y): tasks wait for each other.
void LockedBetweenReads(int n) {
  Mutex mutex("mutex");
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  for (int i = 0; i < n; ++i) {
    Spawn(Name("t", i), [&] {
      y.Load(kRelaxed);
      {
        const MutexLock lock(mutex);
        x.Store(x.Load(kRelaxed) + 1, kRelaxed);
      }
      y.Load(kRelaxed);
    });
  }
  JoinAll();
}

// Two tasks of seven steps, and one that does four more if it comes after the
// last of the first: tasks do not take the same steps in every execution.
void Branching() {
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  for (int i = 0; i < 2; ++i) {
    Spawn(Name("t", i), [&, i] {
      for (int j = 1; j <= 7; ++j) (i == 0 ? x : y).Store(j, kRelaxed);
    });
  }
  Spawn("branch", [&] {
    if (x.Load(kRelaxed) != 7) return;
    for (int j = 0; j < 4; ++j) y.Load(kRelaxed);
  });
  JoinAll();
}

// 2 x (N x (r x; w x)); published are the 34,904 traces of N = 5.
void RaceParametric(int n) {
  Atomic<int> x("x", 0);
  for (int t = 0; t < 2; ++t) {
    Spawn(Name("t", t), [&x, n] {
      for (int i = 0; i < n; ++i) x.Store(x.Load(kRelaxed) + 1, kRelaxed);
    });
  }
  JoinAll();
}

// Three tasks, each drawing one of three values and then so many steps.
void Drawing() {
  Atomic<int> x("x", 0);
  for (int t = 0; t < 3; ++t) {
    Spawn(Name("t", t), [&x] {
      const int steps = 1 + Choose(3, "steps");
      for (int i = 0; i < steps; ++i) x.FetchAdd(1, kRelaxed);
    });
  }
  JoinAll();
}

std::vector<EstimatedProgram> MakePrograms() {
  std::vector<EstimatedProgram> programs;
  for (const KnownProgram& known : KnownPrograms()) {
    const uint64_t interleavings = known.interleavings.value_or(0);
    if (interleavings < 10'000 && known.traces.value_or(0) < 500) continue;
    programs.push_back({.name = known.name,
                        .body = [&known] { known.body(TaskOrder::kAsListed); },
                        // inc_5 is too large to be among those tried whole
                        // elsewhere: 10! / 2^5.
                        .interleavings = known.name == "inc_5" ? 113400
                                         : interleavings < 10'000
                                             ? 0
                                             : interleavings});
  }
  programs.push_back({"steps_10_10", [] { Steps({10, 10}); }, 184756});
  programs.push_back({"steps_1_1_1_20", [] { Steps({1, 1, 1, 20}); }, 10626});
  programs.push_back(
      {"steps_2_2_2_2_2", [] { Steps({2, 2, 2, 2, 2}); }, 113400});
  programs.push_back({"locked_3", [] { LockedBetweenReads(3); }, 28086});
  programs.push_back({"branching", Branching, 95433});
  programs.push_back({"drawing", Drawing, 0});
  programs.push_back({"race_parametric_5", [] { RaceParametric(5); }, 184756});
  return programs;
}

}  // namespace

const std::vector<EstimatedProgram>& EstimatedPrograms() {
  static const auto* const programs =
      new std::vector<EstimatedProgram>(MakePrograms());
  return *programs;
}

}  // namespace checker
