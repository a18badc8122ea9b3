// Direct writes of btrfs and the page cache, by release.

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/row.h"
#include "tests/model/file_explorer.h"

namespace dio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Workload BtrfsWrite(absl::string_view release, bool checksums) {
  Workload workload = OneFile(release, ReqOp::kWrite);
  workload.files[0].filesystem = FileSystem::kBtrfs;
  workload.files[0].checksums = checksums;
  return workload;
}

TEST(BtrfsWrite, GoesThroughTheCacheOrIsBouncedIfThereAreChecksums) {
  const auto path = [](absl::string_view release, bool checksums) {
    Workload workload = BtrfsWrite(release, checksums);
    EXPECT_THAT(FoundIn(workload), IsEmpty());
    if (Reached(workload, KernelStep::kBufferedWrite)) return "buffered";
    return Reached(workload, KernelStep::kBounceWriteCopy) ? "bounced"
                                                           : "zero-copy";
  };
  EXPECT_STREQ(path("6.1", true), "zero-copy");
  EXPECT_STREQ(path("6.19", true), "buffered");
  EXPECT_STREQ(path("7.0", true), "buffered");
  EXPECT_STREQ(path("7.3", true), "bounced");
  for (const char* release : {"6.1", "6.19", "7.0", "7.3"})
    EXPECT_STREQ(path(release, false), "zero-copy") << release;
}

TEST(BtrfsWrite, IsBouncedOnRedundantProfiles) {
  Workload workload = BtrfsWrite("7.3", false);
  workload.files[0].redundant_profile = true;
  EXPECT_THAT(FoundIn(workload), IsEmpty());
  EXPECT_TRUE(Reached(workload, KernelStep::kBounceWriteCopy));
}

// Bouncing may wait for memory.
TEST(BtrfsWrite, WithNowaitIsNotBounced) {
  Workload workload = BtrfsWrite("7.3", true);
  IoOf(workload).flags.nowait = true;
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, ElementsAre(-11));
}

// The write's memory maps the range that it writes: not resident, since the
// write has thrown it out.
Workload WriteOfItself(uint32_t mapping_offset) {
  Workload workload = BtrfsWrite("7.3", true);
  const size_t mapping = AddMapping(workload, 0);
  workload.buffers[mapping].mapping_offset = mapping_offset;
  IoOf(workload).segments = {{mapping, 0, 512}};
  return workload;
}

// R55: a fault during the copy would wait for the write itself.
TEST(BtrfsWrite, R55TakesNoFaultWhileItCopies) {
  Workload workload = WriteOfItself(0);
  const Findings findings = ExploreFile(workload);
  EXPECT_THAT(findings.violations, IsEmpty());
  EXPECT_THAT(findings.results, ElementsAre(512));
  EXPECT_TRUE(Reached(workload, KernelStep::kBufferedWrite));

  workload.behaviour.Set(Switch::kBounceWriteNofault, false);
  Prepare(workload);
  const checker::Exploration exploration =
      checker::Explore([&] { RunWorkload(workload); });
  ASSERT_EQ(exploration.violations.size(), 1);
  const checker::Violation& violation = exploration.violations[0].violation;
  EXPECT_EQ(violation.kind, "deadlock");
  Symptom symptom{.kind = violation.kind, .object = violation.object};
  if (!violation.operations.empty()) {
    symptom.touched = violation.operations.back().object;
    symptom.label = violation.operations.back().label;
  }
  EXPECT_EQ(RowOf(symptom, workload.behaviour), "R55")
      << violation.object << ": " << violation.message;
}

// Memory that maps another part of the file is faulted in between two tries.
TEST(BtrfsWrite, OfAnotherPartOfTheFileIsTriedAgain) {
  for (const bool nofault : {true, false}) {
    Workload workload = WriteOfItself(512);
    workload.behaviour.Set(Switch::kBounceWriteNofault, nofault);
    const Findings findings = ExploreFile(workload);
    EXPECT_THAT(findings.violations, IsEmpty());
    EXPECT_THAT(findings.results, ElementsAre(512));
    EXPECT_FALSE(Reached(workload, KernelStep::kBufferedWrite));
  }
}

}  // namespace
}  // namespace dio
