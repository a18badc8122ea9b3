// What observers are shown of the model that no operation changes.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/schedule/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/block/tuple_contents.h"
#include "model/mm/page_flags.h"
#include "tests/model/small_io.h"
#include "tests/model/workload_fixture.h"

namespace dio {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Each text that something called so holds, one after the other; "-" where it
// is freed.
std::vector<std::string> HistoryOf(const checker::Timeline& timeline,
                                   const std::string& object) {
  std::vector<std::string> history;
  const auto add = [&](const std::vector<checker::StateChange>& changes) {
    for (const checker::StateChange& change : changes) {
      if (change.object != object) continue;
      std::string text = change.contents ? change.contents->text : "-";
      if (change.contents) {
        for (const checker::ByteRun& run : change.contents->bytes) {
          absl::StrAppend(&text, text.empty() ? "" : " ",
                          absl::Hex(run.value, absl::kZeroPad2), "x",
                          run.count);
        }
      }
      history.push_back(text);
    }
  };
  add(timeline.initial);
  for (const checker::TimelineEntry& entry : timeline.entries)
    add(entry.changes);
  return history;
}

checker::Timeline Record(absl::string_view release) {
  Workload workload = MakeSmallIo({.release = release});
  return RunOnce(workload);
}

TEST(ShownStateTest, BounceFoliosFillUpAndGo) {
  const checker::Timeline timeline = Record("7.0");
  const std::vector<std::string> folio =
      HistoryOf(timeline, "caller/folio.data");
  ASSERT_GE(folio.size(), 3u);
  EXPECT_THAT(folio.front(), StartsWith("00x"));
  EXPECT_EQ(folio.back(), "-");
  EXPECT_EQ(folio[folio.size() - 2], HistoryOf(timeline, "buffer").front());
}

TEST(ShownStateTest, TuplesAreGeneratedAndReachTheMedium) {
  const checker::Timeline timeline = Record("6.19");
  const std::vector<std::string> tuples =
      HistoryOf(timeline, "caller/bio_integrity_payload.tuples");
  ASSERT_GE(tuples.size(), 2u);
  EXPECT_EQ(tuples.back(), "-");
  EXPECT_EQ(HistoryOf(timeline, "medium.tuples").back(),
            tuples[tuples.size() - 2]);
}

TEST(ShownStateTest, PagesArePinnedAndRequestsPlugged) {
  const checker::Timeline timeline = Record("6.19");
  const std::vector<std::string> pages = HistoryOf(timeline, "buffer.pages");
  ASSERT_FALSE(pages.empty());
  EXPECT_THAT(pages.front(), HasSubstr("page 0: 1 pin"));
  EXPECT_THAT(pages.back(), HasSubstr("page 0: 0 pins"));
  EXPECT_THAT(HistoryOf(timeline, "caller/task.state.plug"),
              Contains(StartsWith("request of [0,")));
}

TEST(ShownStateTest, TuplesThatAreAlikeShareALine) {
  const pi::Tuple tuples[] = {{.guard = 0x2f3f, .ref = 7},
                              {.guard = 0x2f3f, .ref = 8},
                              {.guard = 0x2f3f, .ref = 9},
                              {.guard = 0x786a, .ref = 10},
                              {},
                              {}};
  EXPECT_EQ(TupleContents(pi::GuardType::kCrc16T10Dif, tuples).text,
            "0…2: guard 2f3f, app 0000, ref 00000007…00000009\n"
            "3: guard 786a, app 0000, ref 0000000a\n"
            "4…5: guard 0000, app 0000, ref 00000000");
  EXPECT_EQ(TupleContents(pi::GuardType::kCrc64Nvme, {tuples, 1}).text,
            "0: guard 0000000000002f3f, app 0000, ref 000000000007");
}

TEST(ShownStateTest, FlagsAreWords) {
  EXPECT_EQ(PageFlags::FlagsText(0), "not in the cache");
  EXPECT_EQ(PageFlags::FlagsText(PageFlags::kPresent), "in the cache");
  EXPECT_EQ(PageFlags::FlagsText(PageFlags::kPresent | PageFlags::kUptodate |
                                 PageFlags::kDirty),
            "uptodate, dirty");
}

}  // namespace
}  // namespace dio
