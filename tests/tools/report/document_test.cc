#include "tools/report/document.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/report/sample_document.h"

namespace diorace::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(DocumentTest, SaysWhatItIsAbout) {
  const Header header = R01().header;
  EXPECT_EQ(header.scenario, "xfs_pi_write_zero_copy_store");
  EXPECT_EQ(header.release, "6.19");
  EXPECT_EQ(header.kind, "guard_mismatch");
  EXPECT_EQ(header.oracle, "device_check");
  EXPECT_EQ(header.row, "R01");
  EXPECT_EQ(header.blame, "no_promise");
  EXPECT_EQ(header.found, "found by dpor in execution 1");
  EXPECT_EQ(header.guarantee,
            "14 steps, 2 context switches, 0 preemptions; it takes no "
            "preemption, and fewer there cannot be");
  EXPECT_EQ(header.command,
            "diorace replay diorace-out/sample.1.schedule.textproto");
}

TEST(DocumentTest, LanesHaveShortNames) {
  std::vector<std::string> names;
  for (const Lane& lane : R01().lanes) names.push_back(lane.short_name);
  EXPECT_THAT(names, ElementsAre("writer", "user", "nvme0n1", "irq"));
}

TEST(DocumentTest, ShortNamesDiffer) {
  checker::Timeline timeline;
  for (const char* task :
       {"a/nvme0n1", "a/nvme0n1/irq", "a/nvme0n1#2", "a/nvme0n1#2/irq",
        "a/nvme0n10n2", "kintegrityd[0]", "kintegrityd[1]"})
    timeline.entries.emplace_back().task = task;
  std::vector<std::string> names;
  for (const Lane& lane : LanesOf(timeline)) names.push_back(lane.short_name);
  EXPECT_THAT(names, ElementsAre("nvme0n1", "irq", "nvme0n#2", "irq~2",
                                 "nvme0n10", "kintegri", "kinteg~2"));
}

TEST(DocumentTest, StepsKnowWhatTheyDid) {
  const Document document = R01();
  const Entry* const store = FindStep(document, 12);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->operation, "fill buffer[0,1)");
  EXPECT_EQ(store->values, "42");
  EXPECT_TRUE(store->marked);
  EXPECT_FALSE(store->after);
  EXPECT_EQ(StepText(document, *store),
            "user: fill buffer[0,1) = 42 (user store)");
  ASSERT_THAT(store->changes, Not(IsEmpty()));
  EXPECT_EQ(store->changes[0].object, "buffer");
  EXPECT_THAT(
      store->changes[0].contents->bytes,
      ElementsAre(checker::ByteRun{0x42, 1}, checker::ByteRun{0x41, 1023}));
  EXPECT_TRUE(FindStep(document, 20)->after);
  EXPECT_EQ(FindStep(document, 1000), nullptr);
}

TEST(DocumentTest, FoldsWhatIsNotInTheSlice) {
  const Document document = R01();
  std::vector<std::string> folded;
  for (const Section& section : SectionsOf(document)) {
    if (section.folded) folded.push_back(FoldedText(document, section));
  }
  EXPECT_THAT(folded,
              ElementsAre("2 steps of writer: L6, L12",
                          "6 steps of writer: b2, L14, Z5, C3, Z6",
                          "18 steps of irq, writer: I1, K2, C1, C2, C3, C4a"));
}

// Without an explanation nothing is folded, and the pair is what the rule that
// was broken has named.
TEST(DocumentTest, DoesWithoutAnExplanation) {
  const Document document =
      DocumentOf(SchedulesOf("xfs_pi_write_zero_copy_store")[0], {});
  for (const Section& section : SectionsOf(document))
    EXPECT_FALSE(section.folded);
  EXPECT_THAT(document.pairs, ElementsAre(checker::OrderedPair{12, 13}));
  EXPECT_EQ(document.story, "");
}

TEST(DocumentTest, StepCodesAreThoseOfTheModelBook) {
  EXPECT_EQ(StepCode("L12 get dio"), "L12");
  EXPECT_EQ(StepCode("b2 bio_integrity_generate"), "b2");
  EXPECT_EQ(StepCode("TX CPU goes offline"), "TX");
  EXPECT_EQ(StepCode("user store"), "user store");
  EXPECT_EQ(StepCode(""), "");
}

}  // namespace
}  // namespace diorace::report
