#include "scenarios/reduction.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"

namespace diorace {
namespace {

using ::testing::Contains;
using ::testing::Truly;

constexpr char kScenario[] = R"(
name: "small"
release: "7.0"
switch_setting { name: "dio_bounce" on: false }
chunk_bytes: 64
limits { page_bytes: 64 bio_max_vecs: 2 }
faults { budget: 2 kind: DEVICE_ERROR kind: USER_FAULT }
device { name: "nvme0n1" bytes: 128 integrity { interval_bytes: 64 } fua: true write_cache: true }
file { name: "data" device: "nvme0n1" filesystem: XFS }
buffer { name: "buffer" bytes: 128 hole { offset: 64 bytes: 64 } }
task {
  name: "writer"
  operation { pwrite { file: "data" buffer: "buffer" bytes: 128 dsync: true } }
  operation { pread { file: "data" buffer: "buffer" bytes: 64 } }
}
task { name: "user" operation { store { buffer: "buffer" offset: 32 value: 1 count: 4 } } }
expect { verdict: FAIL }
)";

std::vector<Scenario> ReductionsOfSample() {
  const absl::StatusOr<LoadedScenario> loaded = ParseScenario(kScenario, "f");
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return Reductions(loaded->scenario);
}

TEST(Reductions, LeaveOutTasksFirst) {
  const std::vector<Scenario> reductions = ReductionsOfSample();
  ASSERT_GT(reductions.size(), 2u);
  EXPECT_EQ(reductions[0].task_size(), 1);
  EXPECT_EQ(reductions[0].task(0).name(), "writer");
  EXPECT_EQ(reductions[1].task(0).name(), "user");
}

TEST(Reductions, LeaveOutOperationsFaultsLimitsAndHoles) {
  const std::vector<Scenario> reductions = ReductionsOfSample();
  const auto has = [&](auto predicate) {
    EXPECT_THAT(reductions, Contains(Truly(predicate)));
  };
  has([](const Scenario& s) {
    return s.task_size() == 2 && s.task(0).operation_size() == 1;
  });
  has([](const Scenario& s) { return !s.has_faults(); });
  has([](const Scenario& s) { return s.faults().kind_size() == 1; });
  has([](const Scenario& s) {
    return s.has_faults() && s.faults().budget() == 1;
  });
  has([](const Scenario& s) {
    return s.has_limits() && !s.limits().has_bio_max_vecs();
  });
  has([](const Scenario& s) {
    return s.buffer_size() == 1 && s.buffer(0).hole_size() == 0;
  });
}

TEST(Reductions, HalveSizesAndTurnFlagsOff) {
  const std::vector<Scenario> reductions = ReductionsOfSample();
  const auto has = [&](auto predicate) {
    EXPECT_THAT(reductions, Contains(Truly(predicate)));
  };
  has([](const Scenario& s) {
    return s.task(0).operation_size() == 2 &&
           s.task(0).operation(0).pwrite().bytes() == 64;
  });
  has([](const Scenario& s) {
    return s.task_size() == 2 && s.task(0).operation_size() == 2 &&
           !s.task(0).operation(0).pwrite().dsync();
  });
  has([](const Scenario& s) {
    return s.task_size() == 2 && s.task(1).operation_size() == 1 &&
           s.task(1).operation(0).store().count() == 1;
  });
  has([](const Scenario& s) { return s.chunk_bytes() == 128; });
}

// A violation of another kernel, or of another kind of device, would be
// another.
TEST(Reductions, LeaveTheKernelAndTheDevicesAlone) {
  for (const Scenario& reduction : ReductionsOfSample()) {
    EXPECT_EQ(reduction.release(), "7.0");
    EXPECT_EQ(reduction.switch_setting_size(), 1);
    if (reduction.device_size() == 0) continue;
    EXPECT_TRUE(reduction.device(0).has_integrity());
    EXPECT_EQ(reduction.device(0).integrity().interval_bytes(), 64u);
    EXPECT_TRUE(reduction.device(0).write_cache());
  }
}

TEST(Reductions, AreAlwaysTheSameAndNeverTheScenarioItself) {
  const std::vector<Scenario> once = ReductionsOfSample();
  const std::vector<Scenario> again = ReductionsOfSample();
  ASSERT_EQ(once.size(), again.size());
  for (size_t i = 0; i < once.size(); ++i)
    EXPECT_EQ(once[i].DebugString(), again[i].DebugString());
  const std::string whole =
      ParseScenario(kScenario, "f")->scenario.DebugString();
  for (const Scenario& reduction : once)
    EXPECT_NE(reduction.DebugString(), whole);
}

}  // namespace
}  // namespace diorace
