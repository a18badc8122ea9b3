// What `diorace check` knows of one scenario afterwards, for files that other
// programs read. Each format has a writer of its own:
//
//   std::vector<Result> results = …;
//   JUnitXml(results);           // junit.h
//   SarifJson(results);          // sarif.h
//   GitHubAnnotations(results);  // annotations.h
//   GitLabCodeQuality(results);  // code_quality.h
//   MarkdownSummary(results);    // summary.h
//
// Texts come from files and may hold anything.

#ifndef DIORACE_TOOLS_RESULTS_RESULT_H_
#define DIORACE_TOOLS_RESULTS_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "checker/schedule/schedule.pb.h"

namespace diorace::results {

// A distinct violation.
struct Finding {
  checker::Schedule schedule;
  std::string file;       // of the schedule, from where the user stands
  bool expected = false;  // the scenario lists it
};

struct Result {
  std::string scenario;
  std::string release;
  // Where the scenario says what it expects.
  std::string file;
  int line = 1;

  bool elsewhere = false;         // another share explores it
  std::string verdict, expected;  // "pass", "fail", "incomplete", "hypothesis"
  bool ok = false;
  bool undecided = false;            // not ok, but for want of executions
  std::vector<std::string> reasons;  // why it is not ok
  std::vector<std::string> apart;    // those of them that no finding shows

  bool complete = false;
  std::string strategy;
  std::string bound;  // that ended it early; may be empty
  std::string guarantee;
  uint64_t executions = 0;
  uint64_t traces = 0;
  uint64_t redundant = 0;
  uint64_t steps = 0;
  uint32_t max_depth = 0;
  std::optional<double> seconds;  // none: times are left out

  // Steps that the scenario demands and no execution reached; of a share none,
  // as another may have reached them.
  std::vector<std::string> unreached;

  std::vector<Finding> findings;
};

using Results = absl::Span<const Result>;

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_RESULT_H_
