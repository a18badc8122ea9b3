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

TEST(ValidateTest, StoresStayWithinChunks) {
  EXPECT_THAT(Errors("value: 0x42", ""),
              HasSubstr("f:9:3: no value (a byte) and no data (bytes)"));
  EXPECT_THAT(Errors("value: 0x42", "value: 1 data: \"x\""),
              HasSubstr("f:9:3: both value and data"));
  EXPECT_THAT(Errors("value: 0x42", "value: 256"),
              HasSubstr("value is 256; it is a byte"));
  EXPECT_THAT(Errors("value: 0x42", "data: \"\""),
              HasSubstr("f:9:39: data is empty"));
  EXPECT_THAT(Errors("offset: 10 value: 0x42", "offset: 254 data: \"abcd\""),
              HasSubstr("the store to [254,258) is not within one chunk of "
                        "256 bytes"));
  EXPECT_THAT(Errors("value: 0x42", "data: \"abcd\" count: 2 stride: 3"),
              HasSubstr("stride is 3; it must be at least 4"));
  EXPECT_THAT(Errors("value: 0x42", "value: 1 count: 4096 stride: 1048576"),
              HasSubstr("reach beyond buffer 'buffer', which has 1024"));
  EXPECT_THAT(Errors("value: 0x42", "value: 1 count: 0"),
              HasSubstr("count is 0; it must be from 1 to 4096"));
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

TEST(ValidateTest, PipesAreFilledByTheTaskThatUsesThem) {
  const auto with = [&](const std::string& operations,
                        const std::string& pipe = "bytes: 512 pipe: true") {
    const std::string tasks =
        absl::StrCat("buffer { name: \"p\" ", pipe, " }\ntask { name: \"wr");
    const std::string text = absl::StrReplaceAll(
        kGood,
        {{"task { name: \"wr", tasks},
         {"store { buffer: \"buffer\" offset: 10 value: 0x42 }", operations}});
    return std::string(ParseScenario(text, "f").status().message());
  };
  const std::string fill = "splice_read { file: \"data\" pipe: \"p\" } }";
  const std::string more = " operation { ";
  EXPECT_EQ(with(fill + more + "load { buffer: \"p\" bytes: 512 }"), "");
  EXPECT_EQ(
      with(fill + more + "pwrite { file: \"data\" buffer: \"p\" bytes: 512 }"),
      "");
  EXPECT_THAT(with("load { buffer: \"p\" bytes: 512 }"),
              HasSubstr("pipe 'p' is empty here"));
  EXPECT_THAT(with(fill + more + fill + more + "reap {}"),
              HasSubstr("pipe 'p' is filled already"));
  EXPECT_THAT(with(fill + more + "store { buffer: \"p\" value: 1 }"),
              HasSubstr("'p' is a pipe, which store cannot change"));
  EXPECT_THAT(
      with(fill + more + "pread { file: \"data\" buffer: \"p\" bytes: 512 }"),
      HasSubstr("'p' is a pipe, which pread cannot change"));
  EXPECT_THAT(with(fill + more +
                   "pwrite { file: \"data\" buffer: \"p\" bytes: 512 async: "
                   "true }"),
              HasSubstr("a splice is waited for"));
  EXPECT_THAT(with(fill + more +
                   "pwrite { file: \"data\" segment { buffer: \"p\" bytes: "
                   "512 } segment { buffer: \"buffer\" bytes: 512 } }"),
              HasSubstr("a splice takes its pages from one pipe"));
  EXPECT_THAT(with("splice_read { file: \"data\" pipe: \"buffer\" }"),
              HasSubstr("buffer 'buffer' is no pipe"));
  EXPECT_THAT(with(fill + more + "reap {}", "bytes: 2048 pipe: true"),
              HasSubstr("[0,2048) reach beyond file 'data'"));
  EXPECT_THAT(with(fill + more + "reap {}", "bytes: 512 pipe: true fill: 1"),
              HasSubstr("a pipe holds what is spliced into it; leave fill"));
  EXPECT_THAT(with(fill + more + "reap {}", "bytes: 131072 pipe: true"),
              HasSubstr("a pipe holds at most 16 pages"));
}

TEST(ValidateTest, NothingFollowsTheExitOfATask) {
  EXPECT_THAT(Errors("operation {\n  store",
                     "operation { task_exit {} } operation {\n  store"),
              HasSubstr("task_exit is the last operation of its task"));
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

TEST(ValidateTest, SaysEverythingAtOnce) {
  const std::string errors = Errors("1024", "1000");
  EXPECT_THAT(errors, HasSubstr("f:3:26: "));
  EXPECT_THAT(errors, HasSubstr("f:5:25: "));
  EXPECT_THAT(errors, HasSubstr("f:7:42: "));
  EXPECT_THAT(errors, Not(HasSubstr("f:4:")));
}

TEST(ValidateTest, ACallHasOneStretchOfMemoryOrSegments) {
  const auto errors = [](absl::string_view memory) {
    return Errors("buffer: \"buffer\" bytes: 1024 } }",
                  absl::StrCat(memory, " } }"));
  };
  EXPECT_EQ(errors("segment { buffer: \"buffer\" offset: 768 bytes: 256 } "
                   "segment { buffer: \"buffer\" bytes: 768 }"),
            "");
  EXPECT_THAT(errors("segment { buffer: \"buffer\" bytes: 256 }"),
              HasSubstr("f:7:25: the segments have 256 bytes together; it must "
                        "be a multiple of 512"));
  EXPECT_THAT(errors("segment { buffer: \"buffer\" bytes: 100 }"),
              HasSubstr("bytes is 100; it must be a multiple of 256, chunk"));
  EXPECT_THAT(errors("bytes: 512 segment { buffer: \"buffer\" bytes: 512 }"),
              HasSubstr("both segments and buffer, buffer_offset or bytes"));
  EXPECT_THAT(errors("segment { buffer: \"b\" bytes: 512 }"),
              HasSubstr("there is no buffer 'b'; buffers: 'buffer'"));
}

TEST(ValidateTest, FlagsFitTheCall) {
  const auto errors = [](absl::string_view flags) {
    return Errors("bytes: 1024 } }",
                  absl::StrCat("bytes: 1024 ", flags, " } }"));
  };
  EXPECT_EQ(errors("nowait: true dsync: true sync: true hipri: true "
                   "atomic: true registered: true on_short: RETRY "
                   "on_error: STOP"),
            "");
  EXPECT_THAT(errors("async: true on_short: RETRY"),
              HasSubstr("on_short is for I/O that the thread waits for"));
  for (const char* flag : {"dsync", "sync", "atomic"}) {
    const std::string read = absl::StrReplaceAll(
        kGood, {{"pwrite", "pread"},
                {"bytes: 1024 } }",
                 absl::StrCat("bytes: 1024 ", flag, ": true } }")}});
    EXPECT_THAT(std::string(ParseScenario(read, "f").status().message()),
                HasSubstr(absl::StrCat(flag, " is for pwrite")));
  }
}

TEST(ValidateTest, OnlyWhatIsInFlightIsReaped) {
  const auto errors = [](absl::string_view operations) {
    return Errors("task { name: \"user\"",
                  absl::StrCat("task { name: \"t\" ", operations,
                               " } task { name: \"user\""));
  };
  const std::string io = "{ file: \"data\" buffer: \"buffer\" bytes: 512 }";
  const std::string batch =
      absl::StrCat("operation { batch { operation { pwrite ", io,
                   " } operation { pread ", io, " } } }");
  EXPECT_EQ(errors(absl::StrCat(batch, "operation { reap { count: 1 } } ",
                                "operation { reap {} }")),
            "");
  EXPECT_THAT(errors("operation { reap {} }"),
              HasSubstr("nothing is in flight here"));
  EXPECT_THAT(errors(absl::StrCat(batch, "operation { reap { count: 3 } }")),
              HasSubstr("count is 3; only 2 can be in flight"));
  EXPECT_THAT(errors(absl::StrCat("operation { pwrite ", io,
                                  " } operation { reap {} }")),
              HasSubstr("nothing is in flight here"));
  EXPECT_THAT(errors("operation { batch {} }"), HasSubstr("batch is empty"));
  EXPECT_THAT(errors("operation { batch { operation { reap {} } } }"),
              HasSubstr("a batch takes pwrite and pread only"));
  EXPECT_THAT(errors(absl::StrCat("cpu: 2 ", batch)),
              HasSubstr("cpu is 2; it must be from 0 to 1"));
}

TEST(ValidateTest, ThreadsTouchWhatIsMapped) {
  const std::string buffer =
      "buffer { name: \"b\" bytes: 8192 hole { bytes: 4096 } } "
      "task { name: \"t\" operation { ";
  EXPECT_EQ(Errors("expect", buffer + "load { buffer: \"b\" offset: 4096 "
                                      "bytes: 10 } } } expect"),
            "");
  EXPECT_THAT(Errors("expect", buffer + "load { buffer: \"b\" offset: 4090 "
                                        "bytes: 10 } } } expect"),
              HasSubstr("bytes [4090,4100) touch a hole of buffer 'b'"));
  EXPECT_THAT(Errors("expect", buffer + "store { buffer: \"b\" value: 1 } } } "
                                        "expect"),
              HasSubstr("bytes [0,1) touch a hole of buffer 'b'"));
}

TEST(ValidateTest, FilesOfAFileSystemAreCutAndWrittenBack) {
  const auto errors = [](absl::string_view operation) {
    return Errors("expect", absl::StrCat("task { name: \"t\" operation { ",
                                         operation, " } } expect"));
  };
  EXPECT_EQ(errors("write_back { file: \"data\" }"), "");
  EXPECT_EQ(errors("truncate { file: \"data\" size: 0 }"), "");
  EXPECT_EQ(errors("punch_hole { file: \"data\" offset: 7 bytes: 9 }"), "");
  EXPECT_EQ(errors("set_stable_writes { device: \"nvme0n1\" on: false }"), "");
  EXPECT_EQ(errors("pwrite { file: \"data\" buffer: \"buffer\" bytes: 512 "
                   "buffered: true }"),
            "");
  EXPECT_THAT(errors("write_back { file: \"data\" offset: 1000 bytes: 100 }"),
              HasSubstr("bytes [1000,1100) reach beyond file 'data'"));
  EXPECT_THAT(errors("truncate { file: \"data\" size: 1025 }"),
              HasSubstr("size is 1025; it must be at most 1024"));
  EXPECT_THAT(errors("truncate { file: \"data\" }"), HasSubstr("no size here"));
  EXPECT_THAT(errors("punch_hole { file: \"data\" }"),
              HasSubstr("no bytes here"));
  EXPECT_EQ(errors("set_read_bounce { file: \"data\" mode: NEVER }"), "");
  EXPECT_THAT(errors("set_blocksize { file: \"data\" bytes: 1024 }"),
              HasSubstr("this takes a RAW_BLOCK_DEVICE, not a file of a file "
                        "system"));
  EXPECT_EQ(errors("offline_cpu { cpu: 1 }"), "");
  EXPECT_THAT(errors("offline_cpu { cpu: 2 }"),
              HasSubstr("cpu is 2; it must be from 0 to 1"));
  EXPECT_THAT(errors("set_read_bounce { file: \"data\" }"),
              HasSubstr("no mode here"));
  EXPECT_THAT(errors("set_stable_writes { device: \"nvme0n1\" }"),
              HasSubstr("no `on: true` or `on: false` here"));
  EXPECT_THAT(errors("pwrite { file: \"data\" buffer: \"buffer\" bytes: 512 "
                     "buffered: true async: true }"),
              HasSubstr("buffered I/O is waited for"));
  const std::string raw = absl::StrReplaceAll(
      kGood, {{"filesystem: XFS", "filesystem: RAW_BLOCK_DEVICE"},
              {"expect",
               "task { name: \"t\" operation { truncate { file: "
               "\"data\" size: 0 } } } expect"}});
  EXPECT_THAT(std::string(ParseScenario(raw, "f").status().message()),
              HasSubstr("a file of a file system, not a RAW_BLOCK_DEVICE"));
  const std::string blocksize = absl::StrReplaceAll(
      raw, {{"truncate { file: \"data\" size: 0 }",
             "set_blocksize { file: \"data\" bytes: 700 }"}});
  EXPECT_THAT(std::string(ParseScenario(blocksize, "f").status().message()),
              HasSubstr("bytes is 700; it must be a power of two from 512"));
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
