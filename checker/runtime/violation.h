// A broken rule: what a detector or an oracle reports.

#ifndef DIORACE_CHECKER_RUNTIME_VIOLATION_H_
#define DIORACE_CHECKER_RUNTIME_VIOLATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// The kinds that the checker itself reports; docs/detectors.md says what each
// means. Models add their own.
namespace violation_kind {
inline constexpr absl::string_view kAssertion = "assertion";
// When nothing can run any more, exactly one of three (standstill.h): a
// deadlock if tasks wait for each other in a cycle; else a lost wake-up if a
// task sleeps that missed one; else a livelock if a task is in Atomic::Await,
// so that those which could still run all spin; else a deadlock, for want of
// anybody who could end the waiting. Never at the step bound: that makes the
// search incomplete.
inline constexpr absl::string_view kDeadlock = "deadlock";
inline constexpr absl::string_view kLostWakeup = "lost_wakeup";
inline constexpr absl::string_view kLivelock = "livelock";
inline constexpr absl::string_view kDataRace = "data_race";
inline constexpr absl::string_view kUseAfterFree = "use_after_free";
inline constexpr absl::string_view kDoubleFree = "double_free";
inline constexpr absl::string_view kLeak = "leak";
inline constexpr absl::string_view kRefcount = "refcount";
inline constexpr absl::string_view kSleepInAtomic = "sleep_in_atomic";
inline constexpr absl::string_view kLockMisuse = "lock_misuse";
inline constexpr absl::string_view kTestBody = "test_body";
}  // namespace violation_kind

// The oracle of a race that ThreadSanitizer has seen.
inline constexpr absl::string_view kTsanOracle = "thread_sanitizer";

// An operation as a reader meets it: names, no ids.
struct OperationText {
  std::string task;
  std::string kind;
  std::string object;
  ByteRange range = {};
  std::string label = {};
  std::string file = {};
  uint32_t line = 0;

  // "user: fill user_buffer[0,8)".
  std::string ToString() const;
};

class PendingOperations;

// `operation` in words, with the names that `names` knows. Its task must not be
// kNoTask.
OperationText DescribeOperation(const Operation& operation,
                                const PendingOperations& names);

// "checker/sync/mutex.cc:12".
std::string LocationText(const Location& location);

struct Violation {
  std::string kind;
  std::string oracle;  // the rule, e.g. "device_check"
  std::string object;
  std::string message;
  std::string blame;  // who broke what was promised; empty where the checker
                      // cannot know
  std::string row;    // of a catalogue of known races; empty if none
  // The operations that must be ordered this way: the racing pair, where the
  // rule has one.
  std::vector<OperationText> operations;

  // Equal for two violations that a reader would call the same: same kind,
  // oracle, object, and the same operations by task, kind and object; and the
  // same blame, where an oracle has said it, so that what is nobody's fault
  // hides nothing that is. It holds neither lines of source, so that it
  // survives edits, nor bytes.
  std::string Identity() const;

  // The same, but that things of one name and one creator are not told apart
  // ("bio#2" and "bio"): what two violations have in common that a reader would
  // call one bug.
  std::string Shape() const;
};

// A violation as it is found, before anything is formatted: found again and
// again, it must cost little.
struct Finding {
  absl::string_view kind;
  absl::string_view oracle;
  ObjectId object = kNoObject;
  absl::string_view blame = {};
  absl::string_view row = {};
  // The operations concerned; those whose task is kNoTask are left out.
  Operation first = {};
  Operation second = {};
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_VIOLATION_H_
