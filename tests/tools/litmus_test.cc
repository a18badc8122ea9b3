// diorace litmus as a user sees it.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

constexpr char kSb[] = R"(C SB+mbs
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); smp_mb(); r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); smp_mb(); r0 = READ_ONCE(*x); }
exists (0:r0=0 /\ 1:r0=0)
)";

constexpr char kForall[] = R"(C always
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
forall (x=1)
)";

constexpr char kWaits[] = R"(C waits
{}
P0(int *x) { while (READ_ONCE(*x) == 0) ; }
P1(int *x) { WRITE_ONCE(*x, 1); }
~exists (x=0)
)";

constexpr char kRcu[] = R"(C rcu
{}
P0(int *x) {
  rcu_read_lock();
}
exists (x=0)
)";

class LitmusTest : public RunningTest {
 protected:
  LitmusTest() {
    Write("sb.litmus", kSb);
    Write("forall.litmus", kForall);
    Write("waits.litmus", kWaits);
    Write("rcu.litmus", kRcu);
    Write("empty.litmus", "");
  }
};

TEST_F(LitmusTest, PrintsWhatHerdPrints) {
  const Outcome outcome =
      Run({"litmus", "sb.litmus", "--timing=never", "--strategy=dfs"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, R"(Test SB+mbs Allowed
States 3
0:r0=0; 1:r0=1;
0:r0=1; 1:r0=0;
0:r0=1; 1:r0=1;
No
Witnesses
Positive: 0 Negative: 6
Condition exists (0:r0=0 /\ 1:r0=0)
Observation SB+mbs Never 0 6
Condition unreachable under sequential consistency: 6 interleavings, complete

)");
}

TEST_F(LitmusTest, SaysWhetherForallIsValidated) {
  const Outcome outcome = Run({"litmus", "forall.litmus"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Test always Required\nStates 1\nx=1;\n"
                                     "Ok\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\nObservation always Always 1 0\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\nTime always 0."));
}

TEST_F(LitmusTest, PrintsOneObjectALine) {
  const Outcome outcome = Run({"litmus", "--format=json", "--strategy=dfs",
                               "sb.litmus", "forall.litmus"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out,
            R"({"test":"SB+mbs","states":3,"condition":"unreachable",)"
            R"("executions":6,"redundant":0,"complete":true})"
            "\n"
            R"({"test":"always","states":1,"condition":"reachable",)"
            R"("executions":1,"redundant":0,"complete":true})"
            "\n");
}

TEST_F(LitmusTest, WhatWasCutIsNotCompleteAndExits4) {
  const Outcome outcome = Run({"litmus", "--format=json", "waits.litmus"});
  EXPECT_EQ(outcome.status, 4);
  const ordered_json json = ordered_json::parse(outcome.out);
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["condition"], "unreachable");
  EXPECT_EQ(json["states"], 1);
  const Outcome few =
      Run({"litmus", "sb.litmus", "--max_executions=2", "--format=json"});
  EXPECT_EQ(few.status, 4);
  EXPECT_EQ(ordered_json::parse(few.out)["executions"], 2);
  EXPECT_EQ(Run({"litmus", "sb.litmus", "--max_steps=2"}).status, 4);
  EXPECT_EQ(Run({"litmus", "sb.litmus", "--strategy=random"}).status, 4);
}

TEST_F(LitmusTest, WhatCannotBeRunDoesNotStopTheOthers) {
  const Outcome outcome =
      Run({"litmus", "--format=json", "rcu.litmus", "empty.litmus", "missing",
           "", ".", "waits.litmus", "forall.litmus"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("diorace: rcu.litmus:4:3: not supported: "
                                     "rcu_read_lock\n"));
  EXPECT_THAT(outcome.err, HasSubstr("diorace: empty.litmus:1:1: expected 'C "
                                     "NAME'"));
  EXPECT_THAT(outcome.err, HasSubstr("missing: No such file"));
  EXPECT_THAT(outcome.err, HasSubstr("is a folder"));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"test":"waits")"));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"test":"always")"));
}

TEST_F(LitmusTest, NeedsAFile) {
  const Outcome outcome = Run({"litmus"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("litmus takes files"));
  EXPECT_EQ(Run({"litmus", "sb.litmus", "--set", "release=7.0"}).status, 2);
}

TEST_F(LitmusTest, BytesThatAreNoTextAreNotPrinted) {
  Write("bad.litmus", "C na\x1b[31m\xff\n{}\nP0() {}\n");
  const Outcome outcome = Run({"litmus", "--format=json", "bad.litmus"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("not printable"));
  Write("bytes.litmus", "C x\n{}\nP0() { \xff\x01 }\n");
  EXPECT_THAT(Run({"litmus", "bytes.litmus"}).err,
              HasSubstr("bytes.litmus:3:8: the byte 0xff is not expected"));
}

}  // namespace
}  // namespace diorace::cli
