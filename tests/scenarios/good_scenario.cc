#include "tests/scenarios/good_scenario.h"

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "scenarios/loader.h"

namespace diorace {

const char kGood[] = R"(name: "good"
release: "6.19"
device { name: "nvme0n1" bytes: 1024 integrity { interval_bytes: 512 } }
file { name: "data" device: "nvme0n1" filesystem: XFS }
buffer { name: "buffer" bytes: 1024 fill: 0x41 }
task { name: "writer" operation {
  pwrite { file: "data" buffer: "buffer" bytes: 1024 } } }
task { name: "user" operation {
  store { buffer: "buffer" offset: 10 value: 0x42 } } }
expect { verdict: FAIL }
)";

std::string Errors(absl::string_view from, absl::string_view to) {
  const std::string text = absl::StrReplaceAll(kGood, {{from, to}});
  EXPECT_NE(text, kGood) << "'" << from << "' is not in the scenario";
  return std::string(ParseScenario(text, "f").status().message());
}

}  // namespace diorace
