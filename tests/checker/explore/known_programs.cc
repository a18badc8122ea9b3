#include "tests/checker/explore/known_programs.h"

#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/sync/atomic.h"
#include "tests/checker/explore/parametric_programs.h"

namespace checker {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

// Two tasks, each two accesses of two variables: the classical litmus tests.
enum class Access { kWriteX, kWriteY, kReadX, kReadY };

void Perform(Access access, Atomic<int>& x, Atomic<int>& y) {
  switch (access) {
    case Access::kWriteX:
      x.Store(1, kRelaxed);
      return;
    case Access::kWriteY:
      y.Store(1, kRelaxed);
      return;
    case Access::kReadX:
      x.Load(kRelaxed);
      return;
    case Access::kReadY:
      y.Load(kRelaxed);
      return;
  }
}

void Litmus(const std::vector<std::vector<Access>>& programs, TaskOrder order) {
  Atomic<int> x("x", 0);
  Atomic<int> y("y", 0);
  Tasks tasks;
  for (size_t i = 0; i < programs.size(); ++i) {
    tasks.Add(Name("t", static_cast<int>(i)), [&, i] {
      for (const Access access : programs[i]) Perform(access, x, y);
    });
  }
  tasks.Run(order);
}

uint64_t Factorial(int n) {
  uint64_t product = 1;
  for (int i = 2; i <= n; ++i) product *= i;
  return product;
}

class Catalogue {
 public:
  using Sized = void (*)(int n, TaskOrder order);

  void Add(const char* name, int n, Sized body,
           std::optional<uint64_t> interleavings,
           std::optional<uint64_t> traces) {
    programs_.push_back({.name = absl::StrCat(name, "_", n),
                         .body = [=](TaskOrder order) { body(n, order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  void AddLitmus(const char* name, std::vector<std::vector<Access>> tasks,
                 uint64_t interleavings, uint64_t traces) {
    programs_.push_back({.name = name,
                         .body = [tasks = std::move(tasks)](
                                     TaskOrder order) { Litmus(tasks, order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  // `traces` is known for the workload without the handshake's operations.
  void AddGuardedWrite(const char* name, const GuardedWrite& write,
                       uint64_t interleavings, std::optional<uint64_t> traces) {
    programs_.push_back({.name = absl::StrCat(name, "_", write.users),
                         .body = [write](TaskOrder order) { write.Run(order); },
                         .interleavings = interleavings,
                         .traces = traces});
  }

  std::vector<KnownProgram>& programs() { return programs_; }

 private:
  std::vector<KnownProgram> programs_;
};

std::vector<KnownProgram> MakePrograms() {
  Catalogue all;
  all.Add("inc", 2, Inc, 6, 4);
  all.Add("inc", 3, Inc, 90, 36);
  all.Add("inc", 4, Inc, 2520, 576);
  all.Add("inc", 5, Inc, std::nullopt, 14400);
  all.Add("inc", 6, Inc, std::nullopt, 518400);
  for (int n = 2; n <= 6; ++n)
    all.Add("ainc", n, AtomicInc, Factorial(n), Factorial(n));
  all.Add("binc", 2, AtomicIncTwo, 6, 4);
  all.Add("binc", 3, AtomicIncTwo, 90, 36);
  for (const int n : {1, 2, 3, 4, 8})
    all.Add("readers", n, Readers, Factorial(n + 1), uint64_t{1} << n);
  for (int n = 1; n <= 4; ++n) {
    all.Add("n_writers_a_reader", n, WritersAReader, Factorial(n + 1),
            Factorial(n + 1));
  }
  all.Add("n_writes_a_read_two_tasks", 1, WritesAReadTwoTasks, 6, 4);
  all.Add("n_writes_a_read_two_tasks", 2, WritesAReadTwoTasks, 20, 14);
  all.Add("n_writes_a_read_two_tasks", 3, WritesAReadTwoTasks, 70, 50);
  all.Add("n_writes_a_read_two_tasks", 4, WritesAReadTwoTasks, 252, 182);
  all.Add("redundant_co", 1, RedundantCo, 12, 12);
  all.Add("redundant_co", 2, RedundantCo, 90, 90);
  for (int n = 2; n <= 5; ++n) all.Add("cas", n, Cas, Factorial(n), n);
  all.Add("casrot", 2, CasRotation, 2, 2);
  all.Add("casrot", 3, CasRotation, 6, 5);
  all.Add("casrot", 4, CasRotation, 24, 14);
  all.Add("casrot", 5, CasRotation, 120, 43);
  all.Add("wcas", 2, WriteCas, 6, 5);
  all.Add("wcas", 3, WriteCas, 24, 13);
  all.Add("casw", 2, CasWrite, 6, 6);
  all.Add("casw", 3, CasWrite, 90, 66);
  all.Add("lastzero", 1, LastZero, std::nullopt, 2);
  all.Add("lastzero", 2, LastZero, std::nullopt, 5);
  all.Add("lastzero", 3, LastZero, 920, 12);
  all.Add("lastzero", 4, LastZero, std::nullopt, 28);
  all.Add("lastzero", 5, LastZero, std::nullopt, 64);
  all.Add("lastzero", 10, LastZero, std::nullopt, 3328);

  all.Add("race_parametric", 2, RaceParametric, 70, 34);
  all.Add("race_parametric", 3, RaceParametric, 924, 328);
  all.Add("popl", 4, PoplExample, std::nullopt, 5);
  for (const auto& [n, traces] : {std::pair(2, 1), {11, 1}, {12, 8}, {13, 64}})
    all.Add("indexer", n, Indexer, std::nullopt, traces);
  for (const auto& [n, traces] : {std::pair(13, 1), {14, 2}, {16, 8}, {18, 32}})
    all.Add("filesystem", n, Filesystem, std::nullopt, traces);

  using enum Access;
  all.AddLitmus("store_buffering", {{kWriteX, kReadY}, {kWriteY, kReadX}}, 6,
                3);
  all.AddLitmus("message_passing", {{kWriteX, kWriteY}, {kReadY, kReadX}}, 6,
                3);
  all.AddLitmus("load_buffering", {{kReadX, kWriteY}, {kReadY, kWriteX}}, 6, 3);
  all.AddLitmus("two_plus_two_writes", {{kWriteX, kWriteY}, {kWriteY, kWriteX}},
                6, 3);
  all.AddLitmus("iriw",
                {{kWriteX}, {kWriteY}, {kReadX, kReadY}, {kReadY, kReadX}}, 180,
                15);

  // Published are the N! traces. There are as many interleavings, since while
  // one task holds the lock no other is enabled.
  for (int n = 2; n <= 4; ++n)
    all.Add("lockinc", n, LockedInc, Factorial(n), Factorial(n));
  for (int n = 2; n <= 3; ++n) {
    all.Add("mutex_deadlock", n, LockForever, n, n);
    all.programs().back().deadlocks = true;
  }

  // Without the handshake's three operations, and with them.
  all.AddGuardedWrite("w2_zero_copy",
                      {.bounce = false, .users = 1, .handshake = false}, 25, 4);
  all.AddGuardedWrite("w2_zero_copy",
                      {.bounce = false, .users = 3, .handshake = false}, 17550,
                      64);
  all.AddGuardedWrite("w2_bounce",
                      {.bounce = true, .users = 1, .handshake = false}, 41, 3);
  all.AddGuardedWrite(
      "w2_bounce", {.bounce = true, .users = 3, .handshake = false}, 74046, 27);
  all.AddGuardedWrite("w2_zero_copy_handshake", {.bounce = false, .users = 1},
                      28, std::nullopt);
  all.AddGuardedWrite("w2_zero_copy_handshake", {.bounce = false, .users = 3},
                      24360, std::nullopt);
  all.AddGuardedWrite("w2_bounce_handshake", {.bounce = true, .users = 1}, 44,
                      std::nullopt);
  all.AddGuardedWrite("w2_bounce_handshake", {.bounce = true, .users = 3},
                      91080, std::nullopt);
  return std::move(all.programs());
}

}  // namespace

const std::vector<KnownProgram>& KnownPrograms() {
  static const auto* const programs =
      new std::vector<KnownProgram>(MakePrograms());
  return *programs;
}

void PrintTo(const KnownProgram& program, std::ostream* out) {
  *out << program.name;
}

}  // namespace checker
