// The base of every sync type: something that tasks share, with an identity.
//
// Its *state word* holds what decides whether an operation on it is enabled and
// what the operation will do to it: a variable's value, a lock's holder, a
// count. The checker keeps the words of the past, so that it can tell what an
// operation would have done at an earlier place without running it there.

#ifndef DIORACE_CHECKER_RUNTIME_OBJECT_H_
#define DIORACE_CHECKER_RUNTIME_OBJECT_H_

#include <cstdint>

#include "absl/base/optimization.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// Neither copied nor moved: other tasks may refer to it. Construct it inside an
// execution.
class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  ObjectId id() const { return id_; }
  // Stays at one place as long as the object lives.
  const uint64_t& word() const { return word_; }

 protected:
  explicit Object(const Name& name, uint64_t word = 0)
      : word_(word), id_(Executor::Current().Register(name)) {}
  ~Object() = default;

  // Tells who observes what the object holds, where no operation does: at the
  // end of a constructor, or after a change that is no operation.
  template <typename F>
  void Holds(F contents) const {
    Executor& executor = Executor::Current();
    if (ABSL_PREDICT_FALSE(executor.observing()))
      executor.ObserveContents(id_, {}, contents);
  }

  uint64_t word_;

 private:
  const ObjectId id_;
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_OBJECT_H_
