// What the validator says of the operations of tasks. Each case changes a good
// scenario in one place.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "tests/scenarios/good_scenario.h"

namespace diorace {
namespace {

using testing::HasSubstr;

TEST(ValidateOperationsTest, StoresStayWithinChunks) {
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

TEST(ValidateOperationsTest, PipesAreFilledByTheTaskThatUsesThem) {
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

TEST(ValidateOperationsTest, NothingFollowsTheExitOfATask) {
  EXPECT_THAT(Errors("operation {\n  store",
                     "operation { task_exit {} } operation {\n  store"),
              HasSubstr("task_exit is the last operation of its task"));
}

TEST(ValidateOperationsTest, ACallHasOneStretchOfMemoryOrSegments) {
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

TEST(ValidateOperationsTest, FlagsFitTheCall) {
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

TEST(ValidateOperationsTest, OnlyWhatIsInFlightIsReaped) {
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

TEST(ValidateOperationsTest, ThreadsTouchWhatIsMapped) {
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

TEST(ValidateOperationsTest, FilesOfAFileSystemAreCutAndWrittenBack) {
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

}  // namespace
}  // namespace diorace
