// The base of every sync type: something that tasks share, with an identity.

#ifndef DIORACE_CHECKER_RUNTIME_OBJECT_H_
#define DIORACE_CHECKER_RUNTIME_OBJECT_H_

#include "checker/runtime/executor.h"
#include "checker/runtime/ids.h"
#include "checker/runtime/name.h"

namespace checker {

// Neither copied nor moved: other tasks may refer to it. Construct it inside an
// execution.
class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  ObjectId id() const { return id_; }

 protected:
  explicit Object(const Name& name) : id_(Executor::Current().Register(name)) {}
  ~Object() = default;

 private:
  const ObjectId id_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_OBJECT_H_
