#include "model/pi/check.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "model/pi/guard.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio::pi {
namespace {

constexpr uint64_t kSeed = 0x1'000003e8;  // low 32 bits: 1000
constexpr uint32_t kRef = 1000;
constexpr uint16_t kGuard = 0xd0db;
constexpr uint16_t kBadGuard = 0x8bb7;
constexpr uint32_t kBadRef = 7;

constexpr Profile kType1;
constexpr Profile kType2 = {.type = ProtectionType::kType2};
constexpr Profile kType3 = {.type = ProtectionType::kType3};
constexpr Profile kLarge = {.guard = GuardType::kCrc64Nvme,
                            .metadata_bytes = 16};
constexpr Profile kLargeType3 = {.type = ProtectionType::kType3,
                                 .guard = GuardType::kCrc64Nvme,
                                 .metadata_bytes = 16};

constexpr Verifier kAllVerifiers[] = {Verifier::kLinux, Verifier::kDevice,
                                      Verifier::kScsiDebugRead,
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

CheckResult CheckTuple(const Profile& profile, Verifier verifier,
                       uint64_t guard, uint16_t app, uint64_t ref) {
  return Check(profile, verifier, {.guard = guard, .app = app, .ref = ref},
               kGuard, kSeed);
}

CheckResult CheckTuple(Verifier verifier, uint64_t guard, uint16_t app,
                       uint64_t ref) {
  const CheckResult result = CheckTuple(kType1, verifier, guard, app, ref);
  // To all verifiers, both types are the same.
  EXPECT_EQ(CheckTuple(kType2, verifier, guard, app, ref), result);
  return result;
}

TEST(CheckTest, Example) {
  const Profile profile;
  const Tuple tuple = MakeTuple(profile, /*guard=*/0xd0db, /*seed=*/1000);
  const CheckResult result =
      Check(profile, Verifier::kLinux, tuple, /*guard=*/0x8bb7, /*seed=*/1000);
  EXPECT_TRUE(result.failed());
  EXPECT_EQ(KernelMessage(profile.guard, result),
            "guard tag error at sector 1000 (rcvd d0db, want 8bb7)");
}

TEST(CheckTest, GeneratedTuplePasses) {
  for (const Profile& profile : {kType1, kType2, kType3, kLarge, kLargeType3}) {
    for (Verifier verifier : kAllVerifiers) {
      EXPECT_EQ(Check(profile, verifier, MakeTuple(profile, kGuard, kSeed),
                      kGuard, kSeed),
                kOk);
    }
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
  for (Verifier verifier : {Verifier::kDevice, Verifier::kScsiDebugRead,
                            Verifier::kScsiDebugWrite}) {
    EXPECT_EQ(CheckTuple(verifier, kBadGuard, 0, kBadRef), kGuardError);
  }
}

TEST(CheckTest, EscapeSkipsWhateverElseIsWrong) {
  for (Verifier verifier :
       {Verifier::kLinux, Verifier::kDevice, Verifier::kScsiDebugRead}) {
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

TEST(CheckTest, NobodyComparesReferenceTagsOfType3) {
  for (Verifier verifier : kAllVerifiers) {
    for (uint64_t ref : {0u, kRef, kBadRef, ~0u}) {
      EXPECT_EQ(CheckTuple(kType3, verifier, kGuard, 0, ref), kOk);
      EXPECT_EQ(CheckTuple(kType3, verifier, kBadGuard, 0, ref), kGuardError);
    }
  }
}

TEST(CheckTest, EscapeOfType3IsInBothTags) {
  for (Verifier verifier : {Verifier::kLinux, Verifier::kDevice}) {
    EXPECT_EQ(CheckTuple(kType3, verifier, kBadGuard, kAppEscape, ~0u),
              kSkipped);
    EXPECT_EQ(CheckTuple(kType3, verifier, kBadGuard, kAppEscape, kRef),
              kGuardError);
    EXPECT_EQ(CheckTuple(kType3, verifier, kBadGuard, 0, ~0u), kGuardError);
  }
}

TEST(CheckTest, ScsiDebugHasItsOwnEscapesOfType3) {
  EXPECT_EQ(
      CheckTuple(kType3, Verifier::kScsiDebugRead, kBadGuard, kAppEscape, kRef),
      kSkipped);
  EXPECT_EQ(
      CheckTuple(kType3, Verifier::kScsiDebugWrite, kBadGuard, kAppEscape, ~0u),
      kGuardError);
}

TEST(CheckTest, EscapeOfType3HasAllBitsOfALargeReferenceTag) {
  constexpr uint64_t kOnes32 = 0xffff'ffff;
  constexpr uint64_t kOnes48 = 0xffff'ffff'ffff;
  EXPECT_EQ(
      CheckTuple(kLargeType3, Verifier::kLinux, kBadGuard, kAppEscape, kOnes48),
      kSkipped);
  EXPECT_EQ(
      CheckTuple(kLargeType3, Verifier::kLinux, kBadGuard, kAppEscape, kOnes32),
      kGuardError);
}

TEST(CheckTest, LargeTagsAreComparedAsAWhole) {
  const Tuple tuple = MakeTuple(kLarge, 0x1122'3344'5566'7788, kSeed);
  EXPECT_EQ(tuple.ref, kSeed);
  const CheckResult guard_error =
      Check(kLarge, Verifier::kDevice, tuple, 0x1022'3344'5566'7788, kSeed);
  EXPECT_EQ(guard_error, (CheckResult{.outcome = CheckOutcome::kGuardError,
                                      .received = 0x1122'3344'5566'7788,
                                      .wanted = 0x1022'3344'5566'7788,
                                      .seed = kSeed}));
  const CheckResult ref_error =
      Check(kLarge, Verifier::kLinux, tuple, tuple.guard, kRef);
  EXPECT_EQ(ref_error, (CheckResult{.outcome = CheckOutcome::kRefError,
                                    .received = kSeed,
                                    .wanted = kRef,
                                    .seed = kRef}));
}

TEST(CheckTest, OnlyErrorsFail) {
  EXPECT_FALSE(kOk.failed());
  EXPECT_FALSE(kSkipped.failed());
  EXPECT_TRUE(kRefError.failed());
  EXPECT_TRUE(kGuardError.failed());
}

constexpr GuardType kSmall = GuardType::kCrc16T10Dif;

TEST(KernelMessageTest, GuardHasFourHexadecimalDigits) {
  EXPECT_EQ(KernelMessage(kSmall, {.outcome = CheckOutcome::kGuardError,
                                   .received = 0x1,
                                   .wanted = 0xabc,
                                   .seed = 20}),
            "guard tag error at sector 20 (rcvd 0001, want 0abc)");
}

TEST(KernelMessageTest, RefIsDecimalWithoutWant) {
  EXPECT_EQ(KernelMessage(kSmall, {.outcome = CheckOutcome::kRefError,
                                   .received = 0xffffffff,
                                   .wanted = 20,
                                   .seed = 20}),
            "ref tag error at location 20 (rcvd 4294967295)");
}

TEST(KernelMessageTest, SeedIsNotTruncated) {
  EXPECT_EQ(KernelMessage(kSmall, kGuardError),
            "guard tag error at sector 4294968296 (rcvd 8bb7, want d0db)");
  EXPECT_EQ(KernelMessage(kSmall, kRefError),
            "ref tag error at location 4294968296 (rcvd 7)");
}

TEST(KernelMessageTest, LargeGuardHasSixteenDigits) {
  EXPECT_EQ(KernelMessage(GuardType::kCrc64Nvme,
                          {.outcome = CheckOutcome::kGuardError,
                           .received = 0xabc,
                           .wanted = 0xae8b14860a799888,
                           .seed = 20}),
            "guard tag error at sector 20 (rcvd 0000000000000abc, want "
            "ae8b14860a799888)");
}

TEST(KernelMessageTest, LocationBesideALargeGuardHas48Bits) {
  EXPECT_EQ(
      KernelMessage(GuardType::kCrc64Nvme, {.outcome = CheckOutcome::kRefError,
                                            .received = 0xffff'ffff'ffff,
                                            .wanted = 20,
                                            .seed = 0x1'0000'0000'0014}),
      "ref tag error at location 20 (rcvd 281474976710655)");
}

TEST(KernelMessageTest, IsEmptyWhereNothingFailed) {
  EXPECT_EQ(KernelMessage(kSmall, kOk), "");
  EXPECT_EQ(KernelMessage(kSmall, kSkipped), "");
}

}  // namespace
}  // namespace dio::pi
