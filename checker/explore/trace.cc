#include "checker/explore/trace.h"

#include "checker/runtime/digest.h"

namespace checker {
namespace {

bool CoversObject(const Access& access) {
  return access.effect == Effect::kWrite && access.range == ByteRange{};
}

// What the operation does, or whether it can happen at all, depends on the
// state.
bool DependsOnState(OpKind kind) {
  return Blocks(kind) || kind == OpKind::kCompareExchange ||
         kind == OpKind::kTryLock || kind == OpKind::kGet ||
         kind == OpKind::kPut || kind == OpKind::kQueueWork;
}

}  // namespace

void Trace::Start() {
  std::fill(task_clocks_.begin(), task_clocks_.end(), 0u);
  joinings_.clear();
}

void Trace::Truncate(size_t size) {
  for (size_t i = events_.size(); i-- > size;) {
    const Access& access = events_[i].access;
    if (access.object != kNoObject)
      heads_[Index(access.object)] = events_[i].previous;
  }
  events_.resize(size);
  clocks_.resize(size * stride_);
  while (!freed_.empty() && freed_.back() >= size) freed_.pop_back();
  while (!races_.empty() && races_.back().last_index >= size) races_.pop_back();
  pasts_.resize(races_.empty() ? 0 : (races_.back().past + 1) * stride_);
}

void Trace::Append(const Operation& operation, ObjectId owner) {
  const Access access = AccessAt(operation, owner, *operation.word);
  JoinNow(access.task);
  Lane* const own = task_clock(access.task);
  joined_.assign(own, own + stride_);
  Scan(operation, access);
  const auto index = static_cast<uint32_t>(events_.size());
  const Lane nth = ++joined_[Index(access.task)];
  Copy(joined_.data(), own);
  clocks_.insert(clocks_.end(), joined_.begin(), joined_.end());
  uint32_t& head = Head(access.object);
  events_.push_back({.access = access,
                     .nth = nth,
                     .previous = head,
                     .word = *operation.word});
  head = index;
  if (access.effect == Effect::kFree) freed_.push_back(index);
}

void Trace::AppendChoice(TaskId task, int value) {
  JoinNow(task);
  Lane* const own = task_clock(task);
  const Lane nth = ++own[Index(task)];
  clocks_.insert(clocks_.end(), own, own + stride_);
  events_.push_back({.access = {.task = task,
                                .effect = Effect::kChoice,
                                .level = static_cast<uint32_t>(value)},
                     .nth = nth,
                     .previous = kNone,
                     .word = 0});
}

void Trace::FindRacesOfBlocked(const Operation& operation, ObjectId owner) {
  const Access access = AccessAt(operation, owner, *operation.word);
  JoinNow(access.task);
  const Lane* const own = task_clock(access.task);
  joined_.assign(own, own + stride_);
  Scan(operation, access);
}

void Trace::OnSpawn(TaskId parent, TaskId child) {
  JoinNow(parent);
  task_clock(child);  // may move the parent's
  Copy(task_clock(parent), task_clock(child));
}

void Trace::OnJoin(TaskId task, TaskId joined) {
  joinings_.push_back({task, joined});
}

void Trace::JoinNow(TaskId task) {
  while (!joinings_.empty()) {
    const auto at = std::find_if(
        joinings_.begin(), joinings_.end(),
        [&](const Joining& joining) { return joining.task == task; });
    if (at == joinings_.end()) return;
    const TaskId joined = at->joined;
    *at = joinings_.back();
    joinings_.pop_back();
    // What was joined may have joined others.
    JoinNow(joined);
    task_clock(joined);  // may move the other
    Join(task_clock(task), task_clock(joined));
  }
}

void Trace::OnQuiescence(TaskId task) {
  Lane* const own = task_clock(task);
  for (size_t i = 0; i < task_clocks_.size(); i += stride_)
    if (&task_clocks_[i] != own) Join(own, &task_clocks_[i]);
}

uint32_t Trace::LastOf(TaskId task) const {
  for (size_t i = events_.size(); i-- > 0;) {
    const Access& access = events_[i].access;
    if (access.task == task && access.effect != Effect::kChoice)
      return static_cast<uint32_t>(i);
  }
  return kNone;
}

uint64_t Trace::Digest() const {
  uint64_t digest = 0;
  for (size_t i = 0; i < events_.size(); ++i) {
    const Access& access = events_[i].access;
    uint64_t event = Combine(Index(access.task), events_[i].nth);
    event = Combine(event, Index(access.object));
    if (access.effect == Effect::kChoice) event = Combine(event, access.level);
    // Trailing zeros, of tasks that were not known then, must not count.
    for (size_t lane = 0; lane < stride_; ++lane) {
      if (clock(i)[lane] != 0) event += Mix(Combine(lane, clock(i)[lane]));
    }
    digest += Mix(event);
  }
  return digest;
}

void Trace::Widen(size_t tasks) {
  const size_t wider = LanesFor(tasks);
  const auto widen = [&](std::vector<Lane>& clocks) {
    const size_t count = clocks.size() / stride_;
    std::vector<Lane> moved(count * wider);
    for (size_t i = 0; i < count; ++i)
      std::copy_n(&clocks[i * stride_], stride_, &moved[i * wider]);
    clocks = std::move(moved);
  };
  widen(clocks_);
  widen(task_clocks_);
  widen(joined_);
  widen(raced_);
  widen(pasts_);
  stride_ = wider;
  task_clocks_.resize(wider * wider);
}

uint32_t& Trace::Head(ObjectId object) {
  if (Index(object) >= heads_.size()) heads_.resize(Index(object) + 1, kNone);
  return heads_[Index(object)];
}

bool Trace::ScanEveryEvent(const Access& access) const {
  if (access.effect == Effect::kFree) return true;
  if (access.owner == kNoObject) return false;
  return std::any_of(freed_.begin(), freed_.end(), [&](uint32_t index) {
    return events_[index].access.object == access.owner;
  });
}

void Trace::Scan(const Operation& operation, const Access& access) {
  if (Blocks(access.kind)) raced_ = joined_;
  if (ScanEveryEvent(access)) {
    for (auto i = static_cast<uint32_t>(events_.size()); i-- > 0;)
      ScanEvent(i, operation, access);
    return;
  }
  for (uint32_t i = Head(access.object); i != kNone; i = events_[i].previous) {
    if (!ScanEvent(i, operation, access)) return;
  }
}

// Returns whether events before this one on the same object still matter.
bool Trace::ScanEvent(uint32_t index, const Operation& operation,
                      const Access& access) {
  const Event& event = events_[index];
  if (!Ordered(event.access, access)) return true;
  const bool goes_on = !CoversObject(event.access);
  if (Contains(task_clock(access.task), event)) return goes_on;
  if (!Blocks(access.kind)) {
    if (Contains(joined_.data(), event)) return goes_on;
    Access earlier = access;
    if (DependsOnState(access.kind)) {
      earlier =
          AccessAt(operation, access.owner, WordWithout(index, operation));
    }
    AddRace(index, earlier);
    Join(joined_.data(), clock(index));
    return goes_on;
  }
  // An operation that blocks can come earlier only where it is enabled, which
  // need not be just before the last event that it depends on.
  Join(joined_.data(), clock(index));
  if (waits_ == Waits::kArrive) {
    AddRace(index, access);
    return true;
  }
  if (access.effect == Effect::kRemove) return goes_on;
  if (Contains(raced_.data(), event)) return true;
  const uint64_t word = WordWithout(index, operation);
  if (!operation.condition->Holds(word)) return true;
  AddRace(index, AccessAt(operation, access.owner, word));
  Join(raced_.data(), clock(index));
  return true;
}

void Trace::AddRace(uint32_t first, const Access& last) {
  const auto size = static_cast<uint32_t>(events_.size());
  // One past serves all races of an operation.
  if (races_.empty() || races_.back().last_index != size ||
      races_.back().last.task != last.task) {
    const Lane* const own = task_clock(last.task);
    pasts_.insert(pasts_.end(), own, own + stride_);
  }
  const auto past = static_cast<uint32_t>(pasts_.size() / stride_ - 1);
  races_.push_back({first, size, last, past, /*settled=*/false});
}

// The state word that `operation` meets where event `index` and what depends on
// it have not happened.
uint64_t Trace::WordWithout(uint32_t index, const Operation& operation) const {
  // The event freed what the object is part of, and what comes after that has
  // no effect.
  if (events_[index].access.object != operation.object) return *operation.word;
  uint64_t word = events_[index].word;
  for (uint32_t i = heads_[Index(operation.object)]; i != kNone && i > index;
       i = events_[i].previous) {
    if (!HappensBefore(index, i))
      word += static_cast<uint64_t>(
          static_cast<int64_t>(WordDelta(events_[i].access.effect)));
  }
  return word;
}

}  // namespace checker
