#include "model/step.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace dio {
namespace {

TEST(KernelStep, IdsAreUniqueAndOpenTheLabel) {
  std::set<std::string> seen;
  for (const absl::string_view id : StepIds()) {
    EXPECT_TRUE(seen.insert(std::string(id)).second) << id;
    const std::optional<KernelStep> step = FindStep(id);
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(InfoOf(*step).id, id);
    // What users do (U, UL, UR) has no number in the kernel's path.
    if (absl::StartsWith(id, "U")) continue;
    EXPECT_TRUE(absl::StartsWith(InfoOf(*step).label, id)) << id;
  }
  EXPECT_FALSE(FindStep("no such step").has_value());
}

}  // namespace
}  // namespace dio
