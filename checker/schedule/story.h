// What happens in a schedule, in plain words.

#ifndef DIORACE_CHECKER_SCHEDULE_STORY_H_
#define DIORACE_CHECKER_SCHEDULE_STORY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "checker/schedule/explanation.h"
#include "checker/schedule/timeline.h"

namespace checker {

// A paragraph: the pairs of `explanation`, in the order in which they happen,
// then `message`, then `background`.
std::string StoryOf(const Timeline& timeline, const Explanation& explanation,
                    absl::string_view message, absl::string_view background);

// In which order the run would pass; "" if no order decides.
std::string PassesIf(const Explanation& explanation);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_STORY_H_
