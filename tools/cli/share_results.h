// The results of a scenario's shares, put together.
//
// Nothing here prints or reads files.

#ifndef DIORACE_TOOLS_CLI_SHARE_RESULTS_H_
#define DIORACE_TOOLS_CLI_SHARE_RESULTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "tools/cli/console.h"

namespace diorace::cli {

// Of one scenario, what all shares say: in the form in which `check
// --format=json` says it, with "shards" (how many), "missing" (which are not
// there), and "reasons" (why it is not ok).
struct MergedResult {
  nlohmann::ordered_json line;
  ExitStatus status = ExitStatus::kAsExpected;
};

// A share of some runs, which does not have all results that it was asked for:
// a run that was killed, say, has those of its first scenarios only.
struct MissingResults {
  size_t share;    // which of
  size_t shares;   // how many
  size_t missing;  // so many of
  size_t of;       // how many results
};

class ShareResults {
 public:
  // Adds the lines of a file. kInvalidArgument, with file and line, if one is
  // not a share's result, does not fit to the others, or is there twice.
  absl::Status Add(absl::string_view text, const std::string& file);

  // By scenario, in the order in which they were added first.
  std::vector<MergedResult> Merge() const;

  // Results that no file has though the others show that there should be some,
  // maybe of scenarios of which nothing is known. By share.
  std::vector<MissingResults> Missing() const;

 private:
  struct Share {
    nlohmann::ordered_json line;
    std::string place;  // FILE:LINE
  };
  // At least one of the shares is there.
  struct Scenario {
    std::string name;
    size_t count;
    std::map<size_t, Share> shares;  // by index
  };

  absl::Status AddLine(nlohmann::ordered_json line, const std::string& place);
  static MergedResult MergeOne(const Scenario& scenario);

  std::vector<Scenario> scenarios_;
};

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_SHARE_RESULTS_H_
