#include "tests/tools/running.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "checker/schedule/whole_file.h"
#include "tools/cli/commands.h"

namespace diorace::cli {

const char kFailing[] = R"(name: "small"
release: "6.1"
device { name: "nvme0n1" bytes: 512 integrity { interval_bytes: 512 } }
file { name: "data" device: "nvme0n1" filesystem: RAW_BLOCK_DEVICE }
buffer { name: "buffer" bytes: 512 fill: 0x41 }
task {
  name: "writer"
  operation { pwrite { file: "data" buffer: "buffer" bytes: 512 } }
}
task {
  name: "user"
  operation { store { buffer: "buffer" value: 0x42 } }
}
expect {
  verdict: FAIL
  violation { kind: "guard_mismatch" blame: "no_promise" }
}
)";

const char kPassing[] = R"(name: "small_bounced"
release: "7.0"
device { name: "nvme0n1" bytes: 512 integrity { interval_bytes: 512 } }
file { name: "data" device: "nvme0n1" filesystem: XFS }
buffer { name: "buffer" bytes: 512 fill: 0x41 }
task {
  name: "writer"
  operation { pwrite { file: "data" buffer: "buffer" bytes: 512 } }
}
task {
  name: "user"
  operation { store { buffer: "buffer" value: 0x42 } }
}
must_reach: "L8b"
expect { verdict: PASS }
)";

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "'" << from << "' is not there";
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

RunningTest::RunningTest()
    : folder_(absl::StrCat(
          testing::TempDir(), "/",
          testing::UnitTest::GetInstance()->current_test_info()->name())) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

Outcome RunningTest::Run(const std::vector<std::string>& arguments) const {
  std::ostringstream out, err;
  Console console{.out = out, .err = err, .directory = folder_};
  const ExitStatus status = RunDiorace(arguments, console);
  return {static_cast<int>(status), out.str(), err.str()};
}

void RunningTest::Write(const std::string& file,
                        const std::string& text) const {
  ASSERT_TRUE(
      checker::WriteFileAtomically(absl::StrCat(folder_, "/", file), text)
          .ok());
}

std::string RunningTest::Read(const std::string& file) const {
  const absl::StatusOr<std::string> text =
      checker::ReadFile(absl::StrCat(folder_, "/", file));
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

std::vector<std::string> RunningTest::Files() const {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) {
      files.push_back(
          std::filesystem::relative(entry.path(), folder_).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace diorace::cli
