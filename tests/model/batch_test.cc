// Two I/Os in one batch: which errors they share.

#include <cerrno>
#include <cstdint>
#include <set>
#include <utility>

#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::UnorderedElementsAre;

// Two I/Os in one batch; only the buffer of the first is stored into.
Workload Batch(ReqOp op) {
  Workload workload = MakeSmallIo({.release = "6.1", .op = op, .bios = 2});
  workload.limits.chunk_bytes = kSmallInterval;
  workload.limits.cpus = 1;
  workload.devices[0].max_request_bytes = 0;
  workload.buffers[0].bytes = kSmallInterval;
  workload.buffers.push_back(workload.buffers[0]);
  workload.buffers.back().name = "other";
  BatchSpec batch;
  for (size_t i = 0; i < 2; ++i) {
    IoSpec io;
    io.op = op;
    io.file_offset = static_cast<uint32_t>(i) * kSmallInterval;
    io.segments = {{i, 0, kSmallInterval}};
    io.async = true;
    batch.ios.push_back(io);
  }
  workload.tasks = {{"caller", {batch}},
                    {"user", {StoreSpec{0, 0, {0x99}, 1, 1}}}};
  Prepare(workload);
  return workload;
}

// The results of the two I/Os, in all executions.
std::set<std::pair<int64_t, int64_t>> ResultsOf(Workload& workload) {
  std::set<std::pair<int64_t, int64_t>> results;
  checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    results.emplace(machine.record(0).result, machine.record(1).result);
    CheckContents(machine);
  });
  return results;
}

// Blast radius: a write request fails with all bios that were merged into it.
TEST(Batch, WriteErrorsHitWhatWasMerged) {
  Workload workload = Batch(ReqOp::kWrite);
  EXPECT_THAT(
      ResultsOf(workload),
      UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, -EILSEQ)));
}

// Reads are verified bio by bio.
TEST(Batch, ReadErrorsHitOneBio) {
  Workload workload = Batch(ReqOp::kRead);
  EXPECT_THAT(ResultsOf(workload),
              UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, 16)));
}

// Without a plug, each is a command of its own.
TEST(Batch, WithoutAPlugNothingIsMerged) {
  Workload workload = Batch(ReqOp::kWrite);
  auto& operations = workload.tasks[0].operations;
  const BatchSpec batch = std::get<BatchSpec>(operations[0]);
  operations.assign(batch.ios.begin(), batch.ios.end());
  Prepare(workload);
  EXPECT_THAT(ResultsOf(workload),
              UnorderedElementsAre(std::pair(16, 16), std::pair(-EILSEQ, 16)));
}

}  // namespace
}  // namespace dio
