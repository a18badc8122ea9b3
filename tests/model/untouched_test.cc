// What nobody writes, and the oracle that it stays as it is.

#include "model/untouched.h"

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "checker/checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::ElementsAre;

// A call of the first 512 bytes of a device of 1024 that holds 0xd0.
Workload HalfOfTheFile(ReqOp op) {
  Workload workload = OneSmallCall("7.0", FileSystem::kXfs, op);
  Prepare(workload);
  return workload;
}

std::vector<std::string> UntouchedOf(Workload& workload) {
  Prepare(workload);
  std::vector<std::string> ranges;
  for (const UntouchedRange& range : workload.file_needs[0].untouched)
    ranges.push_back(absl::StrCat(range.offset, "+", range.bytes, ": ",
                                  absl::Hex(range.value)));
  return ranges;
}

TEST(UntouchedBytes, AreThoseThatNoWriteCovers) {
  Workload workload = HalfOfTheFile(ReqOp::kWrite);
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("512+512: d0"));
  IoOf(workload).op = ReqOp::kRead;
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("0+1024: d0"));
}

TEST(UntouchedBytes, AreZerosWhereNothingIsWritten) {
  Workload workload = HalfOfTheFile(ReqOp::kRead);
  workload.files[0].extents = {{.offset = 0, .bytes = 512},
                               {.offset = 512,
                                .bytes = 512,
                                .type = ExtentType::kUnwritten,
                                .address = 512}};
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("0+512: d0", "512+512: 0"));
}

// Written blocks behind the end are not a file system's; of the last one, the
// rest is zeroed.
TEST(UntouchedBytes, AreZerosInTheRestOfTheLastBlock) {
  Workload workload = HalfOfTheFile(ReqOp::kRead);
  workload.files[0].size = 300;
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("0+300: d0", "300+212: 0"));
}

TEST(UntouchedBytes, AreWhatTheCacheHasDirty) {
  Workload workload = HalfOfTheFile(ReqOp::kRead);
  workload.limits.page_bytes = 512;
  workload.files[0].cached = {
      {.offset = 512, .bytes = 512, .fill = 0x5a, .dirty = true}};
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("0+512: d0", "512+512: 5a"));
  // Who reads through the cache finds something else than who does not.
  workload.files[0].cached[0].dirty = false;
  EXPECT_THAT(UntouchedOf(workload), ElementsAre("0+512: d0"));
}

TEST(UntouchedBytes, AreNoneOfAFileThatIsStoredInto) {
  Workload workload = HalfOfTheFile(ReqOp::kWrite);
  workload.buffers.push_back(
      {.name = "mapping", .bytes = 512, .mapping_of = 0});
  workload.tasks.push_back({"user", {StoreSpec{1, 0, {0x42}, 1, 1}}});
  EXPECT_THAT(UntouchedOf(workload), ElementsAre());
}

// The kinds of violation after `spoil` had its way with the machine.
std::vector<std::string> Judge(ReqOp op,
                               absl::FunctionRef<void(Machine&)> spoil) {
  Workload workload = HalfOfTheFile(op);
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    spoil(machine);
    CheckContents(machine);
  });
  std::vector<std::string> kinds;
  for (const checker::FoundViolation& found : exploration.violations)
    kinds.push_back(found.violation.kind);
  return kinds;
}

TEST(UntouchedOracle, AcceptsACorrectEnd) {
  EXPECT_THAT(Judge(ReqOp::kWrite, [](Machine&) {}), ElementsAre());
  EXPECT_THAT(Judge(ReqOp::kRead, [](Machine&) {}), ElementsAre());
}

TEST(UntouchedOracle, FindsAWriteThatWentAstray) {
  EXPECT_THAT(Judge(ReqOp::kWrite,
                    [](Machine& machine) {
                      machine.device(0).medium().data.Poke()[700] ^= 1;
                    }),
              ElementsAre("untouched_changed"));
}

TEST(UntouchedOracle, FindsAReadOfOtherData) {
  EXPECT_THAT(Judge(ReqOp::kRead,
                    [](Machine& machine) {
                      machine.record(0).data[100] ^= 1;
                      machine.buffer(0).memory().Poke()[100] ^= 1;
                    }),
              ElementsAre("stale_read"));
}

}  // namespace
}  // namespace dio
