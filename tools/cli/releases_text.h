// What `diorace releases` prints for people.

#ifndef DIORACE_TOOLS_CLI_RELEASES_TEXT_H_
#define DIORACE_TOOLS_CLI_RELEASES_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "model/kernel_release.h"

namespace diorace::cli {

// The releases in which it is on, oldest first.
std::vector<absl::string_view> ReleasesWith(dio::Switch id);
std::vector<absl::string_view> SwitchNames(
    const std::vector<dio::Switch>& switches);

// Switches by releases, with a legend.
std::string ReleasesTable();

// What one switch does, and where it comes from.
std::string SwitchText(const dio::SwitchInfo& info);

// `diff` is what DiffReleases returned for these two.
std::string DiffText(const dio::ReleaseDiff& diff, absl::string_view from,
                     absl::string_view to);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RELEASES_TEXT_H_
