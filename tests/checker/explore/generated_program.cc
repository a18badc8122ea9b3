#include "tests/checker/explore/generated_program.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "checker/explore/random.h"

namespace checker {
namespace {

constexpr std::array<const char*, static_cast<size_t>(InstructionKind::kCount)>
    kNames = {"load",   "store",    "increment",   "cas",      "expect",
              "skip",   "locked",   "try-lock",    "await",    "get",
              "put",    "complete", "completeall", "wait-for", "prepare",
              "sleep",  "wake-one", "wake-all",    "queue",    "spawn",
              "choose", "may-skip", "fill",        "sample",   "free",
              "use"};

struct Node {
  Atomic<int> value{"value", 0};
};

}  // namespace

struct GeneratedProgram::Objects {
  std::array<Atomic<int>, 2> values{Atomic<int>("x", 0), Atomic<int>("y", 0)};
  std::array<Mutex, 2> locks{Mutex("lock"), Mutex("lock")};
  std::array<Refcount, 2> counts{Refcount("refs", 2), Refcount("refs", 3)};
  std::array<Completion, 2> completions{Completion("done"), Completion("done")};
  std::array<WaitQueue, 2> waits{WaitQueue("wait"), WaitQueue("wait")};
  Bytes bytes{"bytes", 2};
  std::array<Node*, 2> nodes{Heap::New<Node>("node"), Heap::New<Node>("node")};
  WorkQueue queue{"worker"};
};

GeneratedProgram::GeneratedProgram(uint64_t seed, const Shape& shape) {
  SplitMix64 random(seed);
  const auto below = [&](int n) {
    return static_cast<int>(random.Below(static_cast<uint32_t>(n)));
  };
  tasks_.resize(shape.min_tasks + below(shape.max_tasks - shape.min_tasks + 1));
  for (Code& code : tasks_) {
    const int length =
        shape.min_instructions +
        below(shape.max_instructions - shape.min_instructions + 1);
    for (int i = 0; i < length; ++i) {
      const int kinds = shape.kinds.empty()
                            ? static_cast<int>(InstructionKind::kCount)
                            : static_cast<int>(shape.kinds.size());
      const int drawn = below(kinds);
      code.push_back({shape.kinds.empty() ? static_cast<InstructionKind>(drawn)
                                          : shape.kinds[drawn],
                      below(2), below(3)});
    }
  }
}

std::string GeneratedProgram::Run() const {
  Objects objects;
  for (size_t i = 0; i < tasks_.size(); ++i) {
    Spawn(Name("t", static_cast<int>(i)),
          [&objects, &code = tasks_[i]] { RunTask(code, 0, objects); });
  }
  JoinAll();
  AwaitQuiescence();
  // What nobody freed is a leak, which is a violation like others.
  std::string state;
  for (const auto& value : objects.values)
    absl::StrAppend(&state, value.Peek(), " ");
  for (const auto& count : objects.counts)
    absl::StrAppend(&state, count.Peek(), " ");
  for (const uint8_t byte : objects.bytes.Peek())
    absl::StrAppend(&state, byte, " ");
  return state;
}

void GeneratedProgram::RunTask(const Code& code, size_t from,
                               Objects& objects) {
  for (size_t at = from; at < code.size(); ++at) {
    if (!Perform(code, at, objects)) return;
  }
  JoinAll();
}

// Returns whether the task goes on with the next instruction.
bool GeneratedProgram::Perform(const Code& code, size_t& at, Objects& objects) {
  const Instruction& instruction = code[at];
  const int operand = instruction.operand;
  const auto object = static_cast<size_t>(instruction.object);
  Atomic<int>& value = objects.values[object];
  WaitQueue& wait = objects.waits[object];
  switch (instruction.kind) {
    case InstructionKind::kLoad:
      value.Load();
      return true;
    case InstructionKind::kStore:
      value.Store(operand);
      return true;
    case InstructionKind::kIncrement:
      value.FetchAdd(1);
      return true;
    case InstructionKind::kCas: {
      int expected = operand;
      value.CompareExchange(expected, operand + 1);
      return true;
    }
    case InstructionKind::kExpect:
      CHECKER_EXPECT(value.Load() != operand + 1);
      return true;
    case InstructionKind::kSkipIf:
      if (value.Load() == operand) ++at;
      return true;
    case InstructionKind::kLocked: {
      MutexLock lock(objects.locks[object]);
      if (at + 1 < code.size()) return Perform(code, ++at, objects);
      return true;
    }
    case InstructionKind::kTryLock:
      if (objects.locks[object].TryLock()) {
        value.Store(operand);
        objects.locks[object].Unlock();
      }
      return true;
    case InstructionKind::kAwait:
      value.Await([operand](int seen) { return seen == operand; });
      return true;
    case InstructionKind::kGet:
      objects.counts[object].Get();
      return true;
    case InstructionKind::kPut:
      if (objects.counts[object].Put()) value.Store(operand);
      return true;
    case InstructionKind::kComplete:
      objects.completions[object].Complete();
      return true;
    case InstructionKind::kCompleteAll:
      objects.completions[object].CompleteAll();
      return true;
    case InstructionKind::kWaitFor:
      objects.completions[object].Wait();
      return true;
    case InstructionKind::kPrepare:
      wait.PrepareToWait();
      return true;
    case InstructionKind::kSleep:
      if (at == 0 || code[at - 1].kind != InstructionKind::kPrepare ||
          code[at - 1].object != instruction.object)
        wait.PrepareToWait();
      wait.Sleep();
      wait.FinishWait();
      return true;
    case InstructionKind::kWakeOne:
      wait.WakeOne();
      return true;
    case InstructionKind::kWakeAll:
      wait.WakeAll();
      return true;
    case InstructionKind::kQueue:
      objects.queue.Queue([&value, operand] { value.Store(operand); });
      return true;
    case InstructionKind::kSpawn:
      Spawn("child",
            [&code, from = at + 1, &objects] { RunTask(code, from, objects); });
      // Every other child is joined at once.
      if (operand != 0) {
        JoinAll();
        value.Load();
      }
      return false;
    case InstructionKind::kChoose:
      value.Store(Choose(operand + 1, "choice"));
      return true;
    case InstructionKind::kMaySkip:
      if (Choose(operand + 1, "skip") == 0) ++at;
      return true;
    case InstructionKind::kFill: {
      const auto byte = static_cast<uint8_t>(operand + 1);
      objects.bytes.Fill(static_cast<uint32_t>(object), {&byte, 1});
      return true;
    }
    case InstructionKind::kSample: {
      std::array<uint8_t, 2> bytes{};
      if (operand == 0) {
        objects.bytes.Sample(0, absl::MakeSpan(bytes));
      } else {
        objects.bytes.Sample(static_cast<uint32_t>(object), {bytes.data(), 1});
      }
      return true;
    }
    case InstructionKind::kFree:
      Heap::Delete(objects.nodes[object]);
      return true;
    case InstructionKind::kUse:
      if (operand == 0) {
        objects.nodes[object]->value.Load();
      } else {
        objects.nodes[object]->value.Store(operand);
      }
      return true;
    case InstructionKind::kCount:
      break;
  }
  return true;
}

std::string GeneratedProgram::ToString() const {
  std::string text;
  for (size_t i = 0; i < tasks_.size(); ++i) {
    absl::StrAppend(&text, "t[", i, "]:");
    for (const Instruction& instruction : tasks_[i]) {
      absl::StrAppend(&text, " ", kNames[static_cast<size_t>(instruction.kind)],
                      ".", instruction.object, "(", instruction.operand, ")");
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

std::vector<ProgramFamily> ProgramFamilies() {
  using Kind = InstructionKind;
  return {
      {"Everything", {}},
      {"Variables",
       {.kinds = {Kind::kLoad, Kind::kStore, Kind::kIncrement, Kind::kCas,
                  Kind::kExpect, Kind::kSkipIf}}},
      {"Cas", {.kinds = {Kind::kCas, Kind::kStore, Kind::kSkipIf}}},
      {"Locks",
       {.kinds = {Kind::kLocked, Kind::kTryLock, Kind::kIncrement,
                  Kind::kLoad}}},
      {"Awaits",
       {.kinds = {Kind::kAwait, Kind::kStore, Kind::kIncrement, Kind::kCas}}},
      {"References", {.kinds = {Kind::kGet, Kind::kPut, Kind::kLoad}}},
      {"Drops", {.kinds = {Kind::kPut}}},
      {"Completions",
       {.kinds = {Kind::kComplete, Kind::kComplete, Kind::kCompleteAll,
                  Kind::kWaitFor, Kind::kStore}}},
      {"WaitQueues",
       {.kinds = {Kind::kPrepare, Kind::kSleep, Kind::kWakeOne, Kind::kWakeAll,
                  Kind::kStore}}},
      {"WorkQueues", {.kinds = {Kind::kQueue, Kind::kLoad, Kind::kStore}}},
      {"Spawned",
       {.kinds = {Kind::kSpawn, Kind::kStore, Kind::kLoad, Kind::kChoose,
                  Kind::kLocked, Kind::kAwait}}},
      {"Choices",
       {.kinds = {Kind::kChoose, Kind::kLoad, Kind::kCas, Kind::kSkipIf}}},
      {"ChosenPaths",
       {.kinds = {Kind::kMaySkip, Kind::kMaySkip, Kind::kLoad, Kind::kStore,
                  Kind::kCas, Kind::kSpawn, Kind::kPut, Kind::kLocked,
                  Kind::kAwait}}},
      {"Bytes", {.kinds = {Kind::kFill, Kind::kSample, Kind::kStore}}},
      {"Heap", {.kinds = {Kind::kFree, Kind::kUse, Kind::kUse, Kind::kSkipIf}}},
      {"Standstills",
       {.kinds = {Kind::kLocked, Kind::kLocked, Kind::kAwait, Kind::kSleep,
                  Kind::kPrepare, Kind::kWakeOne, Kind::kWakeAll,
                  Kind::kSpawn}}},
      {"FailingParents",
       {.kinds = {Kind::kSpawn, Kind::kExpect, Kind::kStore, Kind::kLoad,
                  Kind::kPut, Kind::kLocked}}},
      {"FailingTasks",
       {.kinds = {Kind::kExpect, Kind::kStore, Kind::kLocked, Kind::kPut,
                  Kind::kWaitFor, Kind::kComplete}}},
  };
}

}  // namespace checker
