// Two schedules side by side, for people and for programs.

#ifndef DIORACE_TOOLS_CLI_DIFF_TEXT_H_
#define DIORACE_TOOLS_CLI_DIFF_TEXT_H_

#include <string>

#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/schedule_diff.h"
#include "tools/cli/paint.h"

namespace diorace::cli {

// Two schedules, as the user names them, and what was found.
struct ComparedSchedules {
  std::string file_a;
  std::string file_b;
  const checker::Schedule& a;
  const checker::Schedule& b;
  const checker::ScheduleDiff& diff;
  bool same_scenario = false;

  bool same() const {
    return same_scenario && diff.same_violation &&
           !diff.first_difference.has_value();
  }
};

// At most 100 columns wide, but for colours.
std::string DiffText(const ComparedSchedules& compared, const Paint& paint);

// One object, on one line.
std::string DiffJson(const ComparedSchedules& compared);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_DIFF_TEXT_H_
