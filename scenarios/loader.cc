#include "scenarios/loader.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "checker/schedule/text_proto.h"
#include "checker/schedule/whole_file.h"
#include "google/protobuf/descriptor.h"
#include "scenarios/built_in.h"
#include "scenarios/near_names.h"
#include "scenarios/place.h"

namespace diorace {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::TextFormat;

// The text between `before` and the next quotation mark; moves `text` past it.
std::string TakeQuoted(absl::string_view before, absl::string_view* text) {
  const size_t start = text->find(before);
  if (start == absl::string_view::npos) return "";
  text->remove_prefix(start + before.size());
  const size_t end = text->find('"');
  if (end == absl::string_view::npos) return "";
  std::string quoted(text->substr(0, end));
  text->remove_prefix(end + 1);
  return quoted;
}

// What the parser's complaint about an unknown field does not say: the name
// that was meant, or the names that there are.
std::string FieldHint(absl::string_view line) {
  const std::string type_name = TakeQuoted("Message type \"", &line);
  const std::string field = TakeQuoted("has no field named \"", &line);
  const Descriptor* const type =
      DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  if (field.empty() || type == nullptr) return "";
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(type->field_count()));
  for (int i = 0; i < type->field_count(); ++i)
    names.push_back(type->field(i)->name());
  std::string near = DidYouMean(field, names);
  if (!near.empty()) return near;
  return absl::StrCat("; it has ", absl::StrJoin(names, ", "));
}

absl::Status WithHints(const absl::Status& status) {
  std::vector<std::string> lines;
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n')) {
    const std::string hint = FieldHint(line);
    lines.push_back(hint.empty()
                        ? std::string(line)
                        : absl::StrCat(absl::StripSuffix(line, "."), hint));
  }
  return absl::Status(status.code(), absl::StrJoin(lines, "\n"));
}

bool LooksLikePath(absl::string_view name) {
  return absl::StrContains(name, "/") || absl::EndsWith(name, ".textproto");
}

absl::Status NoSuchScenario(absl::string_view name) {
  return absl::NotFoundError(absl::StrCat(
      "there is no scenario '", name, "', and no file of that name",
      DidYouMean(name, BuiltInScenarioNames()),
      " (`diorace list` names them all)"));
}

}  // namespace

absl::StatusOr<LoadedScenario> ParseScenario(absl::string_view text,
                                             absl::string_view file) {
  LoadedScenario loaded;
  loaded.file = std::string(file);
  loaded.locations = std::make_unique<TextFormat::ParseInfoTree>();
  if (absl::Status status = checker::ParseTextProto(
          text, file, &loaded.scenario, loaded.locations.get());
      !status.ok())
    return WithHints(status);
  if (absl::Status status =
          ValidateScenario(loaded.scenario, file, loaded.locations.get());
      !status.ok())
    return status;
  return loaded;
}

absl::Status AtPlace(const absl::Status& status, const Scenario& scenario,
                     absl::string_view file,
                     const TextFormat::ParseInfoTree* locations) {
  if (status.ok()) return status;
  const auto quotes = [&](absl::string_view value) {
    return absl::StrContains(status.message(), absl::StrCat("'", value, "'"));
  };
  const Place top(locations, scenario);
  Place place = top;
  if (quotes(scenario.release())) place = top.Of("release");
  for (int i = 0; i < scenario.switch_setting_size(); ++i) {
    if (quotes(scenario.switch_setting(i).name()))
      place = top.Of("switch_setting", i).Of("name");
  }
  for (int i = 0; i < scenario.must_reach_size(); ++i) {
    if (quotes(scenario.must_reach(i))) place = top.Of("must_reach", i);
  }
  return absl::Status(status.code(),
                      absl::StrCat(place.In(file), ": ", status.message()));
}

absl::Status AtPlace(const absl::Status& status, const LoadedScenario& loaded) {
  return AtPlace(status, loaded.scenario, loaded.file, loaded.locations.get());
}

std::vector<std::string> BuiltInScenarioNames() {
  std::vector<std::string> names;
  for (const BuiltInScenario& scenario : BuiltInScenarios())
    names.emplace_back(scenario.name);
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<LoadedScenario> LoadScenario(absl::string_view name_or_path,
                                            absl::string_view directory) {
  for (const BuiltInScenario& scenario : BuiltInScenarios()) {
    if (scenario.name == name_or_path) {
      return ParseScenario(
          scenario.text,
          absl::StrCat("scenarios/", name_or_path, ".textproto"));
    }
  }
  const std::string path = PathFrom(directory, name_or_path);
  std::error_code ignored;
  // Of a folder, ReadFile says that it is one.
  if (!LooksLikePath(name_or_path) &&
      !std::filesystem::is_regular_file(path, ignored) &&
      !std::filesystem::is_directory(path, ignored))
    return NoSuchScenario(name_or_path);
  const absl::StatusOr<std::string> text = checker::ReadFile(path);
  if (!text.ok()) return text.status();
  return ParseScenario(*text, name_or_path);
}

std::string PathFrom(absl::string_view directory, absl::string_view path) {
  if (directory.empty() || absl::StartsWith(path, "/"))
    return std::string(path);
  return absl::StrCat(absl::StripSuffix(directory, "/"), "/", path);
}

}  // namespace diorace
