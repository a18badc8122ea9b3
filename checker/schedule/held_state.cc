#include "checker/schedule/held_state.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace checker {
namespace {

using States = std::map<std::string, HeldState>;

void Apply(const std::vector<StateChange>& changes, uint32_t step,
           const std::string& task, States& states) {
  for (const StateChange& change : changes) {
    if (change.contents.has_value()) {
      states[change.object] = {.object = change.object,
                               .contents = *change.contents,
                               .step = step,
                               .task = task};
    } else {
      states.erase(change.object);
    }
  }
}

}  // namespace

std::vector<HeldState> StateAfter(const Timeline& timeline, uint32_t steps) {
  States states;
  Apply(timeline.initial, 0, "", states);
  uint32_t step = 0;
  for (const TimelineEntry& entry : timeline.entries) {
    if (entry.kind == TimelineEntry::Kind::kOperation && ++step > steps) break;
    Apply(entry.changes, step, entry.task, states);
  }
  std::vector<HeldState> sorted;
  for (auto& [object, state] : states) sorted.push_back(std::move(state));
  std::sort(sorted.begin(), sorted.end(),
            [](const HeldState& a, const HeldState& b) {
              return std::tie(a.contents.sort, a.object) <
                     std::tie(b.contents.sort, b.object);
            });
  return sorted;
}

}  // namespace checker
