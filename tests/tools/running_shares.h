// Tests that run shares, and put their results together.

#ifndef DIORACE_TESTS_TOOLS_RUNNING_SHARES_H_
#define DIORACE_TESTS_TOOLS_RUNNING_SHARES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"

namespace diorace::cli {

// Scenarios of which one fails and one passes, and what their shares write.
class SharesTest : public RunningTest {
 protected:
  SharesTest() {
    Write("fails.textproto", kFailing);
    Write("passes.textproto", kPassing);
    Write("third.textproto", Replaced(kFailing, "small", "third"));
    Write("fourth.textproto", Replaced(kPassing, "small_bounced", "fourth"));
  }

  // Writes the results of all shares to 0.json, 1.json …
  std::vector<std::string> CheckShares(int count) {
    std::vector<std::string> files;
    for (int i = 0; i < count; ++i) {
      const Outcome outcome =
          Run({"check", "fails.textproto", "passes.textproto", "--format=json",
               "--timing=never", "--divide",
               absl::StrCat("--shard=", i, "/", count)});
      EXPECT_EQ(outcome.status, 0) << outcome.err;
      files.push_back(absl::StrCat(i, ".json"));
      Write(files.back(), outcome.out);
    }
    return files;
  }

  Outcome Merge(std::vector<std::string> files) {
    files.insert(files.begin(), "merge");
    return Run(files);
  }
};

// Of what was written with --format=json, a line, from 0.
inline nlohmann::json Line(const std::string& text, size_t number) {
  std::vector<std::string> lines;
  size_t begin = 0;
  for (size_t end = 0; (end = text.find('\n', begin)) != std::string::npos;
       begin = end + 1)
    lines.push_back(text.substr(begin, end - begin));
  return nlohmann::json::parse(lines.at(number));
}

}  // namespace diorace::cli

#endif  // DIORACE_TESTS_TOOLS_RUNNING_SHARES_H_
