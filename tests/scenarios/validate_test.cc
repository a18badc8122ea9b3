// What the validator says, and where. Each case changes a good scenario in one
// place.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "tests/scenarios/good_scenario.h"

namespace diorace {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ValidateTest, AcceptsAGoodScenario) {
  EXPECT_TRUE(ParseScenario(kGood, "f").ok())
      << ParseScenario(kGood, "f").status();
}

TEST(ValidateTest, NamesTheFieldThatWasMeant) {
  EXPECT_EQ(Errors("release:", "relase:"),
            "f:2:7: Message type \"diorace.Scenario\" has no field named "
            "\"relase\"; did you mean release?");
}

TEST(ValidateTest, ListsTheFieldsWhenNoneIsNear) {
  EXPECT_THAT(Errors("verdict:", "colour:"),
              HasSubstr("has no field named \"colour\"; it has verdict, "
                        "violation"));
}

TEST(ValidateTest, SaysWhereAFileEndsTooEarly) {
  const absl::string_view text = kGood;
  EXPECT_THAT(
      std::string(ParseScenario(text.substr(0, text.find("interval")), "f")
                      .status()
                      .message()),
      StartsWith("f:3:50: the file ends here"));
}

TEST(ValidateTest, UnknownReferencesSayWhatExists) {
  EXPECT_EQ(Errors("device: \"nvme0n1\"", "device: \"nvme1n1\""),
            "f:4:21: there is no device 'nvme1n1'; devices: 'nvme0n1'");
  EXPECT_EQ(Errors("pwrite { file: \"data\"", "pwrite { file: \"date\""),
            "f:7:12: there is no file 'date'; files: 'data'");
  EXPECT_EQ(Errors("store { buffer: \"buffer\"", "store { buffer: \"b\""),
            "f:9:11: there is no buffer 'b'; buffers: 'buffer'");
}

TEST(ValidateTest, MissingFieldsAreWhereTheirMessageIs) {
  EXPECT_THAT(Errors("release: \"6.19\"\n", ""),
              StartsWith("f:1:1: no release here"));
  EXPECT_THAT(Errors("device: \"nvme0n1\"", ""),
              StartsWith("f:4:1: no device is named here"));
  EXPECT_THAT(Errors("filesystem: XFS", ""),
              StartsWith("f:4:1: no filesystem here; it takes XFS, BTRFS"));
  EXPECT_THAT(Errors("bytes: 1024 fill", "fill"),
              StartsWith("f:5:1: no bytes here; it takes a number from 1 to"));
  EXPECT_THAT(Errors("verdict: FAIL", ""),
              StartsWith("f:10:1: no expected verdict here"));
  EXPECT_THAT(Errors("expect { verdict: FAIL }", ""),
              StartsWith("f:1:1: no expected verdict here"));
}

TEST(ValidateTest, NamesAreLowerCaseAndUnique) {
  EXPECT_THAT(Errors("\"good\"", "\"Good!\""),
              StartsWith("f:1:1: 'Good!' is no name"));
  EXPECT_THAT(Errors("name: \"good\"", "name: \"../up\""),
              StartsWith("f:1:1: '../up' is no name"));
  EXPECT_THAT(Errors("name: \"user\"", "name: \"writer\""),
              StartsWith("f:8:8: there is another task 'writer'"));
}

// What a file holds reaches a terminal only as text.
TEST(ValidateTest, EscapesWhatItQuotes) {
  EXPECT_THAT(Errors("\"good\"", "\"\\033[31m\\377\""),
              StartsWith("f:1:1: '\\x1b[31m\\xff' is no name"));
}

TEST(ValidateTest, SizesFitTogether) {
  EXPECT_THAT(Errors("bytes: 512", "bytes: 500"),
              HasSubstr("f:3:50: interval_bytes is 500; it must be a power of "
                        "two from 8 to 65536"));
  EXPECT_THAT(Errors("bytes: 512", "bytes: 128"),
              HasSubstr("interval_bytes is 128; chunk_bytes, which is 256, "
                        "must divide it"));
  EXPECT_THAT(Errors("name: \"good\"", "name: \"good\" chunk_bytes: 0"),
              StartsWith("f:1:14: chunk_bytes is 0"));
  EXPECT_THAT(Errors("\"nvme0n1\" bytes: 1024", "\"nvme0n1\" bytes: 1000"),
              HasSubstr("f:3:26: bytes is 1000; it must be a multiple of 512, "
                        "the integrity interval"));
  EXPECT_THAT(Errors("bytes: 1024 fill", "bytes: 1000 fill"),
              HasSubstr("f:5:25: bytes is 1000; it must be a multiple of 256"));
}

TEST(ValidateTest, AcceptsEveryProtection) {
  for (const char* fields :
       {"type: 1", "type: 2", "type: 3", "guard: CRC16", "guard: IP",
        "guard: CRC64", "guard: CRC64 metadata_bytes: 64 pi_offset: 48",
        "metadata_bytes: 16", "write_generate: false read_verify: false"}) {
    EXPECT_EQ(Errors("interval_bytes: 512", fields), "") << fields;
  }
}

TEST(ValidateTest, ProtectionFitsTogether) {
  const auto errors = [](absl::string_view fields) {
    return Errors("interval_bytes: 512", fields);
  };
  EXPECT_EQ(errors("type: 4"), "f:3:50: type is 4; it must be 1, 2 or 3");
  EXPECT_THAT(errors("type: 0"), HasSubstr("type is 0; it must be 1, 2 or 3"));
  EXPECT_EQ(errors("guard: CRC64 metadata_bytes: 8"),
            "f:3:63: the metadata of an interval cannot have 8 bytes: use 16, "
            "the size of the tuple of this guard, or up to 255 if there is "
            "more than that");
  EXPECT_THAT(
      errors("metadata_bytes: 256"),
      StartsWith("f:3:50: the metadata of an interval cannot have 256"));
  EXPECT_THAT(errors("pi_offset: 8"),
              StartsWith("f:3:50: a tuple of 8 bytes cannot begin at byte 8 of "
                         "8 bytes of metadata"));
  EXPECT_THAT(errors("guard: IP metadata_bytes: 16 pi_offset: 8"),
              StartsWith("f:3:79: with an IP checksum, the tuple cannot begin "
                         "at byte 8"));
  EXPECT_THAT(errors("guard: MD5"), HasSubstr("MD5"));
}

TEST(ValidateTest, IoIsAlignedAndInRange) {
  EXPECT_THAT(Errors("\"buffer\" bytes: 1024 } }", "\"buffer\" bytes: 768 } }"),
              HasSubstr("f:7:42: bytes is 768; it must be a multiple of 512"));
  EXPECT_THAT(Errors("bytes: 1024 } }", "bytes: 1024 file_offset: 512 } }"),
              HasSubstr("f:7:54: bytes [512,1536) reach beyond file 'data', "
                        "which has 1024"));
  EXPECT_THAT(
      Errors("bytes: 1024 } }", "bytes: 512 buffer_offset: 100 } }"),
      HasSubstr("buffer_offset is 100; it must be a multiple of 256, chunk"));
  EXPECT_THAT(
      Errors("bytes: 1024 } }", "bytes: 1024 buffer_offset: 4294967040 } }"),
      HasSubstr("bytes [4294967040,4294968064) reach beyond buffer"));
}

// Without PI, the logical block is a chunk.
TEST(ValidateTest, APlainDeviceTakesIoOfAChunk) {
  const std::string plain = absl::StrReplaceAll(
      kGood, {{"integrity { interval_bytes: 512 }", ""},
              {"\"buffer\" bytes: 1024 } }", "\"buffer\" bytes: 256 } }"}});
  EXPECT_TRUE(ParseScenario(plain, "f").ok());
}

TEST(ValidateTest, HasTasksWithOperations) {
  EXPECT_THAT(Errors("store { buffer: \"buffer\" offset: 10 value: 0x42 }", ""),
              HasSubstr("f:8:21: the operation is empty"));
  EXPECT_THAT(Errors("expect", "task { name: \"idle\" } expect"),
              HasSubstr("f:10:1: the task has no operation"));
}

TEST(ValidateTest, BoundsWhatItWillRun) {
  EXPECT_THAT(Errors("bytes: 1024 fill", "bytes: 4294966272 fill"),
              HasSubstr("it must be from 1 to 16777216"));
  std::string many = "expect";
  for (int i = 0; i < 20; ++i)
    many = absl::StrCat("device { name: \"d", i, "\" bytes: 16777216 } ", many);
  EXPECT_THAT(Errors("expect", many),
              testing::AllOf(HasSubstr("too many: at most 16 devices"),
                             HasSubstr("at most 67108864 are possible")));
  EXPECT_THAT(Errors("expect", "bounds { max_steps: 4000000000 } expect"),
              HasSubstr("f:10:10: max_steps is 4000000000"));
}

TEST(ValidateTest, DevicesHoldWholeBlocksOfTheirFiles) {
  const std::string xfs = "filesystem: XFS";
  EXPECT_THAT(Errors(xfs, xfs + " block_bytes: 2048"),
              HasSubstr("1024 bytes, which are no multiple of 2048"));
}

TEST(ValidateTest, ExpectationsMakeSense) {
  EXPECT_THAT(Errors("verdict: FAIL", "verdict: PASS violation {}"),
              HasSubstr("f:10:24: a scenario that must pass has no expected"));
  EXPECT_THAT(Errors("FAIL", "FAIL violation { blame: \"app\" }"),
              HasSubstr("f:10:36: blame is 'app'; it is one of kernel, no_"));
  EXPECT_THAT(Errors("FAIL", "FAIL violation { task: \"a\" task: \"a\" }"),
              HasSubstr("task 'a' is there already"));
  EXPECT_THAT(Errors("FAIL", "FAIL violation { task: \"\" }"),
              HasSubstr("task '' names nothing"));
  EXPECT_THAT(Errors("expect { verdict: FAIL",
                     "bounds { strategy: \"random\" } expect { verdict: PASS"),
              HasSubstr("samples prove nothing"));
  EXPECT_THAT(Errors("expect", "bounds { strategy: \"magic\" } expect"),
              HasSubstr("f:10:10: there is no strategy 'magic'"));
}

TEST(ValidateTest, OnlyWhatPassesAndIsExploredByDporHasShards) {
  const auto errors = [](absl::string_view bounds, absl::string_view verdict) {
    return Errors(
        "expect { verdict: FAIL",
        absl::StrCat("bounds { ", bounds, " } expect { verdict: ", verdict));
  };
  EXPECT_EQ(errors("shards: 8 test_size: LARGE", "PASS"), "");
  EXPECT_EQ(errors("shards: 1", "FAIL"), "");
  EXPECT_THAT(errors("shards: 0", "PASS"),
              HasSubstr("f:10:10: shards is 0; it must be from 1 to 50"));
  EXPECT_THAT(errors("shards: 51", "PASS"), HasSubstr("from 1 to 50"));
  EXPECT_THAT(errors("shards: 8", "FAIL"),
              HasSubstr("f:10:10: shards is 8, but only a scenario that must "
                        "pass is divided, and this one is expected to be FAIL; "
                        "it must be 1"));
  EXPECT_THAT(errors("shards: 8", "HYPOTHESIS"),
              HasSubstr("expected to be HYPOTHESIS"));
  EXPECT_THAT(errors("strategy: \"surw\" shards: 8", "FAIL"),
              HasSubstr("only dpor is divided, and the strategy is 'surw'"));
  EXPECT_THAT(errors("strategy: \"dfs\" shards: 8", "PASS"),
              HasSubstr("f:10:26: shards is 8, but only dpor is divided"));
  EXPECT_THAT(errors("max_executions: 9 shards: 8", "PASS"),
              HasSubstr("max_executions would end each shard early"));
  EXPECT_THAT(errors("test_size: HUGE", "PASS"), HasSubstr("f:10:"));
}

TEST(ValidateTest, SaysEverythingAtOnce) {
  const std::string errors = Errors("1024", "1000");
  EXPECT_THAT(errors, HasSubstr("f:3:26: "));
  EXPECT_THAT(errors, HasSubstr("f:5:25: "));
  EXPECT_THAT(errors, HasSubstr("f:7:42: "));
  EXPECT_THAT(errors, Not(HasSubstr("f:4:")));
}

TEST(ValidateTest, FaultsHaveABudgetAndKinds) {
  const auto errors = [](absl::string_view faults) {
    return Errors("expect", absl::StrCat("faults { ", faults, " } expect"));
  };
  EXPECT_EQ(errors("budget: 2 kind: USER_FAULT kind: FOLIO_FAILURE"), "");
  EXPECT_EQ(errors("budget: 0 kind: [DEVICE_ERROR, DEVICE_PREFIX, NOWAIT]"),
            "");
  EXPECT_THAT(errors("budget: 5 kind: USER_FAULT"),
              HasSubstr("f:10:10: budget is 5; it must be from 0 to 4"));
  EXPECT_THAT(errors(""), HasSubstr("f:10:1: no kind here"));
  EXPECT_THAT(errors("kind: NOWAIT kind: NOWAIT"),
              HasSubstr("NOWAIT is there already"));
  EXPECT_THAT(errors("kind: METEORITE"), HasSubstr("METEORITE"));
}

// Sizes that are good one by one can be too much together.
TEST(ValidateTest, BoundsWhatSizesMake) {
  const std::string large = absl::StrReplaceAll(
      kGood, {{"1024", "1048576"},
              {"name: \"good\"", "name: \"good\" chunk_bytes: 8"},
              {"interval_bytes: 512", "interval_bytes: 8"},
              {"expect",
               "faults { kind: USER_FAULT } limits { "
               "page_bytes: 8 bio_max_vecs: 1 } expect"}});
  EXPECT_THAT(std::string(ParseScenario(large, "f").status().message()),
              testing::AllOf(
                  HasSubstr("the call can make 131072 bios; at most 1024"),
                  HasSubstr("up to 131072 places for a fault; at most 4096")));
  EXPECT_THAT(Errors("1024", "16777216 "),
              HasSubstr("it must be from 1 to 1048576"));
  EXPECT_THAT(
      Errors("name: \"good\"\nrelease: \"6.19\"\ndevice { name: \"nvme0n1\" "
             "bytes: 1024 integrity { interval_bytes: 512 } }",
             "name: \"good\" chunk_bytes: 1 release: \"6.19\"\n"
             "device { name: \"nvme0n1\" bytes: 1048576 }"),
      HasSubstr("chunks together; at most 1048576 are possible"));
}

// A scenario that a program made has no places.
TEST(ValidateTest, WorksWithoutLocations) {
  EXPECT_THAT(
      std::string(ValidateScenario(Scenario(), "made", nullptr).message()),
      StartsWith("made: the scenario has no name\nmade: no release here"));
}

}  // namespace
}  // namespace diorace
