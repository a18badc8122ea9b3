#include "checker/runtime/violation.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "checker/runtime/strategy.h"

namespace checker {
namespace {

// Paths as the build sees them may start with "./"; sources are named from the
// workspace on.
absl::string_view SourceFile(const Location& location) {
  absl::string_view file = location.file_name();
  absl::ConsumePrefix(&file, "./");
  return file;
}

// Kinds that say nothing of blame: the checker knows of none.
bool IsOfChecker(absl::string_view kind) {
  using namespace violation_kind;
  constexpr absl::string_view kKinds[] = {
      kAssertion, kDeadlock,      kLostWakeup, kLivelock,
      kDataRace,  kUseAfterFree,  kDoubleFree, kLeak,
      kRefcount,  kSleepInAtomic, kLockMisuse, kTestBody};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) !=
         std::end(kKinds);
}

}  // namespace

OperationText DescribeOperation(const Operation& operation,
                                const PendingOperations& names) {
  return {.task = std::string(names.task_label(operation.task)),
          .kind = std::string(OpKindName(operation.kind)),
          .object = std::string(names.object_label(operation.object)),
          .range = operation.range,
          .label = operation.label == nullptr ? "" : operation.label,
          .file = std::string(SourceFile(operation.location)),
          .line = operation.location.line()};
}

std::string LocationText(const Location& location) {
  return absl::StrCat(SourceFile(location), ":", location.line());
}

std::string OperationText::ToString() const {
  std::string text = absl::StrCat(task, ": ", kind, " ", object);
  if (range.end != 0)
    absl::StrAppend(&text, "[", range.begin, ",", range.end, ")");
  return text;
}

std::string Violation::Identity() const {
  std::string identity = absl::StrCat(kind, "|", oracle, "|", object);
  if (!IsOfChecker(kind)) absl::StrAppend(&identity, "|", blame);
  for (const OperationText& operation : operations) {
    absl::StrAppend(&identity, "|", operation.task, ":", operation.kind, ":",
                    operation.object);
  }
  return identity;
}

std::string Violation::Shape() const {
  const std::string identity = Identity();
  std::string shape;
  for (size_t i = 0; i < identity.size(); ++i) {
    const bool counted =
        identity[i] == '#' && (i == 0 || identity[i - 1] != '\\');
    size_t end = i + 1;
    while (counted && end < identity.size() &&
           absl::ascii_isdigit(static_cast<unsigned char>(identity[end])))
      ++end;
    if (end > i + 1) {
      i = end - 1;
    } else {
      shape += identity[i];
    }
  }
  return shape;
}

}  // namespace checker
