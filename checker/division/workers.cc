#include "checker/division/workers.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/time/time.h"

namespace checker {
namespace {

// Between two looks at what others want.
constexpr uint64_t kSliceExecutions = 1024;
constexpr absl::Duration kSliceTime = absl::Milliseconds(200);

uint64_t Made(const PartSearch& search) {
  return search.so_far().executions() + search.so_far().redundant();
}

}  // namespace

Exploration FiguresOf(const SavedPart& part) {
  Exploration figures;
  figures.executions = part.executions();
  figures.redundant = part.redundant();
  figures.steps = part.steps();
  figures.max_depth = part.max_depth();
  figures.cut_executions = part.cut_executions();
  figures.violations.resize(static_cast<size_t>(part.violation_size()));
  return figures;
}

void AddFigures(const Exploration& part, Exploration& sum) {
  sum.executions += part.executions;
  sum.redundant += part.redundant;
  sum.steps += part.steps;
  sum.max_depth = std::max(sum.max_depth, part.max_depth);
  sum.cut_executions += part.cut_executions;
  sum.violations.resize(
      std::max(sum.violations.size(), part.violations.size()));
}

Workers::Workers(const std::function<WorkerBody()>& make_body,
                 const WorkerOptions& options, const std::vector<Part>& parts,
                 const std::vector<size_t>& todo, const Budget& budget,
                 SavedSearch saved)
    : make_body_(make_body),
      options_(options),
      parts_(parts),
      budget_(budget),
      queue_(todo, options.jobs),
      saved_(std::move(saved)) {
  Exploration before;
  for (const SavedPart& part : saved_.part()) {
    figures_.push_back(FiguresOf(part));
    AddFigures(figures_.back(), before);
  }
  left_ = budget.max_executions -
          std::min(budget.max_executions, before.executions + before.redundant);
  for (uint32_t i = 0; i < options.jobs; ++i)
    threads_.emplace_back([this, i] { Work(i); });
}

Workers::~Workers() {
  for (std::thread& thread : threads_) thread.join();
}

void Workers::SetReason(StopReason reason) {
  if (reason_ == StopReason::kExhausted) reason_ = reason;
  stop_.store(true, std::memory_order_relaxed);
  returned_.notify_all();
}

void Workers::Stop(StopReason reason) {
  const std::lock_guard lock(mutex_);
  if (!AllEnded()) SetReason(reason);
}

bool Workers::Await(absl::Duration time) {
  std::unique_lock lock(mutex_);
  return end_.wait_for(lock, absl::ToChronoNanoseconds(time),
                       [this] { return AllEnded(); });
}

StopReason Workers::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

std::string Workers::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

SavedSearch Workers::saved() const {
  const std::lock_guard lock(mutex_);
  return saved_;
}

Exploration Workers::so_far() const {
  const std::lock_guard lock(mutex_);
  Exploration sum;
  for (const Exploration& part : figures_) AddFigures(part, sum);
  return sum;
}

void Workers::Work(uint32_t worker) {
  const WorkerBody body = make_body_();
  while (!stop_.load(std::memory_order_relaxed)) {
    const std::optional<size_t> part = queue_.Take(worker);
    if (!part.has_value()) break;
    Explore(*part, body);
  }
  const std::lock_guard lock(mutex_);
  ++ended_;
  end_.notify_all();
}

void Workers::Explore(size_t part, const WorkerBody& body) {
  SavedPart before;
  {
    const std::lock_guard lock(mutex_);
    before = saved_.part(static_cast<int>(part));
  }
  const auto run = [&] { body.run(); };
  PartSearch search(run, options_.dpor, parts_[part], before);
  using Clock = std::chrono::steady_clock;
  Clock::time_point saved = Clock::now();
  while (true) {
    const StopReason reason = GoOn(search);
    Tell(part, search.so_far());
    if (reason == StopReason::kExhausted || reason == StopReason::kDiverged ||
        stop_.load(std::memory_order_relaxed))
      break;
    if (absl::FromChrono(Clock::now() - saved) < options_.save_interval)
      continue;
    Save(part, search.Save(), body);
    saved = Clock::now();
  }
  if (search.error().empty()) return Save(part, search.Save(), body);
  // Nobody can go on from there.
  const std::lock_guard lock(mutex_);
  error_ = search.error();
  SetReason(StopReason::kDiverged);
}

// One slice.
StopReason Workers::GoOn(PartSearch& search) {
  const uint64_t claimed = Claim();
  if (claimed == 0) {
    Stop(StopReason::kExecutions);
    return StopReason::kExecutions;
  }
  Budget slice = budget_;
  slice.max_executions = claimed;
  slice.time_limit = kSliceTime;
  slice.interrupted = &stop_;
  const uint64_t before = Made(search);
  const StopReason reason = search.Go(slice);
  Return(claimed, Made(search) - before);
  return reason;
}

// So many executions may be made next; none if the bound is reached, which is
// known when others have said how many of theirs they have not made.
uint64_t Workers::Claim() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] {
    return left_ != 0 || claimed_ == 0 || stop_.load(std::memory_order_relaxed);
  });
  const uint64_t claim = std::min(
      left_,
      std::min(kSliceExecutions, std::max<uint64_t>(1, left_ / options_.jobs)));
  left_ -= claim;
  claimed_ += claim;
  return claim;
}

void Workers::Return(uint64_t claimed, uint64_t made) {
  const std::lock_guard lock(mutex_);
  claimed_ -= claimed;
  left_ += claimed - std::min(claimed, made);
  returned_.notify_all();
}

void Workers::Tell(size_t part, const SavedPart& so_far) {
  const std::lock_guard lock(mutex_);
  figures_[part] = FiguresOf(so_far);
}

void Workers::Save(size_t part, SavedPart saved, const WorkerBody& body) {
  saved.add_body(body.report());
  const std::lock_guard lock(mutex_);
  *saved_.mutable_part(static_cast<int>(part)) = std::move(saved);
}

}  // namespace checker
