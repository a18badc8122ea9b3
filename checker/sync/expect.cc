#include "checker/sync/expect.h"

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"

namespace checker {

void ExpectationFailed(const char* condition, Location location) {
  Executor& executor = Executor::Current();
  executor.Fail({.kind = violation_kind::kAssertion,
                 .oracle = condition,
                 .first = executor.operation()},
                [&] {
                  return absl::StrCat("CHECKER_EXPECT(", condition,
                                      ") failed at ", location.file_name(), ":",
                                      location.line());
                });
}

}  // namespace checker
