// A check that is interrupted counts what it was asked for.

#include <atomic>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/running.h"
#include "tools/cli/commands.h"

namespace diorace::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// Keeps what is printed, and interrupts once `last` is.
class Interruption final : public std::stringbuf {
 public:
  explicit Interruption(std::string last) : last_(std::move(last)) {}

  const std::atomic<bool>& came() const { return came_; }

 protected:
  int sync() override {
    came_ = absl::StrContains(str(), last_);
    return 0;
  }

 private:
  const std::string last_;
  std::atomic<bool> came_ = false;
};

class InterruptedCheckTest : public RunningTest {
 protected:
  InterruptedCheckTest() {
    Write("a.textproto", kFailing);
    Write("b.textproto", kPassing);
    Write("c.textproto", Replaced(kFailing, "small", "third"));
  }

  // Of three scenarios.
  Outcome CheckUntil(const std::string& last,
                     const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {"check", "a.textproto", "b.textproto",
                                          "c.textproto"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    Interruption interruption(last);
    std::ostream out(&interruption);
    std::ostringstream err;
    Console console{.out = out,
                    .err = err,
                    .directory = folder(),
                    .interrupted = &interruption.came()};
    const ExitStatus status = RunDiorace(arguments, console);
    return {static_cast<int>(status), interruption.str(), err.str()};
  }
};

TEST_F(InterruptedCheckTest, SaysHowManyWereNotStarted) {
  const Outcome text = CheckUntil("\nsmall ", {"--summary=summary.md"});
  EXPECT_EQ(text.status, 4);
  EXPECT_THAT(
      text.out,
      AllOf(HasSubstr("\n3 scenarios: 1 as expected, 2 not started\n"
                      "complete for 1 of 3 scenarios "),
            EndsWith("; of the other 2, sampled, cut short or not started, "
                     "only what was found is certain\n")));
  EXPECT_THAT(text.err, HasSubstr("interrupted: 2 scenarios not started"));
  EXPECT_THAT(Read("summary.md"),
              StartsWith("### diorace: 3 scenarios, 1 as expected, 2 not "
                         "started\n\nExplored to the end: 1 of 3.\n"));
}

TEST_F(InterruptedCheckTest, AShareSaysHowManyScenariosItWasToCheck) {
  EXPECT_THAT(CheckUntil("\nsmall ", {"--shard=0/2"}).out,
              HasSubstr(" of 3 scenarios was explored to its end "));
  const Outcome json = CheckUntil("\n", {"--format=json", "--shard=0/1"});
  EXPECT_EQ(json.status, 4);
  const nlohmann::json shard = nlohmann::json::parse(json.out)["shard"];
  EXPECT_EQ(shard["scenario"], 0);
  EXPECT_EQ(shard["scenarios"], 3);
  Write("0.json", json.out);
  const Outcome merged = Run({"merge", "0.json"});
  EXPECT_EQ(merged.status, 4);
  EXPECT_THAT(merged.out, HasSubstr("share 0 of 1: 2 of 3 results missing"));
}

}  // namespace
}  // namespace diorace::cli
