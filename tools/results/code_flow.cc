#include "tools/results/code_flow.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace diorace::results {
namespace {

using Json = nlohmann::ordered_json;

// A path as a relative URI: what is neither unreserved nor "/" is escaped.
std::string Uri(absl::string_view path) {
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) ||
        absl::string_view("/._-~").find(c) != absl::string_view::npos) {
      uri += c;
    } else {
      absl::StrAppendFormat(&uri, "%%%02X", byte);
    }
  }
  return uri;
}

// "sample buffer[0,256)", of a StepRecord or an OperationRecord.
template <typename Record>
std::string OperationText(const Record& record) {
  std::string text = absl::StrCat(record.operation(), " ", record.object());
  if (record.has_end())
    absl::StrAppend(&text, "[", record.begin(), ",", record.end(), ")");
  return text;
}

Json LogicalLocation(const std::string& task, absl::string_view kind) {
  return {{"name", task}, {"kind", std::string(kind)}};
}

template <typename Record>
Json LocationOf(const Record& record) {
  Json location;
  if (record.has_at())
    location["physicalLocation"] = PhysicalLocation(ParsePlace(record.at()));
  location["logicalLocations"] =
      Json::array({LogicalLocation(record.task(), "task")});
  std::string text = absl::StrCat(record.task(), ": ", OperationText(record));
  if (record.has_label()) absl::StrAppend(&text, " (", record.label(), ")");
  location["message"]["text"] = text;
  return location;
}

Json ChoiceLocation(const checker::ChoiceRecord& choice) {
  Json location;
  location["logicalLocations"] =
      Json::array({LogicalLocation(choice.task(), "task")});
  location["message"]["text"] =
      absl::StrCat(choice.task(), ": choice ", choice.value(), " of ",
                   choice.count(), " at ", choice.site());
  return location;
}

bool Same(const checker::OperationRecord& operation,
          const checker::StepRecord& step) {
  return operation.task() == step.task() &&
         operation.operation() == step.operation() &&
         operation.object() == step.object() &&
         operation.begin() == step.begin() && operation.end() == step.end();
}

bool Concerns(const checker::ViolationRecord& violation,
              const checker::StepRecord& step) {
  for (const checker::OperationRecord& operation : violation.operation()) {
    if (Same(operation, step)) return true;
  }
  return false;
}

}  // namespace

Json PhysicalLocation(const SourcePlace& place) {
  Json location = {{"artifactLocation", {{"uri", Uri(place.file)}}}};
  if (place.line > 0) location["region"]["startLine"] = place.line;
  return location;
}

Json OperationLocation(const checker::OperationRecord& operation) {
  return LocationOf(operation);
}

Json CodeFlow(const checker::Schedule& schedule) {
  Json locations = Json::array();
  for (const checker::DecisionRecord& decision : schedule.decision()) {
    Json location = {
        {"location", decision.has_step() ? LocationOf(decision.step())
                                         : ChoiceLocation(decision.choice())},
        {"executionOrder", locations.size() + 1}};
    if (decision.has_step() && Concerns(schedule.violation(), decision.step()))
      location["importance"] = "essential";
    locations.push_back(std::move(location));
  }
  return {{"threadFlows",
           Json::array({{{"id", "schedule"}, {"locations", locations}}})}};
}

}  // namespace diorace::results
