#include "checker/division/divided_search.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "checker/division/checkpoint.h"
#include "checker/division/saved_state.h"
#include "checker/division/workers.h"
#include "checker/runtime/digest.h"
#include "checker/schedule/hunt.h"
#include "checker/schedule/schedule_file.h"

namespace checker {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(20);
// The same however many jobs a process has, if several.
constexpr uint32_t kPartsOfAProcess = 96;
constexpr uint32_t kPartsOfAShare = 16;

// A bound that is sooner reached than what dividing takes would be worth it.
constexpr uint64_t kTooFewToDivide = 20'000;

PartitionOptions PartitionOptionsOf(const DivisionOptions& options,
                                    const Budget& budget) {
  if (options.shares > 1)
    return {.shares = options.shares, .parts_per_share = kPartsOfAShare};
  // With a checkpoint, the bound may be another one next time.
  const bool is_short =
      options.checkpoint.empty() && budget.max_executions < kTooFewToDivide;
  return {
      .shares = 1,
      .parts_per_share = options.jobs > 1 && !is_short ? kPartsOfAProcess : 1};
}

bool IsInterrupted(const Budget& budget) {
  return budget.interrupted != nullptr && budget.interrupted->load();
}

}  // namespace

DividedSearch::DividedSearch(Explorer& explorer,
                             std::function<WorkerBody()> make_body,
                             DporMode dpor, DivisionOptions options)
    : explorer_(explorer),
      make_body_(std::move(make_body)),
      dpor_(dpor),
      options_(std::move(options)) {}

// Reads what there is to go on with, if it is of this search.
absl::Status DividedSearch::Resume() {
  saved_.set_subject(options_.subject);
  saved_.set_program(ProgramDigest());
  uint64_t settings = options_.settings;
  for (const uint32_t option :
       {options_.shares, options_.share, options_.jobs > 1 ? 1U : 0U})
    settings = Combine(settings, option);
  saved_.set_settings(settings);
  if (!options_.resume) return absl::OkStatus();
  absl::StatusOr<SavedSearch> before =
      ReadCheckpoint(options_.checkpoint, options_.subject, settings);
  if (absl::IsNotFound(before.status())) return absl::OkStatus();
  if (!before.ok()) return before.status();
  const bool sound =
      before->part_size() > 0 &&
      std::all_of(before->part().begin(), before->part().end(),
                  [](const SavedPart& part) {
                    return !part.has_strategy() || IsSound(part.strategy());
                  });
  if (!sound)
    return absl::InvalidArgumentError(
        absl::StrCat(options_.checkpoint, ": the checkpoint is damaged"));
  saved_ = *std::move(before);
  return absl::OkStatus();
}

// What is to be explored, of which some may have been before.
absl::Status DividedSearch::Prepare(Partition partition) {
  partition_ = std::move(partition);
  if (partition_.parts.size() == 1 && options_.shares > 1)
    std::swap(partition_.shares[0], partition_.shares[options_.home]);
  const uint64_t digest = DigestOf(partition_);
  if (saved_.part_size() == 0) {
    saved_.set_partition(digest);
    for (size_t i = 0; i < partition_.parts.size(); ++i) saved_.add_part();
  } else if (saved_.partition() != digest) {
    return absl::InvalidArgumentError(
        absl::StrCat(options_.checkpoint, ": the checkpoint is of another ",
                     "version of ", options_.subject));
  } else if (static_cast<size_t>(saved_.part_size()) !=
             partition_.parts.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options_.checkpoint, ": the checkpoint is damaged"));
  }
  // Better now than when there is something to lose.
  Write(saved_);
  return unsaved_;
}

std::vector<size_t> DividedSearch::Todo() const {
  std::vector<size_t> todo;
  for (const size_t part : partition_.shares[options_.share]) {
    if (saved_.part(static_cast<int>(part)).state() != SavedPart::DONE)
      todo.push_back(part);
  }
  return todo;
}

void DividedSearch::Write(const SavedSearch& saved) {
  if (!options_.checkpoint.empty())
    unsaved_ = WriteCheckpoint(options_.checkpoint, saved);
}

StopReason DividedSearch::Work(
    const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress) {
  // Not the clock of the wall, which may be set.
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  absl::Duration written = absl::ZeroDuration();
  // What is saved may be half an interval old when it is written.
  const absl::Duration interval = options_.checkpoint.empty()
                                      ? absl::InfiniteDuration()
                                      : options_.interval / 2;
  Workers workers(
      make_body_,
      {.jobs = options_.jobs, .dpor = dpor_, .save_interval = interval},
      partition_.parts, Todo(), budget, saved_);
  while (!workers.Await(kTick)) {
    if (IsInterrupted(budget)) workers.Stop(StopReason::kInterrupted);
    const absl::Duration elapsed = absl::FromChrono(Clock::now() - start);
    if (elapsed >= budget.time_limit) workers.Stop(StopReason::kTime);
    if (elapsed - written >= interval) {
      Write(workers.saved());
      written = elapsed;
    }
    Exploration so_far = workers.so_far();
    so_far.elapsed = elapsed;
    progress(so_far);
  }
  saved_ = workers.saved();
  error_ = workers.error();
  return workers.reason();
}

// None if it does not come again.
std::optional<FoundViolation> DividedSearch::FindAgain(const Schedule& schedule,
                                                       uint32_t max_steps) {
  // ThreadSanitizer remembers few accesses, and forgets them at random.
  constexpr int kTimes = 32;
  const std::string identity = ViolationIdentity(schedule);
  Hunt hunt(
      explorer_,
      [&](const Violation& met) { return met.Identity() == identity; },
      max_steps);
  std::optional<FoundViolation> found;
  for (int time = 0; time < kTimes && !found.has_value(); ++time) {
    ReplayStrategy replay(schedule);
    found = hunt.Try(replay);
    if (schedule.violation().oracle() != kTsanOracle) break;
  }
  if (found.has_value()) {
    found->execution = schedule.origin().execution();
    found->strategy = schedule.origin().strategy();
  }
  return found;
}

// Puts the parts' results together, and finds their violations again.
Exploration DividedSearch::Result(StopReason reason, const Budget& budget) {
  Exploration sum;
  sum.redundant = partition_.executions;
  std::vector<FoundViolation> violations;
  std::set<std::string> seen;  // identities
  for (const SavedPart& part : saved_.part()) {
    AddFigures(FiguresOf(part), sum);
    for (const Schedule& schedule : part.violation()) {
      if (!seen.insert(ViolationIdentity(schedule)).second) continue;
      std::optional<FoundViolation> found =
          FindAgain(schedule, budget.max_steps);
      if (found.has_value()) {
        violations.push_back(*std::move(found));
      } else {
        error_ = "a violation that a worker found does not come again";
      }
    }
  }
  sum.violations = std::move(violations);
  sum.error = error_;
  sum.stop = error_.empty() ? reason : StopReason::kDiverged;
  return sum;
}

absl::StatusOr<Exploration> DividedSearch::Run(
    const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress) {
  const absl::Time start = absl::Now();
  if (absl::Status status = Resume(); !status.ok()) return status;
  std::optional<Partition> partition =
      MakePartition(explorer_, PartitionOptionsOf(options_, budget), budget);
  StopReason reason = StopReason::kTime;
  if (IsInterrupted(budget)) {
    reason = StopReason::kInterrupted;
  } else if (partition.has_value()) {
    if (absl::Status status = Prepare(*std::move(partition)); !status.ok())
      return status;
    Budget rest = budget;
    rest.time_limit -= absl::Now() - start;
    reason = Work(rest, progress);
    Write(saved_);
  }
  Exploration exploration = Result(reason, budget);
  exploration.elapsed = absl::Now() - start;
  return exploration;
}

std::vector<std::string> DividedSearch::reports() const {
  std::vector<std::string> reports;
  for (const SavedPart& part : saved_.part())
    reports.insert(reports.end(), part.body().begin(), part.body().end());
  return reports;
}

}  // namespace checker
