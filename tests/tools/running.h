// Runs commands of diorace in a test, with a folder of its own.
//
//   class MyTest : public RunningTest {};
//   TEST_F(MyTest, Checks) {
//     Write("s.textproto", kFailing);
//     EXPECT_EQ(Run({"check", "s.textproto"}).status, 0);
//   }

#ifndef DIORACE_TESTS_TOOLS_RUNNING_H_
#define DIORACE_TESTS_TOOLS_RUNNING_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace diorace::cli {

// "small": a zero-copy write of one interval into a device with PI, and a
// store. It fails, as it expects to, in a handful of interleavings.
extern const char kFailing[];
// "small_bounced": the same, bounced by XFS. It passes, as it expects to.
extern const char kPassing[];

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to);

struct Outcome {
  int status = -1;
  std::string out, err;
};

class RunningTest : public testing::Test {
 protected:
  RunningTest();

  // The commands run as if the user stood in folder().
  Outcome Run(const std::vector<std::string>& arguments) const;

  const std::string& folder() const { return folder_; }
  void Write(const std::string& file, const std::string& text) const;
  std::string Read(const std::string& file) const;
  // Names in folder(), sorted, those in folders after them as "FOLDER/NAME".
  std::vector<std::string> Files() const;

 private:
  std::string folder_;
};

}  // namespace diorace::cli

#endif  // DIORACE_TESTS_TOOLS_RUNNING_H_
