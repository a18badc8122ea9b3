// A scenario in which nothing is wrong, for tests that change it in one place.

#ifndef DIORACE_TESTS_SCENARIOS_GOOD_SCENARIO_H_
#define DIORACE_TESTS_SCENARIOS_GOOD_SCENARIO_H_

#include <string>

#include "absl/strings/string_view.h"

namespace diorace {

extern const char kGood[];

// The errors of kGood, called "f", with `from` replaced; empty: none.
std::string Errors(absl::string_view from, absl::string_view to);

}  // namespace diorace

#endif  // DIORACE_TESTS_SCENARIOS_GOOD_SCENARIO_H_
