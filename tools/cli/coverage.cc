#include "tools/cli/coverage.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace diorace::cli {

std::vector<const dio::StepInfo*> UnreachedSteps(const dio::StepSet& reached) {
  std::vector<const dio::StepInfo*> steps;
  for (size_t i = 0; i < reached.size(); ++i) {
    if (!reached[i])
      steps.push_back(&dio::InfoOf(static_cast<dio::KernelStep>(i)));
  }
  return steps;
}

std::string CoverageText(const dio::StepSet& reached) {
  const std::vector<const dio::StepInfo*> steps = UnreachedSteps(reached);
  if (steps.empty())
    return absl::StrCat("each of the model's ", reached.size(),
                        " steps was reached\n");
  std::string text =
      absl::StrCat(steps.size(), " of the model's ", reached.size(),
                   " steps were not reached by any execution\n");
  for (const dio::StepInfo* const step : steps) {
    absl::string_view label = step->label;
    absl::ConsumePrefix(&label, absl::StrCat(step->id, " "));
    absl::StrAppendFormat(&text, "  %-4s  %s\n", step->id, label);
  }
  return text;
}

}  // namespace diorace::cli
