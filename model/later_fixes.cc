#include "model/later_fixes.h"

#include <algorithm>
#include <iterator>

namespace dio {
namespace {

constexpr Switch kDesigns[] = {Switch::kDioInlineCompletion,
                               Switch::kFsIntegrity, Switch::kCompleteInTask};

bool IsFix(const SwitchInfo& info) {
  return !info.rows.empty() || info.kind == SwitchKind::kProposed;
}

// Turns `id` on with what it requires; returns whether that is possible.
bool TurnOn(Switch id, Behaviour& behaviour) {
  behaviour.Set(id, true);
  for (const Switch required : InfoOf(id).requires_on) {
    if (behaviour.has(required)) continue;
    if (std::find(std::begin(kDesigns), std::end(kDesigns), required) !=
            std::end(kDesigns) ||
        !TurnOn(required, behaviour))
      return false;
  }
  return ValidateBehaviour(behaviour).ok();
}

}  // namespace

absl::StatusOr<std::vector<Switch>> LaterFixes(absl::string_view release) {
  const absl::StatusOr<Behaviour> before = ReleaseBehaviour(release);
  if (!before.ok()) return before.status();
  Behaviour behaviour = *before;
  for (const SwitchInfo& info : AllSwitches()) {
    if (!IsFix(info) || behaviour.has(info.id)) continue;
    Behaviour with = behaviour;
    if (TurnOn(info.id, with)) behaviour = with;
  }
  std::vector<Switch> fixes;
  for (const SwitchInfo& info : AllSwitches()) {
    if (behaviour.has(info.id) && !before->has(info.id))
      fixes.push_back(info.id);
  }
  return fixes;
}

}  // namespace dio
