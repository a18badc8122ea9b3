// No buffer is stored into while it is under I/O, and nothing is injected: no
// release fails, whatever the format of protection information.

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "model/kernel_release.h"
#include "model/pi/tuple.h"
#include "tests/model/small_io.h"

namespace dio {
namespace {

using ::testing::IsEmpty;

std::vector<std::optional<pi::Profile>> Profiles() {
  std::vector<std::optional<pi::Profile>> profiles = {std::nullopt};
  for (const pi::ProtectionType type :
       {pi::ProtectionType::kType1, pi::ProtectionType::kType2,
        pi::ProtectionType::kType3}) {
    for (const pi::GuardType guard :
         {pi::GuardType::kCrc16T10Dif, pi::GuardType::kIpChecksum,
          pi::GuardType::kCrc64Nvme}) {
      for (const uint32_t interval : {16u, 512u, 4096u}) {
        const uint32_t tuple = pi::TupleBytes(guard);
        profiles.push_back(pi::Profile{.type = type,
                                       .guard = guard,
                                       .interval_bytes = interval,
                                       .metadata_bytes = tuple});
        if (guard == pi::GuardType::kIpChecksum) continue;
        profiles.push_back(pi::Profile{.type = type,
                                       .guard = guard,
                                       .interval_bytes = interval,
                                       .metadata_bytes = tuple + 8,
                                       .pi_offset = 8});
      }
    }
  }
  return profiles;
}

class UndisturbedIo : public testing::TestWithParam<std::string> {};

TEST_P(UndisturbedIo, NeverFails) {
  for (const std::optional<pi::Profile>& profile : Profiles()) {
    for (const FileSystem filesystem :
         {FileSystem::kXfs, FileSystem::kRawBlockDevice}) {
      for (const ReqOp op : {ReqOp::kWrite, ReqOp::kRead}) {
        for (const bool async : {false, true}) {
          SCOPED_TRACE(absl::StrCat(
              op == ReqOp::kWrite ? "write" : "read", async ? " async" : "",
              filesystem == FileSystem::kXfs ? " xfs" : " raw", " interval ",
              profile.has_value() ? profile->interval_bytes : 0));
          Workload workload = MakeSmallIo({.release = GetParam(),
                                           .op = op,
                                           .filesystem = filesystem,
                                           .async = async,
                                           .bios = 2,
                                           .integrity = profile});
          const checker::Exploration exploration = ExploreAll(workload);
          EXPECT_TRUE(exploration.complete());
          EXPECT_THAT(RowsOf(exploration), IsEmpty());
        }
      }
    }
  }
}

std::vector<std::string> Releases() {
  std::vector<std::string> names;
  for (const absl::string_view name : ReleaseNames()) names.emplace_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Releases, UndisturbedIo, testing::ValuesIn(Releases()),
                         [](const testing::TestParamInfo<std::string>& info) {
                           std::string name = absl::StrCat("v", info.param);
                           for (char& c : name) {
                             if (c == '.' || c == '-') c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace dio
