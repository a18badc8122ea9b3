// The page in a browser: it is gone through with keys, and read.
//
// Its screenshots are those in docs/: they go to TEST_UNDECLARED_OUTPUTS_DIR.

#include "tests/tools/report/browser.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "checker/schedule/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/report/sample_document.h"
#include "tools/report/html.h"

namespace diorace::report {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class PageTest : public testing::Test {
 protected:
  PageTest()
      : folder_(absl::StrCat(
            testing::TempDir(), "/",
            testing::UnitTest::GetInstance()->current_test_info()->name())),
        browser_(folder_) {
    std::filesystem::create_directories(folder_);
  }

  void SetUp() override { ASSERT_EQ(browser_.Start(), ""); }

  void TearDown() override {
    EXPECT_THAT(browser_.complaints(), IsEmpty());
    EXPECT_THAT(browser_.requests(),
                Each(StartsWith(absl::StrCat("file://", folder_, "/report-"))));
  }

  void Open(const Document& document, const std::string& hash = "") {
    // Another file each time: to open the same one again loads nothing.
    const std::string file =
        absl::StrCat(folder_, "/report-", ++opened_, ".html");
    ASSERT_TRUE(checker::WriteFileAtomically(file, HtmlReport(document)).ok());
    browser_.Open(absl::StrCat("file://", file, hash));
  }

  std::string Text(const std::string& selector) {
    const Browser::Json text = browser_.Evaluate(
        absl::StrCat("document.querySelector(", Browser::Json(selector).dump(),
                     ")?.innerText ?? 'nothing'"));
    return text.is_string() ? text.get<std::string>() : text.dump();
  }
  std::string Value(const std::string& expression) {
    return browser_.Evaluate(expression).dump();
  }
  std::string Position() { return Text("#position"); }

  const std::string folder_;
  int opened_ = 0;
  Browser browser_;
};

constexpr char kBufferBytes[] = "[data-object=\"buffer\"] .bytes";

TEST_F(PageTest, KeysGoThroughTheSteps) {
  Open(R01());
  EXPECT_EQ(Position(), "step 13 of 32");  // the last that decides
  browser_.Press("Home", "Home");
  EXPECT_EQ(Position(), "step 3 of 32");  // the first that is not folded
  browser_.Press("ArrowRight", "ArrowRight");
  browser_.Press("j", "KeyJ");
  EXPECT_EQ(Position(), "step 11 of 32");
  browser_.Press("k", "KeyK");
  EXPECT_EQ(Position(), "step 4 of 32");
  browser_.Press("p", "KeyP");
  EXPECT_EQ(Position(), "step 12 of 32");
  EXPECT_EQ(Value("location.hash"), "\"#step=12\"");
  browser_.Press("p", "KeyP");
  EXPECT_EQ(Position(), "step 13 of 32");
  browser_.Press("p", "KeyP");
  EXPECT_EQ(Position(), "step 12 of 32");
  browser_.Press("End", "End");
  EXPECT_EQ(Position(), "step 14 of 32");
  browser_.Press("ArrowLeft", "ArrowLeft");
  EXPECT_EQ(Position(), "step 13 of 32");
}

TEST_F(PageTest, TheStoreChangesTheBytesBetweenTheTwoLooks) {
  Open(R01(), "#step=11");
  EXPECT_EQ(Text(kBufferBytes), "41×1024");
  EXPECT_THAT(Text("[data-object=\"writer/bio_integrity_payload.tuples\"]"),
              HasSubstr("guard 2f3f, app 0000, ref 00000000"));
  browser_.Press("ArrowRight", "ArrowRight");
  EXPECT_EQ(Text(kBufferBytes), "42\n41×1023");
  EXPECT_EQ(Text(absl::StrCat(kBufferBytes, " .changed")), "42");
  EXPECT_EQ(Text("#step .operation"), "fill buffer[0,1) = 42");
  EXPECT_THAT(Text("#step .at"), StartsWith("model/mm/user_buffer.cc:"));
  EXPECT_EQ(Text("#step .why"), "its order with step 13 decides");
  // The device sees what the store has left; nothing changes then.
  browser_.Press("ArrowRight", "ArrowRight");
  EXPECT_EQ(Text(kBufferBytes), "42\n41×1023");
  EXPECT_EQ(Text(absl::StrCat(kBufferBytes, " .changed")), "nothing");
}

TEST_F(PageTest, ThePairStandsOutAndArrowsAreDrawn) {
  Open(R01());
  EXPECT_EQ(Value("[...document.querySelectorAll('.card.pair')].map((card) => "
                  "Number(card.dataset.step))"),
            "[12,13]");
  // The edge from step 24 to 26 is folded away, and that of the pair is drawn
  // once.
  EXPECT_EQ(Value("document.querySelectorAll('#lanes .arrow').length"), "3");
  EXPECT_EQ(Value("document.querySelectorAll('.arrow.decides').length"), "1");
  EXPECT_EQ(Value("document.querySelector('[aria-current=step]').dataset.step"),
            "\"13\"");
  EXPECT_THAT(Text("#message"), StartsWith("guard tag error at sector 0"));
  EXPECT_THAT(Text("#story"), HasSubstr("It passes if the device fetches"));
}

TEST_F(PageTest, FoldsOpenAndClose) {
  Open(R01());
  const std::string cards = "document.querySelectorAll('.card').length";
  EXPECT_EQ(Value(cards), "6");
  EXPECT_EQ(Text(".fold"), "… 2 steps of writer: L6, L12 …");
  browser_.Evaluate("document.querySelector('.fold').click()");
  EXPECT_EQ(Value(cards), "8");
  EXPECT_EQ(Value("document.querySelector('.fold').ariaExpanded"), "\"true\"");
  browser_.Press("f", "KeyF");
  EXPECT_EQ(Value(cards), "6");
  browser_.Press("f", "KeyF");
  EXPECT_EQ(Value(cards), "32");
  EXPECT_EQ(Value("document.querySelectorAll('#lanes .arrow').length"), "4");
  // A step that is folded away is shown when it is asked for.
  browser_.Press("f", "KeyF");
  browser_.Evaluate("location.hash = 'step=20'");
  browser_.Evaluate("new Promise((done) => setTimeout(done, 100))");
  EXPECT_EQ(Position(), "step 20 of 32");
}

TEST_F(PageTest, ButtonsAreNamedAndWork) {
  Open(R01());
  EXPECT_EQ(Value("[...document.querySelectorAll('button')].filter((button) => "
                  "!(button.ariaLabel || button.innerText.trim())).length"),
            "0");
  browser_.Evaluate("document.getElementById('back').click()");
  EXPECT_EQ(Position(), "step 12 of 32");
  browser_.Evaluate("document.querySelector('.card[data-step=\"3\"]').click()");
  EXPECT_EQ(Position(), "step 3 of 32");
  EXPECT_EQ(Value("document.getElementById('back').disabled"), "true");
}

TEST_F(PageTest, LightAndDark) {
  browser_.PreferColorScheme("dark");
  Open(R01());
  const std::string theme = "document.documentElement.dataset.theme";
  EXPECT_EQ(Value(theme), "\"dark\"");
  browser_.Evaluate("document.getElementById('theme').click()");
  EXPECT_EQ(Value(theme), "\"light\"");
}

TEST_F(PageTest, TextOfFilesIsNotRun) {
  Open(HostileDocument());
  EXPECT_THAT(Value("document.title"), HasSubstr("</script>"));
  EXPECT_EQ(Value("document.images.length"), "0");
  EXPECT_THAT(Text("#story"), StartsWith("</script><script>document.title="));
}

TEST_F(PageTest, ManyStepsAreReadable) {
  Open(DocumentOf(SchedulesOf("bdev_pi_write_64k_store_all")[0], {}));
  EXPECT_EQ(Value("steps.size > 200"), "true");
  browser_.Press("End", "End");
  browser_.Press("Home", "Home");
  EXPECT_THAT(Position(), StartsWith("step 1 of "));
  browser_.Press("p", "KeyP");
  EXPECT_EQ(Value("(() => { const card = document.querySelector('[aria-current="
                  "step]').getBoundingClientRect(); return card.top > 100 && "
                  "card.bottom <= innerHeight; })()"),
            "true");
}

// For docs/, too.
TEST_F(PageTest, Screenshots) {
  const char* const outputs = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  for (const char* scheme : {"light", "dark"}) {
    browser_.PreferColorScheme(scheme);
    Open(ExplainedR01(), "#step=12");
    const std::string png = browser_.Screenshot();
    EXPECT_THAT(png, StartsWith("\x89PNG"));
    if (outputs == nullptr) continue;
    EXPECT_TRUE(checker::WriteFileAtomically(
                    absl::StrCat(outputs, "/report-", scheme, ".png"), png)
                    .ok());
  }
}

}  // namespace
}  // namespace diorace::report
