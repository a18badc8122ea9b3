#include "checker/runtime/op_kind.h"

#include <array>
#include <cstddef>

namespace checker {
namespace {

struct Traits {
  OpKind kind;
  absl::string_view name;
  bool writes;
};

constexpr std::array<Traits, static_cast<size_t>(OpKind::kCount)> kTraits = {{
    {OpKind::kLoad, "load", false},
    {OpKind::kStore, "store", true},
    {OpKind::kReadModifyWrite, "read-modify-write", true},
    {OpKind::kCompareExchange, "compare-exchange", true},
    {OpKind::kRead, "read", false},
    {OpKind::kWrite, "write", true},
    {OpKind::kSample, "sample", false},
    {OpKind::kFill, "fill", true},
    {OpKind::kAwait, "await", false},
    {OpKind::kLock, "lock", true},
    {OpKind::kTryLock, "try-lock", true},
    {OpKind::kUnlock, "unlock", true},
    {OpKind::kPrepareToWait, "prepare-to-wait", true},
    {OpKind::kSleep, "sleep", true},
    {OpKind::kFinishWait, "finish-wait", true},
    {OpKind::kWake, "wake", true},
    {OpKind::kComplete, "complete", true},
    {OpKind::kCompleteAll, "complete-all", true},
    {OpKind::kWaitFor, "wait-for", true},
    {OpKind::kGet, "get", true},
    {OpKind::kPut, "put", true},
    {OpKind::kQueueWork, "queue-work", true},
    {OpKind::kTakeWork, "take-work", true},
    {OpKind::kFree, "free", true},
}};

constexpr bool InOrder() {
  for (size_t i = 0; i < kTraits.size(); ++i) {
    if (static_cast<size_t>(kTraits[i].kind) != i) return false;
  }
  return true;
}
static_assert(InOrder(),
              "kTraits must list the kinds in the order of the enum");

}  // namespace

absl::string_view OpKindName(OpKind kind) {
  return kTraits[static_cast<size_t>(kind)].name;
}

std::optional<OpKind> ParseOpKind(absl::string_view name) {
  for (const Traits& traits : kTraits) {
    if (traits.name == name) return traits.kind;
  }
  return std::nullopt;
}

bool Writes(OpKind kind) { return kTraits[static_cast<size_t>(kind)].writes; }

}  // namespace checker
