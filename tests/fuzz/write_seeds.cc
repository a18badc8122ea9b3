// Writes seeds, a file each, for a fuzzer: write_seeds FOLDER FILE...

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "checker/schedule/whole_file.h"
#include "tests/fuzz/seeds.h"

int main(int argc, char** argv) {
  int written = 0;
  for (int i = 2; i < argc; ++i) {
    const absl::StatusOr<std::vector<std::string>> seeds =
        diorace::SeedsOf(argv[i]);
    absl::Status status = seeds.status();
    for (size_t j = 0; status.ok() && j < seeds->size(); ++j) {
      status = checker::WriteFileAtomically(
          absl::StrCat(argv[1], "/seed", ++written), (*seeds)[j]);
    }
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
      return 1;
    }
  }
  return written == 0;
}
