// Gives a fuzzing target the seeds, and what once was trouble; the files are
// its arguments. That it returns, and no sanitizer complains, is the test.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/target.h"

namespace {

std::vector<std::string> files;

void GiveTo(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()),
                         input.size());
}

TEST(Corpus, EveryInputIsTaken) {
  size_t inputs = 0;
  for (const std::string& file : files) {
    const absl::StatusOr<std::vector<std::string>> seeds =
        diorace::SeedsOf(file);
    ASSERT_TRUE(seeds.ok()) << seeds.status();
    for (const std::string& seed : *seeds) {
      SCOPED_TRACE(file);
      GiveTo(seed);
      ++inputs;
    }
  }
  EXPECT_GE(inputs, 5u);
}

// Files that end too early, and files with a byte that is wrong.
TEST(Corpus, DamagedInputsAreTaken) {
  for (const std::string& file : files) {
    const absl::StatusOr<std::vector<std::string>> seeds =
        diorace::SeedsOf(file);
    ASSERT_TRUE(seeds.ok()) << seeds.status();
    for (const std::string& seed : *seeds) {
      for (size_t i = 1; i < 8; ++i) {
        const size_t at = seed.size() * i / 8;
        GiveTo(seed.substr(0, at));
        std::string damaged = seed;
        if (at < damaged.size()) damaged[at] = "\0\xff{\"9"[i % 5];
        GiveTo(damaged);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  files.assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
