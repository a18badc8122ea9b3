#include "checker/schedule/whole_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string TempDir() { return testing::TempDir() + "/whole_file_test"; }

TEST(ReadFile, NamesTheFileAndTheReason) {
  EXPECT_EQ(ReadFile("/no/such/file").status().message(),
            "/no/such/file: No such file or directory");
  EXPECT_EQ(ReadFile("/tmp").status().message(),
            "/tmp: is a folder, not a file");
}

TEST(WriteFileAtomically, MakesFoldersAndLeavesNothingElse) {
  const std::string folder = TempDir() + "/a/b";
  const std::string path = folder + "/file";
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "two").ok());
  EXPECT_EQ(*ReadFile(path), "two");
  const auto entries =
      std::distance(std::filesystem::directory_iterator(folder), {});
  EXPECT_EQ(entries, 1);
}

std::filesystem::perms PermissionsOf(const std::string& path) {
  return std::filesystem::status(path).permissions();
}

TEST(WriteFileAtomically, KeepsThePermissionsOfTheOldFile) {
  const std::string path = TempDir() + "/mode";
  // Also those that its owner may not write.
  for (const int mode : {0600, 0640, 0444, 0755, 0200}) {
    const auto wanted = static_cast<std::filesystem::perms>(mode);
    for (const bool durable : {false, true}) {
      std::filesystem::remove(path);
      ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
      std::filesystem::permissions(path, wanted);
      ASSERT_TRUE(WriteFileAtomically(path, "two", durable).ok()) << mode;
      EXPECT_EQ(PermissionsOf(path), wanted);
      std::filesystem::permissions(path, std::filesystem::perms::owner_read);
      EXPECT_EQ(*ReadFile(path), "two");
    }
  }
}

TEST(WriteFileAtomically, KeepsThePermissionsOfWhatALinkLeadsTo) {
  const std::string path = TempDir() + "/led_to", link = TempDir() + "/link";
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  const auto wanted =
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  std::filesystem::permissions(path, wanted);
  std::filesystem::remove(link);
  std::filesystem::create_symlink(path, link);
  ASSERT_TRUE(WriteFileAtomically(link, "two").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(PermissionsOf(path), wanted);
  EXPECT_EQ(*ReadFile(path), "two");
}

TEST(WriteFileAtomically, ANewFileIsAsTheUserWantsNewFiles) {
  const std::string path = TempDir() + "/new";
  std::filesystem::remove(path);
  const mode_t before = umask(0027);
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  umask(before);
  EXPECT_EQ(PermissionsOf(path), static_cast<std::filesystem::perms>(0640));
}

TEST(WriteFileAtomically, SaysWhatItCannotDo) {
  ASSERT_TRUE(WriteFileAtomically(TempDir() + "/plain", "").ok());
  EXPECT_FALSE(WriteFileAtomically(TempDir() + "/plain/file", "").ok());
}

}  // namespace
}  // namespace checker
