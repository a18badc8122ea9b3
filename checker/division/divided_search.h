// An exhaustive search in parts: on several threads, as one share of several
// machines', and broken off and gone on with.
//
//   DividedSearch search(explorer, make_body, {.jobs = 4});
//   absl::StatusOr<Exploration> exploration = search.Run(budget, progress);
//
// Each part is explored by an explorer of its own, so what is found in it, and
// what it takes, depends on nothing else; results are put together in the order
// of the parts. A search that comes to its end gives the same whatever threads
// there were and however often it was resumed. One that a bound ends early
// depends on timing, if there are several threads.
//
// docs/scaling.md

#ifndef DIORACE_CHECKER_DIVISION_DIVIDED_SEARCH_H_
#define DIORACE_CHECKER_DIVISION_DIVIDED_SEARCH_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "checker/division/division_options.h"
#include "checker/division/saved_search.pb.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/partition.h"
#include "checker/schedule/schedule.pb.h"

namespace checker {

class DividedSearch {
 public:
  // `explorer` makes the partition, on the calling thread, and repeats what was
  // found.
  DividedSearch(Explorer& explorer, std::function<WorkerBody()> make_body,
                DporMode dpor, DivisionOptions options);

  // The violations' decisions belong to the explorer. An error: there is a
  // checkpoint that cannot be gone on with, or none can be written; found out
  // before anything is explored.
  absl::StatusOr<Exploration> Run(
      const Budget& budget,
      absl::FunctionRef<void(const Exploration&)> progress);

  // Afterwards: what the bodies reported, by part.
  std::vector<std::string> reports() const;
  // Afterwards: why the last checkpoint could not be written. What was explored
  // counts all the same.
  const absl::Status& unsaved() const { return unsaved_; }

 private:
  absl::Status Resume();
  absl::Status Prepare(Partition partition);
  Exploration Result(StopReason reason, const Budget& budget);
  void Write(const SavedSearch& saved);
  std::vector<size_t> Todo() const;
  StopReason Work(const Budget& budget,
                  absl::FunctionRef<void(const Exploration&)> progress);
  std::optional<FoundViolation> FindAgain(const Schedule& schedule,
                                          uint32_t max_steps);
  Exploration Conclude(const Budget& budget);

  Explorer& explorer_;
  const std::function<WorkerBody()> make_body_;
  const DporMode dpor_;
  const DivisionOptions options_;
  Partition partition_;
  SavedSearch saved_;  // of all parts; those of other shares stay waiting
  absl::Status unsaved_;
  std::string error_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_DIVIDED_SEARCH_H_
