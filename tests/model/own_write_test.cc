// A task reads what it has written through the page cache, with and without
// O_DIRECT.

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "model/own_write_oracle.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::ElementsAre;

// Buffered write and read of the same bytes, beside the flusher.
Workload WriteThenRead(bool direct) {
  Workload workload = OneSmallCall("7.0", FileSystem::kXfs, ReqOp::kWrite);
  workload.limits.page_bytes = 512;
  workload.devices[0].integrity.reset();
  IoSpec& write = IoOf(workload);
  write.flags.buffered = true;
  workload.buffers.push_back({.name = "seen", .bytes = 512});
  IoSpec read = write;
  read.op = ReqOp::kRead;
  read.flags.buffered = !direct;
  read.segments[0].buffer = 1;
  workload.tasks[0].operations.push_back(read);
  workload.tasks.push_back({"flusher", {WriteBackSpec{.file = 0}}});
  Prepare(workload);
  return workload;
}

std::vector<std::string> Judge(Workload workload,
                               absl::FunctionRef<void(Machine&)> spoil) {
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    spoil(machine);
    CheckContents(machine);
  });
  EXPECT_TRUE(exploration.complete());
  std::vector<std::string> kinds;
  for (const checker::FoundViolation& found : exploration.violations)
    kinds.push_back(found.violation.kind);
  return kinds;
}

// As if the read had passed by the page.
void ReadWhatTheDeviceHad(Machine& machine) {
  machine.record(1).data[100] = 0xd0;
  machine.buffer(1).memory().Poke()[100] = 0xd0;
}

TEST(OwnWrite, IsRead) {
  EXPECT_THAT(Judge(WriteThenRead(/*direct=*/true), [](Machine&) {}),
              ElementsAre());
  EXPECT_THAT(Judge(WriteThenRead(/*direct=*/false), [](Machine&) {}),
              ElementsAre());
}

TEST(OwnWrite, ThatIsNotReadIsFound) {
  EXPECT_THAT(Judge(WriteThenRead(/*direct=*/true), &ReadWhatTheDeviceHad),
              ElementsAre("stale_read"));
}

// Another task writes there: nobody knows which comes last.
TEST(OwnWrite, IsNotExpectedIfItIsContested) {
  Workload workload = WriteThenRead(/*direct=*/true);
  workload.tasks.push_back({"other", {IoOf(workload)}});
  Prepare(workload);
  EXPECT_THAT(Judge(std::move(workload), &ReadWhatTheDeviceHad), ElementsAre());
}

}  // namespace
}  // namespace dio
