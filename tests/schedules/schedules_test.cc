// Schedules as regression tests: each file of this folder must still lead to
// its violation. The files are the arguments.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "checker/replay.h"
#include "checker/replay_verdict.h"
#include "checker/schedule/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"
#include "scenarios/recording.h"

namespace diorace {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> files;

// What a replay of the schedule says; empty if the recorded violation occurs.
std::string Complaint(const std::string& text, const std::string& file) {
  const absl::StatusOr<Recording> recording = ParseRecording(text, file);
  if (!recording.ok()) return std::string(recording.status().message());
  const checker::ReplayResult result =
      checker::Replay([&] { recording->compiled.Run(); }, recording->schedule);
  if (checker::VerdictOf(result) == checker::ReplayVerdict::kReproduced)
    return "";
  return absl::StrCat(DivergencePlace(result.divergence, *recording), ": ",
                      checker::VerdictText(result, file));
}

std::string TextOf(const std::string& file) {
  const absl::StatusOr<std::string> text = checker::ReadFile(file);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

TEST(SchedulesTest, EachReproducesItsViolation) {
  EXPECT_GE(files.size(), 5u);
  for (const std::string& file : files)
    EXPECT_EQ(Complaint(TextOf(file), file), "");
}

// So that each is of a scenario that comes with the program, and is as it is
// there.
TEST(SchedulesTest, EachHoldsABuiltInScenario) {
  for (const std::string& file : files) {
    const absl::StatusOr<Recording> recording = LoadRecording(file, file);
    ASSERT_TRUE(recording.ok()) << recording.status();
    const absl::StatusOr<LoadedScenario> built_in =
        LoadScenario(recording->Subject().name(), /*directory=*/"");
    ASSERT_TRUE(built_in.ok()) << built_in.status();
    EXPECT_EQ(recording->Subject().SerializeAsString(),
              built_in->scenario.SerializeAsString())
        << file << " holds another version of its scenario";
  }
}

std::string ZeroCopyWrite() {
  for (const std::string& file : files) {
    if (file.find("xfs_pi_write_zero_copy_store") != std::string::npos)
      return TextOf(file);
  }
  ADD_FAILURE() << "it is not there";
  return "";
}

// The two ways not to reproduce it are told apart.
TEST(SchedulesTest, SaysThatABugIsGone) {
  const std::string gone =
      absl::StrReplaceAll(ZeroCopyWrite(), {{"value: 66", "value: 65"}});
  EXPECT_THAT(Complaint(gone, "f"),
              StartsWith("f: the bug is gone from this schedule: it fits, but "
                         "the recorded violation no longer occurs; `diorace "
                         "reseat f` proves whether any schedule still fails"));
}

TEST(SchedulesTest, SaysThatAScheduleIsStaleAndWhere) {
  const std::string stale = absl::StrReplaceAll(
      ZeroCopyWrite(), {{"release: \"6.19\"", "release: \"7.0\""}});
  const std::string complaint = Complaint(stale, "f");
  EXPECT_THAT(complaint, HasSubstr(": the schedule is stale: decision "));
  EXPECT_THAT(complaint, HasSubstr(" does not fit: the schedule expects "));
  EXPECT_THAT(complaint, HasSubstr("`diorace reseat f` looks for the nearest"));
}

}  // namespace
}  // namespace diorace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  diorace::files.assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
