// diorace minimize: less workload, and the smallest schedule of that.

#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// Four tasks, four bios, three users.
constexpr char kLarge[] = R"(
name: "large"
release: "6.19"
chunk_bytes: 64
limits { page_bytes: 64 bio_max_vecs: 1 }
device { name: "nvme0n1" bytes: 256 integrity { interval_bytes: 64 } }
file { name: "data" device: "nvme0n1" filesystem: XFS }
buffer { name: "buffer" bytes: 256 fill: 0x41 folio_bytes: 64 }
buffer { name: "unused" bytes: 64 }
task {
  name: "writer"
  operation { pwrite { file: "data" buffer: "buffer" bytes: 256 dsync: true } }
  operation { load { buffer: "unused" bytes: 64 } }
}
task { name: "first" operation { store { buffer: "buffer" value: 0x51 } } }
task {
  name: "second"
  operation { store { buffer: "buffer" offset: 64 value: 0x52 count: 3 } }
}
task {
  name: "third"
  operation { store { buffer: "unused" offset: 8 value: 0x53 } }
  operation { store { buffer: "buffer" offset: 128 value: 0x54 } }
}
expect { verdict: FAIL }
)";

class MinimizeTest : public RunningTest {
 protected:
  MinimizeTest() { Write("large.textproto", kLarge); }

  // What is left of the violation of `task`'s store, which `strategy` finds.
  std::string Minimized(const std::string& strategy, const std::string& task) {
    const std::string folder = "by-" + strategy;
    EXPECT_EQ(Run({"explore", "large.textproto", "--strategy=" + strategy,
                   "--max_executions=20000", "--output_dir=" + folder})
                  .status,
              1);
    for (const std::string& file : Files()) {
      if (!absl::StartsWith(file, folder)) continue;
      const std::string found = Read(file);
      if (!absl::StrContains(found, "kind: \"guard_mismatch\"") ||
          !absl::StrContains(found,
                             "task: \"" + task + "\"\n    operation: \"fill\""))
        continue;
      const Outcome outcome =
          Run({"minimize", file, "--output=" + strategy + ".textproto"});
      EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
      EXPECT_THAT(outcome.out, HasSubstr("\ncanonical: "));
      EXPECT_THAT(outcome.out,
                  HasSubstr("workload: 4 tasks, 6 operations -> "));
      return Read(strategy + ".textproto");
    }
    ADD_FAILURE() << strategy << " did not find it";
    return "";
  }
};

TEST_F(MinimizeTest, EndsWithTheSameFileWhoeverFoundTheViolation) {
  const std::string random = Minimized("random", "first");
  EXPECT_EQ(random, Minimized("pct", "first"));
  EXPECT_THAT(random, HasSubstr("workload_reduced: true"));
  EXPECT_THAT(random, Not(HasSubstr("third")));
  EXPECT_THAT(random, Not(HasSubstr("unused")));
  EXPECT_THAT(random, Not(HasSubstr("origin")));
  // The file stands on its own.
  const Outcome replay = Run({"replay", "random.textproto"});
  EXPECT_EQ(replay.status, 1);
  EXPECT_THAT(replay.out, HasSubstr("reproduced: guard_mismatch"));
}

TEST_F(MinimizeTest, LeavesWhatIsMinimalAsItIs) {
  const std::string once = Minimized("random", "first");
  EXPECT_EQ(
      Run({"minimize", "random.textproto", "--output=twice.textproto"}).status,
      0);
  EXPECT_EQ(Read("twice.textproto"), once);
}

TEST_F(MinimizeTest, SaysWhenTheBudgetWasTooSmall) {
  EXPECT_EQ(Run({"explore", "large.textproto", "--strategy=random",
                 "--max_executions=100"})
                .status,
            1);
  const Outcome outcome =
      Run({"minimize", "diorace-out/large.1.schedule.textproto",
           "--max_executions=1"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_THAT(outcome.out + outcome.err,
              testing::AnyOf(HasSubstr("not canonical"),
                             HasSubstr("--max_executions")));
}

TEST_F(MinimizeTest, RefusesWhatNoLongerFits) {
  Run({"explore", "large.textproto", "--strategy=random",
       "--max_executions=100"});
  const std::string file = "diorace-out/large.1.schedule.textproto";
  Write("stale.schedule.textproto",
        Replaced(Read(file), "operation: \"get\" object: \"writer/dio.ref\"",
                 "operation: \"get\" object: \"writer/dio.other\""));
  const Outcome outcome = Run({"minimize", "stale.schedule.textproto"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.err, HasSubstr("stale.schedule.textproto:"));
  EXPECT_THAT(outcome.err, HasSubstr("does not fit"));
  EXPECT_EQ(Run({"minimize"}).status, 2);
  EXPECT_EQ(Run({"minimize", "missing.textproto"}).status, 2);
}

}  // namespace
}  // namespace diorace::cli
