// Turns "the n-th thing of this name that this task created" into a dense id
// that is the same in every execution.
//
// Interleavings change the order in which tasks create objects, so neither a
// global counter nor an address can identify one across executions. What an
// execution cannot change is which task creates it, under which name, and for
// which time. Id() is O(1) once an identity is known, and allocates only when
// it is met for the first time.

#ifndef DIORACE_CHECKER_RUNTIME_IDENTITY_H_
#define DIORACE_CHECKER_RUNTIME_IDENTITY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/optimization.h"
#include "absl/strings/string_view.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class IdentityTable {
 public:
  // A table of tasks: creators are named by the table itself.
  IdentityTable() : creator_labels_(labels_) {}
  // A table of things that the tasks in `tasks` create. `tasks` must outlive
  // it.
  explicit IdentityTable(const IdentityTable* tasks)
      : creator_labels_(tasks->labels_) {}
  IdentityTable(const IdentityTable&) = delete;
  IdentityTable& operator=(const IdentityTable&) = delete;

  // Call before each execution.
  void StartExecution();

  // The id of the thing that `creator` creates now under `name`. Ids count from
  // 0.
  [[gnu::always_inline]] size_t Id(TaskId creator, const Name& name) {
    Creator& known = creators_[Index(creator)];
    if (known.execution != execution_) {
      known.execution = execution_;
      known.guess = known.guesses.data();
      known.guesses_end = known.guess + known.guesses.size();
      known.counts = false;
    }
    const Guess* const guess = known.guess;
    if (ABSL_PREDICT_TRUE(guess != known.guesses_end &&
                          guess->index == name.index &&
                          Equal(name.text, guess->text))) {
      ++known.guess;
      return guess->id;
    }
    return IdAnew(creator, name);
  }

  // Who created a thing, and under which name.
  struct Origin {
    TaskId creator;
    std::string text;
    int index;
  };
  // Of all ids, in their order: what Restore needs to give the same ids to the
  // same things in another table, which must be empty.
  std::vector<Origin> Save() const;
  void Restore(const std::vector<Origin>& origins);

  // The number of ids given so far, over all executions.
  size_t size() const { return labels_.size(); }

  // "refs", "refs#2" for the second of this name by the same creator,
  // "writer/refs" if task "writer" created it and not the test body; "x\#2" for
  // one that is named so itself. It depends on the identity alone, never on
  // when it was met, and no two are equal, so files can hold it.
  const std::string& label(size_t id) const { return labels_[id]; }

 private:
  // One (creator, name) pair.
  struct Key {
    std::string text;
    int index;
    std::vector<size_t> ids;  // by occurrence
    uint32_t used = 0;        // occurrences in the present execution
    uint64_t execution = 0;   // to which `used` belongs
  };
  // What a creator created as its n-th thing in an earlier execution: mostly,
  // it does so again.
  struct Guess {
    std::string text;
    int index;
    uint32_t key;
    size_t id;
  };
  struct Creator {
    std::vector<Key> keys;
    std::vector<Guess> guesses;
    // For what it creates next; none once a guess was wrong or none was left.
    // Key::used counts from then on, and then what was created before, too.
    const Guess* guess = nullptr;
    const Guess* guesses_end = nullptr;
    uint64_t execution = 0;
    bool counts = false;
  };

  static bool Equal(absl::string_view a, const std::string& b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }
  [[gnu::cold]] size_t IdAnew(TaskId creator, const Name& name);
  size_t FindKey(Creator& creator, const Name& name) const;
  Key& Count(Creator& creator, size_t index) const;
  std::string MakeLabel(TaskId creator, const Name& name,
                        size_t occurrence) const;

  std::array<Creator, kMaxTasks> creators_;
  std::vector<std::string> labels_;
  const std::vector<std::string>& creator_labels_;
  uint64_t execution_ = 0;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_IDENTITY_H_
