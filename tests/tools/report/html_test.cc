#include "tools/report/html.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/report/sample_document.h"

namespace diorace::report {
namespace {

using testing::HasSubstr;
using testing::Not;

using Json = nlohmann::json;

constexpr char kBegin[] = "<script type=\"application/json\" id=\"report\">";

std::string DataOf(const std::string& page) {
  const size_t begin = page.find(kBegin);
  EXPECT_NE(begin, std::string::npos);
  const size_t from = begin + sizeof(kBegin) - 1;
  return page.substr(from, page.find("</script>", from) - from);
}

TEST(HtmlReportTest, HoldsTheDocument) {
  const Json data = Json::parse(DataOf(HtmlReport(R01())));
  EXPECT_EQ(data["schema"], 1);
  EXPECT_EQ(data["header"]["row"], "R01");
  EXPECT_EQ(data["lanes"].size(), 4u);
  EXPECT_EQ(data["pairs"], Json::parse("[[12, 13]]"));
  EXPECT_EQ(data["edges"][0], Json::parse(R"([3, 12, "conflict"])"));
  const Json& store = data["entries"][11];
  EXPECT_EQ(store["step"], 12);
  EXPECT_EQ(store["range"], Json::parse("[0, 1]"));
  EXPECT_EQ(store["changes"][0], Json::parse(R"({"object": "buffer",
      "sort": "memory", "runs": [[66, 1], [65, 1023]]})"));
}

TEST(HtmlReportTest, IsOneFile) {
  const std::string page = HtmlReport(R01());
  for (const char* elsewhere : {"src=", "href=", "@import", "url(h", "fetch(",
                                "XMLHttpRequest", "@STYLE@", "@SCRIPT@"})
    EXPECT_THAT(page, Not(HasSubstr(elsewhere)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

// The data cannot end its element, whatever a scenario is called; and nothing
// is lost by that.
TEST(HtmlReportTest, TextOfFilesIsNoMarkup) {
  const std::string page = HtmlReport(HostileDocument());
  const std::string data = DataOf(page);
  EXPECT_THAT(data, Not(HasSubstr("<")));
  const Json parsed = Json::parse(data);
  EXPECT_THAT(parsed["header"]["scenario"].get<std::string>(),
              HasSubstr("</script><script>document.title='run'</script><!--"));
  EXPECT_THAT(parsed["story"].get<std::string>(), Not(HasSubstr("\x1b")));
  const std::string harmless = HtmlReport(R01());
  EXPECT_EQ(
      std::vector<std::string>(absl::StrSplit(page, "<script")).size(),
      std::vector<std::string>(absl::StrSplit(harmless, "<script")).size());
}

TEST(HtmlReportTest, IsTheSameEachTime) {
  EXPECT_EQ(HtmlReport(R01()), HtmlReport(R01()));
}

}  // namespace
}  // namespace diorace::report
