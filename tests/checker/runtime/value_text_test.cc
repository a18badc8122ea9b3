// Values as timelines print them.

#include "checker/runtime/value_text.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace checker {
namespace {

TEST(ValueTextTest, PrintsNumbersAsThemselves) {
  EXPECT_EQ(ValueText(-7), "-7");
  EXPECT_EQ(ValueText(uint8_t{200}), "200");
  EXPECT_EQ(ValueText(int64_t{1} << 40), "1099511627776");
  EXPECT_EQ(ValueText(0.5), "0.5");
  EXPECT_EQ(ValueText('A'), "65");
  EXPECT_EQ(ValueText(true), "true");
  EXPECT_EQ(ValueText(false), "false");
}

TEST(ValueTextTest, PrintsEnumeratorsAsNumbers) {
  enum class Color : uint8_t { kRed, kGreen };
  EXPECT_EQ(ValueText(Color::kGreen), "1");
}

TEST(ValueTextTest, PrintsStringsAsTheyAre) {
  EXPECT_EQ(ValueText(std::string("text")), "text");
  EXPECT_EQ(ValueText("text"), "text");
}

// An address would differ between runs.
TEST(ValueTextTest, PrintsNoAddresses) {
  int object = 0;
  int* none = nullptr;
  EXPECT_EQ(ValueText(&object), "set");
  EXPECT_EQ(ValueText(none), "null");
  EXPECT_EQ(ValueText(nullptr), "null");
  const char* no_text = nullptr;
  EXPECT_EQ(ValueText(no_text), "null");
}

struct Sector {
  int number;
};

std::string CheckerValueText(const Sector& sector) {
  return "sector " + std::to_string(sector.number);
}

TEST(ValueTextTest, AsksTheTypeItself) {
  EXPECT_EQ(ValueText(Sector{8}), "sector 8");
}

TEST(ValueTextTest, MarksWhatItCannotPrint) {
  struct Opaque {};
  EXPECT_EQ(ValueText(Opaque()), "?");
}

}  // namespace
}  // namespace checker
