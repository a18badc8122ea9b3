// The dependence table with a flaw, and a DporStrategy that rests on it: for
// tests that want to see that flaws are found.
//
//   const ScopedFlaw flaw(Flaw::kAppendsCommute);
//   CheckCommutation(body, strategy,
//                    {.commute = &BrokenCommute, .ordered = &BrokenOrdered});
//   const std::unique_ptr<Strategy> dpor = MakeBrokenDpor(DporMode::kSource);
//
// MakeBrokenDpor compiles the sources of the real one a second time, under
// other names. So the real one needs no hooks, which would be on the way of
// every step.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_BROKEN_DEPENDENCE_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_BROKEN_DEPENDENCE_H_

#include <cstdint>
#include <memory>

#include "checker/runtime/dependence.h"
#include "checker/runtime/strategy.h"

namespace checker {

enum class DporMode : uint8_t;

enum class Flaw : uint8_t {
  kNone,
  // Pairs that are said to commute.
  kStores,         // to one variable
  kReadAndWrite,   // of one variable
  kOverlapping,    // accesses to the same bytes
  kLocks,          // of one mutex
  kDropsByLabel,   // of references, when neither would be the last by itself
  kTakeAndDrop,    // of a reference
  kAppends,        // to one queue
  kAppendAndTake,  // to and from a queue, even the same item
  kPrepares,       // tasks that join one wait queue
  kConsumers,      // of one completion
  kFree,           // and accesses to what is freed
  kCasReads,       // a compare-exchange is taken for one that fails
  // What the strategy forgets.
  kCasKeepsOutcome,   // a compare-exchange, moved earlier, does what it did
  kWaitsMoveOnce,     // a wait is moved before the last event that it depends
                      // on, and nowhere else, enabled there or not
  kBlockedForgotten,  // an operation that never happens has no races
};

// While it lives, the functions below have the flaw.
class ScopedFlaw {
 public:
  explicit ScopedFlaw(Flaw flaw);
  ~ScopedFlaw();
  ScopedFlaw(const ScopedFlaw&) = delete;
  ScopedFlaw& operator=(const ScopedFlaw&) = delete;
};

bool BrokenCommute(const Access& a, const Access& b);
bool BrokenOrdered(const Access& first, const Access& second);
Access BrokenAccessAt(const Operation& operation, ObjectId owner,
                      uint64_t word);
bool BrokenBlocks(OpKind kind);
bool FlawForgetsBlocked();

std::unique_ptr<Strategy> MakeBrokenDpor(DporMode mode);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_BROKEN_DEPENDENCE_H_
