// docs/model.md: every step is in it, and what it says is where it says.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/step.h"

namespace dio {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The cells of the rows of the page's tables.
std::vector<std::vector<std::string>> Rows() {
  std::vector<std::vector<std::string>> rows;
  for (const absl::string_view line :
       absl::StrSplit(Contents("docs/model.md"), '\n')) {
    if (!absl::StartsWith(line, "| ")) continue;
    rows.push_back(absl::StrSplit(line, absl::ByString(" | ")));
  }
  return rows;
}

TEST(ModelBook, HasEveryStep) {
  std::vector<std::string> ids;
  for (const std::vector<std::string>& row : Rows()) {
    for (const absl::string_view id :
         absl::StrSplit(absl::StripPrefix(row[0], "| "), ", "))
      ids.emplace_back(id);
  }
  for (const absl::string_view id : StepIds())
    EXPECT_THAT(ids, testing::Contains(std::string(id)));
}

// A cell "`file` `function`" names a function of that file in model/.
TEST(ModelBook, NamesFunctionsThatExist) {
  int named = 0;
  for (const std::vector<std::string>& row : Rows()) {
    for (const std::string& cell : row) {
      const std::vector<std::string> words = absl::StrSplit(cell, '`');
      if (words.size() < 5 ||
          !(absl::EndsWith(words[1], ".cc") || absl::EndsWith(words[1], ".h")))
        continue;
      ++named;
      EXPECT_TRUE(absl::StrContains(Contents(absl::StrCat("model/", words[1])),
                                    words[3]))
          << words[1] << " has no " << words[3];
    }
  }
  EXPECT_GT(named, 60);
}

}  // namespace
}  // namespace dio
