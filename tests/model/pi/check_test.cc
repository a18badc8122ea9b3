#include "model/pi/check.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "model/pi/tuple.h"

namespace dio::pi {
namespace {

constexpr uint64_t kSeed = 0x1'000003e8;  // low 32 bits: 1000
constexpr uint32_t kRef = 1000;
constexpr uint16_t kGuard = 0xd0db;
constexpr uint16_t kBadGuard = 0x8bb7;
constexpr uint32_t kBadRef = 7;

constexpr Verifier kAllVerifiers[] = {Verifier::kLinux, Verifier::kDevice,
                                      Verifier::kScsiDebugWrite};

constexpr CheckResult kOk = {.outcome = CheckOutcome::kOk, .seed = kSeed};
constexpr CheckResult kSkipped = {.outcome = CheckOutcome::kSkipped,
                                  .seed = kSeed};
constexpr CheckResult kRefError = {.outcome = CheckOutcome::kRefError,
                                   .received = kBadRef,
                                   .wanted = kRef,
                                   .seed = kSeed};
constexpr CheckResult kGuardError = {.outcome = CheckOutcome::kGuardError,
                                     .received = kBadGuard,
                                     .wanted = kGuard,
                                     .seed = kSeed};

CheckResult CheckTuple(Verifier verifier, uint16_t guard, uint16_t app,
                       uint32_t ref) {
  return Check(verifier, {.guard = guard, .app = app, .ref = ref}, kGuard,
               kSeed);
}

TEST(CheckTest, Example) {
  const Tuple tuple = MakeTuple(/*guard=*/0xd0db, /*seed=*/1000);
  const CheckResult result =
      Check(Verifier::kLinux, tuple, /*guard=*/0x8bb7, /*seed=*/1000);
  EXPECT_TRUE(result.failed());
  EXPECT_EQ(KernelMessage(result),
            "guard tag error at sector 1000 (rcvd d0db, want 8bb7)");
}

TEST(CheckTest, GeneratedTuplePasses) {
  for (Verifier verifier : kAllVerifiers) {
    EXPECT_EQ(Check(verifier, MakeTuple(kGuard, kSeed), kGuard, kSeed), kOk);
  }
}

TEST(CheckTest, ApplicationTagIsNotChecked) {
  for (Verifier verifier : kAllVerifiers) {
    EXPECT_EQ(CheckTuple(verifier, kGuard, 0x1234, kRef), kOk);
    EXPECT_EQ(CheckTuple(verifier, kGuard, 0xfffe, kRef), kOk);
  }
}

TEST(CheckTest, OneWrongTagIsFoundByAll) {
  for (Verifier verifier : kAllVerifiers) {
    EXPECT_EQ(CheckTuple(verifier, kGuard, 0, kBadRef), kRefError);
    EXPECT_EQ(CheckTuple(verifier, kBadGuard, 0, kRef), kGuardError);
  }
}

TEST(CheckTest, LinuxReportsTheReferenceTagFirst) {
  EXPECT_EQ(CheckTuple(Verifier::kLinux, kBadGuard, 0, kBadRef), kRefError);
}

TEST(CheckTest, DevicesReportTheGuardFirst) {
  EXPECT_EQ(CheckTuple(Verifier::kDevice, kBadGuard, 0, kBadRef), kGuardError);
  EXPECT_EQ(CheckTuple(Verifier::kScsiDebugWrite, kBadGuard, 0, kBadRef),
            kGuardError);
}

TEST(CheckTest, EscapeSkipsWhateverElseIsWrong) {
  for (Verifier verifier : {Verifier::kLinux, Verifier::kDevice}) {
    for (uint16_t guard : {kGuard, kBadGuard}) {
      for (uint32_t ref : {kRef, kBadRef}) {
        EXPECT_EQ(CheckTuple(verifier, guard, kAppEscape, ref), kSkipped);
      }
    }
  }
}

TEST(CheckTest, ScsiDebugWriteKnowsNoEscape) {
  constexpr Verifier kVerifier = Verifier::kScsiDebugWrite;
  EXPECT_EQ(CheckTuple(kVerifier, kGuard, kAppEscape, kRef), kOk);
  EXPECT_EQ(CheckTuple(kVerifier, kGuard, kAppEscape, kBadRef), kRefError);
  EXPECT_EQ(CheckTuple(kVerifier, kBadGuard, kAppEscape, kRef), kGuardError);
}

TEST(CheckTest, ReferenceTagOfOnesAloneIsNoEscape) {
  const CheckResult result = CheckTuple(Verifier::kLinux, kGuard, 0, ~0u);
  EXPECT_EQ(result.outcome, CheckOutcome::kRefError);
  EXPECT_EQ(result.received, 0xffffffffu);
  EXPECT_EQ(result.wanted, kRef);
}

TEST(CheckTest, OnlyErrorsFail) {
  EXPECT_FALSE(kOk.failed());
  EXPECT_FALSE(kSkipped.failed());
  EXPECT_TRUE(kRefError.failed());
  EXPECT_TRUE(kGuardError.failed());
}

TEST(KernelMessageTest, GuardHasFourHexadecimalDigits) {
  EXPECT_EQ(KernelMessage({.outcome = CheckOutcome::kGuardError,
                           .received = 0x1,
                           .wanted = 0xabc,
                           .seed = 20}),
            "guard tag error at sector 20 (rcvd 0001, want 0abc)");
}

TEST(KernelMessageTest, RefIsDecimalWithoutWant) {
  EXPECT_EQ(KernelMessage({.outcome = CheckOutcome::kRefError,
                           .received = 0xffffffff,
                           .wanted = 20,
                           .seed = 20}),
            "ref tag error at location 20 (rcvd 4294967295)");
}

TEST(KernelMessageTest, SeedIsNotTruncated) {
  EXPECT_EQ(KernelMessage(kGuardError),
            "guard tag error at sector 4294968296 (rcvd 8bb7, want d0db)");
  EXPECT_EQ(KernelMessage(kRefError),
            "ref tag error at location 4294968296 (rcvd 7)");
}

TEST(KernelMessageTest, IsEmptyWhereNothingFailed) {
  EXPECT_EQ(KernelMessage(kOk), "");
  EXPECT_EQ(KernelMessage(kSkipped), "");
}

}  // namespace
}  // namespace dio::pi
