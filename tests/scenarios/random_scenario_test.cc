#include "scenarios/random_scenario.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"

namespace diorace {
namespace {

// What a seed means must not depend on the machine, or on what ran before.
TEST(RandomScenarioTest, TheSameSeedGivesTheSameBytes) {
  const std::string first = RandomScenario(7, "7.2").DebugString();
  EXPECT_NE(RandomScenario(8, "7.2").DebugString(), first);
  EXPECT_EQ(RandomScenario(7, "7.2").DebugString(), first);
}

TEST(RandomScenarioTest, IsValidAndCompiles) {
  for (uint64_t seed = 0; seed < 2'000; ++seed) {
    const Scenario scenario = RandomScenario(seed, "7.4-queue");
    ASSERT_TRUE(ValidateScenario(scenario, "", nullptr).ok())
        << ValidateScenario(scenario, "", nullptr) << scenario.DebugString();
    ASSERT_TRUE(Compile(scenario).ok()) << Compile(scenario).status();
  }
}

// Nothing of what can be asked for is left out.
TEST(RandomScenarioTest, TakesEveryKind) {
  std::set<int> devices, file_systems, extents, faults, operations;
  bool integrity = false, zoned = false, cached = false, mapped = false;
  bool hole = false, peer = false, cache = false, buffered = false;
  for (uint64_t seed = 0; seed < 3'000; ++seed) {
    const Scenario scenario = RandomScenario(seed, "7.4-queue");
    for (const Device& device : scenario.device()) {
      devices.insert(device.kind());
      integrity |= device.has_integrity();
      cache |= device.write_cache();
    }
    const File& file = scenario.file(0);
    file_systems.insert(file.filesystem());
    zoned |= file.zoned();
    cached |= file.cached_size() != 0;
    for (const Extent& extent : file.extent()) extents.insert(extent.type());
    for (const Buffer& buffer : scenario.buffer()) {
      mapped |= buffer.has_mapping_of();
      hole |= buffer.hole_size() != 0;
      peer |= buffer.peer_size() != 0;
    }
    for (const int kind : scenario.faults().kind()) faults.insert(kind);
    for (const Task& task : scenario.task()) {
      for (const Operation& operation : task.operation()) {
        operations.insert(operation.kind_case());
        buffered |= operation.pwrite().buffered();
      }
    }
  }
  EXPECT_EQ(devices.size(), 4u);
  EXPECT_EQ(file_systems.size(), 3u);
  EXPECT_EQ(extents.size(), 3u);  // but DELALLOC, which is in memory only
  EXPECT_EQ(faults.size(), size_t{Faults::Kind_ARRAYSIZE});
  EXPECT_EQ(operations.size(), 13u);  // but set_stable_writes and task_exit
  EXPECT_TRUE(integrity && zoned && cached && mapped && hole && peer && cache &&
              buffered);
}

}  // namespace
}  // namespace diorace
