// Names of operation kinds: they stand in schedule files.

#include "checker/runtime/op_kind.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace checker {
namespace {

TEST(OpKindTest, NamesAreDistinctAndParse) {
  std::set<std::string> names;
  for (int i = 0; i < static_cast<int>(OpKind::kCount); ++i) {
    const auto kind = static_cast<OpKind>(i);
    const absl::string_view name = OpKindName(kind);
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(names.insert(std::string(name)).second) << name;
    EXPECT_EQ(ParseOpKind(name), kind);
  }
}

TEST(OpKindTest, OtherNamesDoNotParse) {
  EXPECT_EQ(ParseOpKind(""), std::nullopt);
  EXPECT_EQ(ParseOpKind("Load"), std::nullopt);
  EXPECT_EQ(ParseOpKind("loading"), std::nullopt);
}

TEST(OpKindTest, ReadingDoesNotWrite) {
  for (const OpKind kind : {OpKind::kLoad, OpKind::kRead, OpKind::kSample})
    EXPECT_FALSE(Writes(kind)) << OpKindName(kind);
  for (const OpKind kind : {OpKind::kStore, OpKind::kWrite, OpKind::kFill,
                            OpKind::kReadModifyWrite, OpKind::kLock})
    EXPECT_TRUE(Writes(kind)) << OpKindName(kind);
}

}  // namespace
}  // namespace checker
