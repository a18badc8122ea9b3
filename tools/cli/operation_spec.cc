#include "tools/cli/operation_spec.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "checker/runtime/op_kind.h"

namespace diorace::cli {

OperationSpec OperationSpec::Label(absl::string_view label) {
  OperationSpec spec;
  spec.label_ = std::string(label);
  return spec;
}

std::optional<OperationSpec> OperationSpec::Kind(absl::string_view text) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (!checker::ParseOpKind(parts.first).has_value()) return std::nullopt;
  OperationSpec spec;
  spec.kind_ = parts.first;
  spec.object_ = parts.second;
  return spec;
}

OperationSpec OperationSpec::Parse(absl::string_view text) {
  uint32_t step = 0;
  if (absl::SimpleAtoi(text, &step)) {
    OperationSpec spec;
    spec.step_ = step;
    return spec;
  }
  return Kind(text).value_or(Label(text));
}

bool OperationSpec::Matches(uint32_t step, absl::string_view kind,
                            absl::string_view object,
                            absl::string_view label) const {
  if (step_.has_value()) return step == *step_;
  if (!kind_.empty())
    return kind == kind_ && (object_.empty() || object == object_);
  return label == label_ || absl::StartsWith(label, absl::StrCat(label_, " "));
}

std::optional<uint32_t> OperationSpec::FirstAfter(
    uint32_t after, const checker::Timeline& timeline) const {
  uint32_t step = 0;
  for (const checker::TimelineEntry& entry : timeline.entries) {
    if (entry.kind != checker::TimelineEntry::Kind::kOperation) continue;
    ++step;
    if (step > after && Matches(step, entry.operation.kind,
                                entry.operation.object, entry.operation.label))
      return step;
  }
  return std::nullopt;
}

}  // namespace diorace::cli
