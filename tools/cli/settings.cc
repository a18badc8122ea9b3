#include "tools/cli/settings.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "scenarios/near_names.h"

namespace diorace::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// What the parser says is about a text that nobody has written.
class Silent final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, google::protobuf::io::ColumnNumber,
                const std::string&) override {}
};

absl::Status SetField(const Setting& setting, absl::string_view name,
                      Message& message) {
  const FieldDescriptor* const field =
      message.GetDescriptor()->FindFieldByName(std::string(name));
  if (field == nullptr) {
    std::vector<std::string> names;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i)
      names.push_back(message.GetDescriptor()->field(i)->name());
    const std::string near = DidYouMean(name, names);
    return absl::InvalidArgumentError(absl::StrCat(
        "there is no setting '", absl::CHexEscape(setting.key), "'",
        near.empty() ? absl::StrCat("; there are ", absl::StrJoin(names, ", "))
                     : near));
  }
  Silent silent;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  if (parser.ParseFieldValueFromString(setting.value, field, &message))
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", absl::CHexEscape(setting.value), "' is no value of ",
                   absl::CHexEscape(setting.key)));
}

}  // namespace

absl::Status ApplySetting(const Setting& setting, Scenario& scenario) {
  if (setting.key == "release") {
    scenario.set_release(setting.value);
    return absl::OkStatus();
  }
  const std::pair<std::string, std::string> path =
      absl::StrSplit(setting.key, absl::MaxSplits('.', 1));
  if (path.first == "limits")
    return SetField(setting, path.second, *scenario.mutable_limits());
  if (path.first == "faults")
    return SetField(setting, path.second, *scenario.mutable_faults());
  for (SwitchSetting& known : *scenario.mutable_switch_setting()) {
    if (known.name() != setting.key) continue;
    known.set_on(setting.value == "on");
    return absl::OkStatus();
  }
  SwitchSetting& added = *scenario.add_switch_setting();
  added.set_name(setting.key);
  added.set_on(setting.value == "on");
  return absl::OkStatus();
}

}  // namespace diorace::cli
