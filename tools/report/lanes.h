// The tasks of a report, one lane each.

#ifndef DIORACE_TOOLS_REPORT_LANES_H_
#define DIORACE_TOOLS_REPORT_LANES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/schedule/timeline.h"

namespace diorace::report {

// A task that acts.
struct Lane {
  std::string task;
  checker::ContextKind kind = checker::ContextKind::kTask;
  // At most kShortName columns, and of no other lane.
  std::string short_name;
};

inline constexpr size_t kShortName = 8;

// Threads that do system calls first, then what works for them, in the order in
// which it comes in.
std::vector<Lane> LanesOf(const checker::Timeline& timeline);

std::optional<size_t> LaneOf(const std::vector<Lane>& lanes,
                             absl::string_view task);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_LANES_H_
