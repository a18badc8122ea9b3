#include "scenarios/loader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/schedule/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scenarios/compile.h"

namespace diorace {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kText[] = R"(name: "mine"
release: "6.19"
switch_setting { name: "dio_bounce" on: false }
device { name: "nvme0n1" bytes: 512 integrity {} }
file { name: "data" device: "nvme0n1" filesystem: RAW_BLOCK_DEVICE }
buffer { name: "buffer" bytes: 512 }
task { name: "w" operation {
  pwrite { file: "data" buffer: "buffer" bytes: 512 } } }
must_reach: "D1"
expect { verdict: PASS }
)";

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

// Every scenario that is built in is good, and its file has its name.
TEST(BuiltInScenariosTest, AreGood) {
  const std::vector<std::string> names = BuiltInScenarioNames();
  EXPECT_FALSE(names.empty());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const std::string& name : names) {
    const absl::StatusOr<LoadedScenario> loaded = LoadScenario(name, "");
    ASSERT_TRUE(loaded.ok()) << loaded.status().message();
    EXPECT_EQ(loaded->scenario.name(), name);
    EXPECT_EQ(loaded->file, absl::StrCat("scenarios/", name, ".textproto"));
    EXPECT_FALSE(loaded->scenario.description().empty()) << name;
    const absl::StatusOr<CompiledScenario> compiled = Compile(loaded->scenario);
    EXPECT_TRUE(compiled.ok()) << AtPlace(compiled.status(), *loaded).message();
  }
}

TEST(LoadScenarioTest, ReadsAFileFromWhereTheUserStands) {
  const std::string folder = testing::TempDir();
  const std::string file = "loader_test.textproto";
  ASSERT_TRUE(checker::WriteFileAtomically(PathFrom(folder, file), kText).ok());
  const absl::StatusOr<LoadedScenario> relative = LoadScenario(file, folder);
  ASSERT_TRUE(relative.ok()) << relative.status();
  EXPECT_EQ(relative->scenario.name(), "mine");
  EXPECT_EQ(relative->file, file);
  EXPECT_TRUE(LoadScenario(PathFrom(folder, file), "/elsewhere").ok());
  EXPECT_FALSE(LoadScenario(file, "/elsewhere").ok());
}

TEST(LoadScenarioTest, AnUnknownNameSaysWhatComesClose) {
  const std::string name = BuiltInScenarioNames().front();
  const absl::Status near = LoadScenario(absl::StrCat(name, "x"), "").status();
  EXPECT_EQ(near.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(near.message()),
              HasSubstr(absl::StrCat("did you mean ", name)));
  EXPECT_THAT(
      std::string(LoadScenario("zzz", "").status().message()),
      StartsWith("there is no scenario 'zzz', and no file of that name"));
}

TEST(LoadScenarioTest, AFolderIsSaidToBeOne) {
  const std::string folder = testing::TempDir();
  std::filesystem::create_directory(PathFrom(folder, "loader_test_folder"));
  for (const char* name : {"loader_test_folder", "./loader_test_folder"}) {
    EXPECT_THAT(std::string(LoadScenario(name, folder).status().message()),
                HasSubstr("loader_test_folder: is a folder, not a file"));
  }
}

// What only Compile knows gets its place from the value that it quotes.
TEST(AtPlaceTest, FindsTheFieldThatCompileRefused) {
  const auto error = [](const std::string& from, const std::string& to) {
    const absl::StatusOr<LoadedScenario> loaded =
        ParseScenario(Replaced(kText, from, to), "f");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return std::string(
        AtPlace(Compile(loaded->scenario).status(), *loaded).message());
  };
  EXPECT_THAT(error("6.19", "6.99"),
              StartsWith("f:2:1: there is no release '6.99'; "));
  EXPECT_THAT(error("dio_bounce", "dio_bonce"),
              StartsWith("f:3:18: there is no switch 'dio_bonce'; did you mean "
                         "dio_bounce?"));
  // A combination that no kernel can have.
  EXPECT_THAT(error("name: \"dio_bounce\" on: false",
                    "name: \"fs_verify_data_iter\" on: true"),
              StartsWith("f:3:18: switch 'fs_verify_data_iter' requires "
                         "'fs_integrity', which is off; turn "));
  EXPECT_THAT(error("\"D1\"", "\"D99\""), StartsWith("f:9:1: "));
}

}  // namespace
}  // namespace diorace
