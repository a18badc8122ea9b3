// The format of schedule files: docs/schedule-format.md describes all of it,
// and files of older versions load.

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/replay.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/whole_file.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "tests/checker/schedule/bodies.h"

namespace checker {
namespace {

using ::testing::HasSubstr;

std::string TextOf(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

// The section of `page` about `message`.
std::string Section(const std::string& page, const std::string& message) {
  for (const absl::string_view section : absl::StrSplit(page, "\n## ")) {
    if (absl::StartsWith(section, absl::StrCat(message, "\n")))
      return std::string(section);
  }
  return "";
}

TEST(ScheduleFormat, ThePageNamesEveryField) {
  const std::string page = TextOf("docs/schedule-format.md");
  const google::protobuf::FileDescriptor& file =
      *Schedule::descriptor()->file();
  for (int i = 0; i < file.message_type_count(); ++i) {
    const google::protobuf::Descriptor& message = *file.message_type(i);
    const std::string section = Section(page, message.name());
    EXPECT_NE(section, "") << "no section about " << message.name();
    for (int j = 0; j < message.field_count(); ++j)
      EXPECT_THAT(section,
                  HasSubstr(absl::StrCat("`", message.field(j)->name(), "`")))
          << message.name();
  }
  EXPECT_THAT(page, HasSubstr(absl::StrCat("`format_version` is ",
                                           kScheduleFormatVersion, " today")));
}

void FieldsSet(const google::protobuf::Message& message,
               std::set<std::string>& names) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    names.insert(field->full_name());
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      FieldsSet(message.GetReflection()->GetMessage(message, field), names);
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i)
      FieldsSet(message.GetReflection()->GetRepeatedMessage(message, field, i),
                names);
  }
}

// The file was written when the format had this version, and is not to be
// changed.
TEST(ScheduleFormat, Version1Loads) {
  const std::string path =
      "tests/checker/schedule/version_1.schedule.textproto";
  const absl::StatusOr<Schedule> schedule = ParseSchedule(TextOf(path), path);
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  EXPECT_EQ(schedule->format_version(), 1u);
  // It has every field that there was then.
  std::set<std::string> names;
  FieldsSet(*schedule, names);
  EXPECT_EQ(names.size(), 42u);

  const ReplayResult result = Replay(ChoiceAndOrder, *schedule);
  EXPECT_EQ(result.divergence, "");
  EXPECT_TRUE(result.reproduced);
}

}  // namespace
}  // namespace checker
