// Baselines as files.

#include "tools/gate/baseline.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/results/sample_results.h"

namespace diorace::gate {
namespace {

using results::Failing;
using results::Passing;
using results::Result;
using results::Undecided;
using testing::HasSubstr;
using testing::StartsWith;

std::string TextOf(const std::vector<Result>& results) {
  return BaselineText(BaselineOf(results));
}

std::string Complaint(const std::string& text) {
  return std::string(ParseBaseline(text, "b").status().message());
}

TEST(BaselineTest, IsSortedAFieldALine) {
  EXPECT_THAT(TextOf({Undecided(), Passing(), Failing()}), HasSubstr(R"(
format_version: 1
scenario {
  name: "failing"
  verdict: FAIL
  complete: true
  traces: 1280
  violation { kind: "guard_mismatch" oracle: "device_check" blame: "no_promise" row: "R01" preemptions: 1 }
}
scenario {
  name: "passing"
  verdict: PASS
  complete: true
  traces: 8
}
scenario {
  name: "undecided"
  verdict: INCOMPLETE
  complete: false
  traces: 8
}
)"));
  EXPECT_THAT(TextOf({}), StartsWith("# What `diorace gate` accepts."));
}

TEST(BaselineTest, TheVerdictIsWhatWasFoundNotWhatIsExpected) {
  Result hypothesis = Failing();
  hypothesis.verdict = hypothesis.expected = "hypothesis";
  EXPECT_EQ(TextOf({hypothesis}), TextOf({Failing()}));
}

TEST(BaselineTest, ViolationsOfAKindAreOneWithTheFewestPreemptions) {
  Result twice = Failing();
  twice.findings.push_back(twice.findings[0]);
  twice.findings[1].schedule.mutable_violation()->set_object("elsewhere");
  twice.findings[1].schedule.mutable_minimality()->set_preemptions(0);
  const Baseline baseline = BaselineOf(std::vector<Result>{twice});
  ASSERT_EQ(baseline.scenario(0).violation_size(), 1);
  EXPECT_EQ(baseline.scenario(0).violation(0).preemptions(), 0u);
}

TEST(BaselineTest, StepsThatNothingReachedAreSorted) {
  Result result = Passing();
  result.unreached = {"UL", "E4", "UL"};
  EXPECT_THAT(TextOf({result}), HasSubstr(R"(
  traces: 8
  unreached: "E4"
  unreached: "UL"
}
)"));
}

TEST(BaselineTest, IsReadAsItWasWritten) {
  Result hostile = results::Hostile();
  hostile.scenario = "hostile";  // as the loader wants it
  hostile.unreached = {hostile.reasons[0], "E4"};
  const std::string text = TextOf({Passing(), Failing(), Undecided(), hostile});
  const absl::StatusOr<Baseline> read = ParseBaseline(text, "b");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(BaselineText(*read), text);
}

TEST(BaselineTest, NamesDoNotSteerATerminal) {
  AcceptedViolation violation;
  violation.set_kind("evil\033[31m");
  violation.set_oracle("one\nnew failure    other");
  violation.set_row("\r");
  for (const char c : KindText(violation) + UnreachedText("E4\033[31m\n"))
    EXPECT_FALSE(absl::ascii_iscntrl(static_cast<unsigned char>(c)));
}

TEST(BaselineTest, NothingIsListedTwice) {
  const std::string start =
      "format_version: 1\nscenario {\n  name: \"x\"\n  complete: true\n"
      "  traces: 1\n";
  // Whatever the preemptions: of a kind, there is one least number.
  EXPECT_EQ(Complaint(start + "  verdict: FAIL\n"
                              "  violation { kind: \"k\" oracle: \"o\" }\n"
                              "  violation { kind: \"l\" oracle: \"o\" }\n"
                              "  violation { kind: \"k\" oracle: \"o\" "
                              "preemptions: 1 }\n}"),
            "b:9:3: violation 'k (o)' is here twice");
  EXPECT_EQ(
      Complaint(start + "  verdict: PASS\n"
                        "  unreached: \"E4\\n\"\n  unreached: \"E4\\n\"\n}"),
      "b:8:3: step 'E4\\n' is here twice");
}

TEST(BaselineTest, ComplaintsHaveAPlace) {
  const std::string good = TextOf({Passing()});
  EXPECT_THAT(Complaint("\nscenario { nam: \"x\" }"), StartsWith("b:2:15: "));
  EXPECT_THAT(Complaint("scenario { verdict: GOOD }"), StartsWith("b:1:26: "));
  EXPECT_EQ(Complaint("\nscenario { name: \"x\" }"),
            "b:2:1: the scenario has no verdict");
  EXPECT_EQ(Complaint(good + good.substr(good.find("scenario {"))),
            "b:11:3: scenario 'passing' is here twice");
  EXPECT_EQ(Complaint("scenario { name: \"x\\n::error::\" verdict: PASS "
                      "complete: true traces: 1 }"),
            "b:1:12: 'x\\n::error::' is no name of a scenario");
  EXPECT_THAT(Complaint("scenario { name: \"x\" verdict: FAIL complete: true "
                        "traces: 1 }"),
              StartsWith("b:1:22: the verdict must be PASS"));
  EXPECT_EQ(Complaint(""),
            "b: there is no format_version, so it is no baseline");
  EXPECT_THAT(Complaint("format_version: 2"),
              StartsWith("b:1:1: format_version 2 is newer than this program"));
  EXPECT_EQ(Complaint("\nformat_version: 0"),
            "b:2:1: format_version 0 is of no baseline of this program");
}

}  // namespace
}  // namespace diorace::gate
