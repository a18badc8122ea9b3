// Every interleaving of two tasks is tried.

#include "cache.h"

#include "checker/checker_test.h"

namespace {

CHECKER_TEST(CacheTest, MakesOneValueForTwoTasks) {
  Cache cache;
  for (const char* name : {"a", "b"})
    checker::Spawn(name, [&] { CHECKER_EXPECT(cache.Get() == 42); });
  checker::JoinAll();
  CHECKER_EXPECT(cache.made() == 1);
}

}  // namespace
