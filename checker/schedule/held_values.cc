#include "checker/schedule/held_values.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_join.h"

namespace checker {
namespace {

bool Covers(const HeldValue& newer, const HeldValue& older) {
  return newer.object == older.object &&
         newer.range.begin <= older.range.begin &&
         newer.range.end >= older.range.end;
}

}  // namespace

std::vector<HeldValue> ValuesAfter(const Timeline& timeline, uint32_t steps) {
  std::vector<HeldValue> values;
  uint32_t step = 0;
  for (const TimelineEntry& entry : timeline.entries) {
    if (entry.kind != TimelineEntry::Kind::kOperation) continue;
    if (++step > steps) break;
    if (entry.values.empty()) continue;
    const HeldValue shown{.object = entry.operation.object,
                          .range = entry.operation.range,
                          .value = absl::StrJoin(entry.values, ", "),
                          .step = step,
                          .task = entry.task};
    std::erase_if(values,
                  [&](const HeldValue& older) { return Covers(shown, older); });
    values.push_back(shown);
  }
  std::sort(values.begin(), values.end(),
            [](const HeldValue& a, const HeldValue& b) {
              return std::tie(a.object, a.range.begin, a.range.end) <
                     std::tie(b.object, b.range.begin, b.range.end);
            });
  return values;
}

}  // namespace checker
