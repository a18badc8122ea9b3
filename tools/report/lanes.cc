#include "tools/report/lanes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/report/columns.h"

namespace diorace::report {
namespace {

bool Taken(const std::vector<Lane>& lanes, absl::string_view name) {
  return std::any_of(lanes.begin(), lanes.end(),
                     [&](const Lane& lane) { return lane.short_name == name; });
}

// "nvme0n1" for "writer/nvme0n1", "nvme0n#2" for "writer/nvme0n1#2"; "irq~2"
// if there is an "irq" already.
std::string ShortName(const std::vector<Lane>& lanes, absl::string_view task) {
  if (Columns(task) <= kShortName && !Taken(lanes, task))
    return std::string(task);
  const absl::string_view last = task.substr(task.rfind('/') + 1);
  const size_t number = std::min(last.rfind('#'), last.size());
  const absl::string_view base = last.substr(0, number);
  const absl::string_view suffix = Front(kShortName - 1, last.substr(number));
  std::string name =
      absl::StrCat(Front(kShortName - Columns(suffix), base), suffix);
  for (int n = 2; Taken(lanes, name); ++n) {
    const std::string another = absl::StrCat("~", n);
    name = absl::StrCat(Front(kShortName - another.size(), base), another);
  }
  return name;
}

void Add(const checker::Timeline& timeline, const std::string& task,
         std::vector<Lane>& lanes) {
  if (task.empty() || LaneOf(lanes, task).has_value()) return;
  checker::ContextKind kind = checker::ContextKind::kTask;
  for (const checker::Timeline::Task& known : timeline.tasks) {
    if (known.name == task) kind = known.kind;
  }
  lanes.push_back({task, kind, ShortName(lanes, Printable(task))});
}

}  // namespace

std::vector<Lane> LanesOf(const checker::Timeline& timeline) {
  std::vector<Lane> lanes;
  for (const checker::Timeline::Task& task : timeline.tasks) {
    const bool calls = task.kind == checker::ContextKind::kTask ||
                       task.kind == checker::ContextKind::kUser;
    if (task.acts && calls) Add(timeline, task.name, lanes);
  }
  for (const checker::TimelineEntry& entry : timeline.entries)
    Add(timeline, entry.task, lanes);
  return lanes;
}

std::optional<size_t> LaneOf(const std::vector<Lane>& lanes,
                             absl::string_view task) {
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i].task == task) return i;
  }
  return std::nullopt;
}

}  // namespace diorace::report
