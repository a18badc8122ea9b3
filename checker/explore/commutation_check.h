// Tries what the dependence table claims.
//
//   RandomStrategy strategy(/*seed=*/1);
//   const CommutationReport report =
//       CheckCommutation(body, strategy, {.max_executions = 1000});
//   if (!report.mismatches.empty()) std::cerr << report.ToString();
//
// Runs `body` under `strategy`, any one. Wherever two tasks stand before
// operations of which the table says that their order does not matter, repeats
// the execution up to there and lets them go in both orders. Afterwards all
// must be the same: what the two could tell (values returned, choices offered,
// remarks), what every task announces next, whether it is enabled and the state
// word that it stands before, a digest of every object that was ever changed,
// and the violations. Three claims are tried.
//
//   Commute(a, b)      in the state where both stand. If b is disabled there, a
//                      must not enable it.
//   !Ordered(a, b)     where b came next after a and was announced before it.
//   MoveBehind(a, b)   b, once a has happened, is the access that it says.
//
// With `triples`, also three tasks whose operations commute two by two, each
// pair also behind the third: all six orders. Two by two alone is no claim: of
// three drops of three references any two commute.
//
// Values that only timelines show are not compared: Refcount::Get and Put show
// the count, but a task learns no more than whether it dropped the last
// reference. Whatever hangs on the count is found in states and announcements.
//
// Not seen: what an object holds beside its digest, such as the clocks of race
// detection.
//
// Source: Godefroid, LNCS 1032, 1996, definition 3.1 (valid dependence).

#ifndef DIORACE_CHECKER_EXPLORE_COMMUTATION_CHECK_H_
#define DIORACE_CHECKER_EXPLORE_COMMUTATION_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/strategy.h"

namespace checker {

struct CommutationOptions {
  uint64_t max_executions = 100;
  uint32_t max_steps = 10'000;  // of one execution
  // Of pairs and triples; the same ones after the same decisions count once.
  uint64_t max_pairs = 100'000;
  // An execution that has more is tried at so many, evenly spread.
  uint64_t max_pairs_of_execution = 1'000;
  size_t max_mismatches = 10;
  bool triples = false;
  // The claims; another table than the checker's own is for tests.
  bool (*commute)(const Access& a, const Access& b) = &Commute;
  bool (*ordered)(const Access& first, const Access& second) = &Ordered;
};

struct CommutationMismatch {
  std::vector<std::string> prefix;      // what had happened
  std::vector<std::string> operations;  // those two or three
  std::string difference;
};

struct CommutationReport {
  uint64_t executions = 0;
  uint64_t pairs = 0;
  uint64_t triples = 0;
  std::vector<CommutationMismatch> mismatches;
  // Why it could not go on: the body is not deterministic.
  std::string error;

  bool ok() const { return mismatches.empty() && error.empty(); }
  // All of it, for people.
  std::string ToString() const;
};

CommutationReport CheckCommutation(absl::FunctionRef<void()> body,
                                   Strategy& strategy,
                                   const CommutationOptions& options = {});

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_COMMUTATION_CHECK_H_
