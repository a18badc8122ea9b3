// The same without the lock. Fails, as it is meant to: with a timeline of the
// shortest schedule that shows the race, and the command that runs it again.

#include "cache.h"
#include "checker/checker_test.h"

namespace {

CHECKER_TEST(UnlockedCacheTest, MakesOneValueForTwoTasks) {
  Cache cache;
  for (const char* name : {"a", "b"})
    checker::Spawn(name, [&] { CHECKER_EXPECT(cache.GetUnlocked() == 42); });
  checker::JoinAll();
  CHECKER_EXPECT(cache.made() == 1);
}

}  // namespace
