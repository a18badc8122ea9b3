#include "checker/division/divided_search.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
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

PartitionOptions PartitionOptionsOf(const DivisionOptions& options) {
  if (options.shares > 1)
    return {.shares = options.shares, .parts_per_share = kPartsOfAShare};
  return {.shares = 1,
          .parts_per_share = options.jobs > 1 ? kPartsOfAProcess : 1};
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

absl::Status DividedSearch::Prepare() {
  if (partition_.parts.size() == 1 && options_.shares > 1)
    std::swap(partition_.shares[0], partition_.shares[options_.home]);
  saved_.set_subject(options_.subject);
  saved_.set_program(ProgramDigest());
  saved_.set_settings(Combine(options_.settings,
                              Combine(DigestOf(partition_), options_.share)));
  for (size_t i = 0; i < partition_.parts.size(); ++i) saved_.add_part();
  if (!options_.resume) return absl::OkStatus();
  absl::StatusOr<SavedSearch> before =
      ReadCheckpoint(options_.checkpoint, options_.subject, saved_.settings());
  if (absl::IsNotFound(before.status())) return absl::OkStatus();
  if (!before.ok()) return before.status();
  const bool sound =
      before->part_size() == saved_.part_size() &&
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

std::vector<size_t> DividedSearch::Todo() const {
  std::vector<size_t> todo;
  for (const size_t part : partition_.shares[options_.share]) {
    if (saved_.part(static_cast<int>(part)).state() != SavedPart::DONE)
      todo.push_back(part);
  }
  return todo;
}

absl::Status DividedSearch::Write(const SavedSearch& saved) const {
  if (options_.checkpoint.empty()) return absl::OkStatus();
  return WriteCheckpoint(options_.checkpoint, saved);
}

StopReason DividedSearch::Work(
    const Budget& budget, absl::FunctionRef<void(const Exploration&)> progress,
    absl::Status& status) {
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
      status = Write(workers.saved());
      if (!status.ok()) workers.Stop(StopReason::kInterrupted);
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

// Puts the parts' results together, and finds their violations again.
Exploration DividedSearch::Conclude(const Budget& budget) {
  Exploration sum;
  sum.redundant = partition_.executions;
  std::vector<FoundViolation> violations;
  absl::flat_hash_set<std::string> seen;  // identities; never iterated
  for (const SavedPart& part : saved_.part()) {
    AddFigures(FiguresOf(part), sum);
    for (const Schedule& schedule : part.violation()) {
      const std::string identity = ViolationIdentity(schedule);
      if (!seen.insert(identity).second) continue;
      ReplayStrategy replay(schedule);
      Hunt hunt(
          explorer_,
          [&](const Violation& met) { return met.Identity() == identity; },
          budget.max_steps);
      std::optional<FoundViolation> found = hunt.Try(replay);
      if (!found.has_value()) {
        error_ = "a violation that a worker found does not come again";
        continue;
      }
      found->execution = schedule.origin().execution();
      found->strategy = schedule.origin().strategy();
      violations.push_back(*std::move(found));
    }
  }
  sum.violations = std::move(violations);
  sum.error = error_;
  return sum;
}

absl::StatusOr<Exploration> DividedSearch::Run(
    const Budget& budget,
    absl::FunctionRef<void(const Exploration&)> progress) {
  const absl::Time start = absl::Now();
  std::optional<Partition> partition =
      MakePartition(explorer_, PartitionOptionsOf(options_), budget);
  // Nobody could go on from here, nor from what a checkpoint has.
  if (!partition.has_value() || IsInterrupted(budget)) {
    Exploration nothing;
    nothing.stop =
        IsInterrupted(budget) ? StopReason::kInterrupted : StopReason::kTime;
    nothing.elapsed = absl::Now() - start;
    return nothing;
  }
  partition_ = *std::move(partition);
  absl::Status status = Prepare();
  if (!status.ok()) return status;
  Budget rest = budget;
  rest.time_limit -= absl::Now() - start;
  const StopReason reason = Work(rest, progress, status);
  if (status.ok()) status = Write(saved_);
  if (!status.ok()) return status;
  Exploration exploration = Conclude(budget);
  exploration.stop = exploration.error.empty() ? reason : StopReason::kDiverged;
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
