#include "checker/explore/commutation_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "checker/explore/forwarding_strategy.h"
#include "checker/explore/replay_order.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/execution.h"

namespace checker {
namespace {

constexpr char kNotDeterministic[] =
    "the body does not do the same every time, but for its operations and "
    "choices";

// A scheduling point that an execution came by.
struct Place {
  size_t decisions;  // before it
  TaskSet enabled;
  TaskId picked;
  std::vector<Access> accesses;  // of all pending tasks

  const Access* Find(TaskId task) const {
    const auto at =
        std::find_if(accesses.begin(), accesses.end(),
                     [&](const Access& access) { return access.task == task; });
    return at == accesses.end() ? nullptr : &*at;
  }
};

// Takes notes of where another strategy goes.
class Places final : public ForwardingStrategy {
 public:
  Places(Strategy& inner, const Execution& execution)
      : ForwardingStrategy(inner), execution_(execution) {}

  const std::vector<Place>& places() const { return places_; }

  bool StartExecution() override {
    places_.clear();
    return ForwardingStrategy::StartExecution();
  }
  TaskId PickTask(const SchedulingPoint& point) override {
    const TaskId task = ForwardingStrategy::PickTask(point);
    if (task == kNoTask || task == kPrune) return task;
    Place place{execution_.decisions().size(), point.enabled, task, {}};
    for (const TaskId pending : point.pending) {
      const Operation& operation = point.operations.pending(pending);
      place.accesses.push_back(
          AccessAt(operation, point.operations.owner(operation.object),
                   *operation.word));
    }
    places_.push_back(std::move(place));
    return task;
  }

 private:
  const Execution& execution_;
  std::vector<Place> places_;
};

// These tasks may go in any order after so many decisions.
struct Claim {
  size_t decisions;
  std::array<Access, 3> accesses;
  size_t count;
  bool blocked;  // the second of two cannot go, and the first keeps it so
};

class Check {
 public:
  Check(absl::FunctionRef<void()> body, const CommutationOptions& options)
      : body_(body), options_(options), replay_(execution_, body) {}

  CommutationReport Run(Strategy& strategy);

 private:
  void Collect(const std::vector<Place>& places);
  void CollectPairs(const Place& place);
  void CollectTriples(const Place& place);
  void CollectSwap(const Place& place, const Place& next);
  bool CommuteBehind(const Access& first, Access a, Access b) const;
  void Add(const Place& place, absl::Span<const Access> accesses, bool blocked);
  void TryAll();
  void Try(const Claim& claim);
  bool Repeats(const Claim& claim);
  std::string TryBlocked(const Claim& claim);
  std::string TryOrders(const Claim& claim);
  std::string Unforeseen(const Claim& claim, const OrderOutcome& outcome) const;
  absl::Span<const Decision> Prefix(const Claim& claim) const {
    return absl::MakeConstSpan(decisions_).first(claim.decisions);
  }
  bool Done() const {
    return report_.pairs + report_.triples >= options_.max_pairs ||
           report_.mismatches.size() >= options_.max_mismatches ||
           !report_.error.empty();
  }

  absl::FunctionRef<void()> body_;
  const CommutationOptions options_;
  Execution execution_;
  OrderReplay replay_;
  std::vector<Decision> decisions_;
  std::vector<uint64_t> digests_;  // of the first so many decisions
  std::vector<Claim> claims_;
  absl::flat_hash_set<uint64_t> known_;  // never iterated
  CommutationReport report_;
};

class IgnoreViolations final : public ExecutionListener {
 public:
  bool IsNew(uint64_t) override { return false; }
  void OnViolation(const Violation&, uint32_t) override {}
};

CommutationReport Check::Run(Strategy& strategy) {
  Places places(strategy, execution_);
  IgnoreViolations ignore;
  while (report_.executions < options_.max_executions && !Done() &&
         places.StartExecution()) {
    ++report_.executions;
    execution_.Run(body_, places, {.max_steps = options_.max_steps}, ignore);
    places.FinishExecution();
    if (!places.divergence().empty()) {
      report_.error = std::string(places.divergence());
      break;
    }
    Collect(places.places());
    TryAll();
  }
  return std::move(report_);
}

void Check::Collect(const std::vector<Place>& places) {
  decisions_ = execution_.decisions();
  digests_.assign(1, 0);
  for (const Decision& decision : decisions_) {
    digests_.push_back(
        Combine(digests_.back(),
                static_cast<uint64_t>(decision.kind) << 16 | decision.value));
  }
  claims_.clear();
  for (size_t i = 0; i < places.size(); ++i) {
    CollectPairs(places[i]);
    if (options_.triples) CollectTriples(places[i]);
    if (i + 1 < places.size()) CollectSwap(places[i], places[i + 1]);
  }
}

void Check::CollectPairs(const Place& place) {
  for (const Access& a : place.accesses) {
    if (!place.enabled.Contains(a.task)) continue;
    for (const Access& b : place.accesses) {
      const bool blocked = !place.enabled.Contains(b.task);
      if (a.task == b.task || (!blocked && b.task < a.task)) continue;
      if (options_.commute(a, b)) Add(place, {a, b}, blocked);
    }
  }
}

bool Check::CommuteBehind(const Access& first, Access a, Access b) const {
  MoveBehind(first, a);
  MoveBehind(first, b);
  return options_.commute(a, b);
}

void Check::CollectTriples(const Place& place) {
  std::vector<Access> able;
  for (const Access& access : place.accesses)
    if (place.enabled.Contains(access.task)) able.push_back(access);
  for (size_t i = 0; i < able.size(); ++i) {
    for (size_t j = i + 1; j < able.size(); ++j) {
      if (!options_.commute(able[i], able[j])) continue;
      for (size_t k = j + 1; k < able.size(); ++k) {
        if (options_.commute(able[i], able[k]) &&
            options_.commute(able[j], able[k]) &&
            CommuteBehind(able[i], able[j], able[k]) &&
            CommuteBehind(able[j], able[i], able[k]) &&
            CommuteBehind(able[k], able[i], able[j]))
          Add(place, {able[i], able[j], able[k]}, false);
      }
    }
  }
}

void Check::CollectSwap(const Place& place, const Place& next) {
  const Access* const first = place.Find(place.picked);
  const Access* const before = place.Find(next.picked);
  const Access* const second = next.Find(next.picked);
  if (place.picked == next.picked || before == nullptr ||
      options_.ordered(*first, *second))
    return;
  // By task, so that a pair that also commutes is tried once.
  const bool blocked = !place.enabled.Contains(next.picked);
  if (blocked || first->task < before->task) {
    Add(place, {*first, *before}, blocked);
  } else {
    Add(place, {*before, *first}, blocked);
  }
}

void Check::Add(const Place& place, absl::Span<const Access> accesses,
                bool blocked) {
  uint64_t key = digests_[place.decisions];
  Claim claim{place.decisions, {}, accesses.size(), blocked};
  for (size_t i = 0; i < accesses.size(); ++i) {
    claim.accesses[i] = accesses[i];
    key = Combine(key, Index(accesses[i].task));
  }
  if (known_.insert(key).second) claims_.push_back(claim);
}

void Check::TryAll() {
  const size_t limit =
      std::min<size_t>(claims_.size(), options_.max_pairs_of_execution);
  for (size_t i = 0; i < limit && !Done(); ++i)
    Try(claims_[i * claims_.size() / limit]);
}

void Check::Try(const Claim& claim) {
  ++(claim.count == 2 ? report_.pairs : report_.triples);
  std::string difference = claim.blocked ? TryBlocked(claim) : TryOrders(claim);
  if (difference.empty() || !report_.error.empty()) return;
  if (!Repeats(claim)) {
    report_.error = kNotDeterministic;
    return;
  }
  CommutationMismatch mismatch;
  mismatch.difference = std::move(difference);
  for (size_t i = 0; i < claim.count; ++i) {
    const TaskId task = claim.accesses[i].task;
    // What it announces, as the others have not gone.
    replay_.Run(Prefix(claim), {&task, 1});
    mismatch.operations.push_back(
        replay_.steps_text().empty()
            ? absl::StrCat(replay_.label(task), ": (disabled) ",
                           OpKindName(claim.accesses[i].kind))
            : replay_.steps_text().front());
  }
  mismatch.prefix = replay_.prefix_text();
  report_.mismatches.push_back(std::move(mismatch));
}

// Whether the body does the same twice: else no difference means anything.
bool Check::Repeats(const Claim& claim) {
  const std::array<TaskId, 2> order = {claim.accesses[0].task,
                                       claim.accesses[1].task};
  const OrderOutcome once = replay_.Run(Prefix(claim), order);
  const OrderOutcome twice = replay_.Run(Prefix(claim), order);
  return !once.diverged && !twice.diverged && once.performed != 0 &&
         once.performed == twice.performed &&
         replay_.Difference(once, twice).empty();
}

std::string Check::TryBlocked(const Claim& claim) {
  const TaskId goes = claim.accesses[0].task;
  const TaskId waits = claim.accesses[1].task;
  const OrderOutcome outcome = replay_.Run(Prefix(claim), {&goes, 1});
  if (outcome.diverged) report_.error = kNotDeterministic;
  const auto next = outcome.announced.find(waits);
  return next != outcome.announced.end() && next->second.enabled
             ? absl::StrCat(replay_.label(goes), " enables ",
                            replay_.label(waits))
             : "";
}

std::string Check::TryOrders(const Claim& claim) {
  std::vector<TaskId> order;
  order.reserve(claim.count);
  for (size_t i = 0; i < claim.count; ++i)
    order.push_back(claim.accesses[i].task);
  std::sort(order.begin(), order.end());
  const OrderOutcome expected = replay_.Run(Prefix(claim), order);
  OrderOutcome outcome = expected;
  while (true) {
    if (outcome.diverged || outcome.performed == 0) {
      report_.error = kNotDeterministic;
      return "";
    }
    if (outcome.performed < order.size()) {
      return absl::StrCat(replay_.label(order[outcome.performed]),
                          " cannot go behind ",
                          replay_.label(order[outcome.performed - 1]));
    }
    if (std::string text = replay_.Difference(expected, outcome); !text.empty())
      return text;
    if (std::string text = Unforeseen(claim, outcome); !text.empty())
      return text;
    if (!std::next_permutation(order.begin(), order.end())) return "";
    outcome = replay_.Run(Prefix(claim), order);
  }
}

// Whether a step was another access than MoveBehind says.
std::string Check::Unforeseen(const Claim& claim,
                              const OrderOutcome& outcome) const {
  for (size_t i = 0; i < outcome.accesses.size(); ++i) {
    const Access& access = outcome.accesses[i];
    Access foreseen = *std::find_if(
        claim.accesses.begin(), claim.accesses.end(),
        [&](const Access& other) { return other.task == access.task; });
    for (size_t k = 0; k < i; ++k) {
      MoveBehind(outcome.accesses[k], foreseen);
    }
    if (foreseen.effect != access.effect || foreseen.level != access.level) {
      return absl::StrCat(OpKindName(access.kind), " of ",
                          replay_.label(access.task),
                          " is another access behind ",
                          replay_.label(outcome.accesses[i - 1].task));
    }
  }
  return "";
}

}  // namespace

std::string CommutationReport::ToString() const {
  std::string text =
      absl::StrCat(executions, " executions, ", pairs, " pairs, ", triples,
                   " triples, ", mismatches.size(), " mismatches\n");
  for (const CommutationMismatch& mismatch : mismatches) {
    absl::StrAppend(
        &text, "do not commute: ", absl::StrJoin(mismatch.operations, " | "),
        "\n  ", mismatch.difference, "\n  after:\n");
    for (const std::string& line : mismatch.prefix)
      absl::StrAppend(&text, "    ", line, "\n");
  }
  if (!error.empty()) absl::StrAppend(&text, error, "\n");
  return text;
}

CommutationReport CheckCommutation(absl::FunctionRef<void()> body,
                                   Strategy& strategy,
                                   const CommutationOptions& options) {
  return Check(body, options).Run(strategy);
}

}  // namespace checker
