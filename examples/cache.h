// A value that is made when it is first asked for. What tasks share has the
// checker's types: Shared for a plain variable, Mutex for a mutex.

#ifndef MY_PROJECT_CACHE_H_
#define MY_PROJECT_CACHE_H_

#include "checker/checker.h"

class Cache {
 public:
  // Wrong for two tasks: both may find nothing, and both make a value.
  int GetUnlocked() {
    if (value_.Read() == kNone) {
      made_.Write(made_.Read() + 1);
      value_.Write(42);
    }
    return value_.Read();
  }

  int Get() {
    checker::MutexLock lock(mutex_);
    return GetUnlocked();
  }

  // How many values were made; when all tasks are done.
  int made() const { return made_.Peek(); }

 private:
  static constexpr int kNone = 0;

  checker::Mutex mutex_{"cache.mutex"};
  checker::Shared<int> value_{"cache.value", kNone};
  checker::Shared<int> made_{"cache.made", 0};
};

#endif  // MY_PROJECT_CACHE_H_
