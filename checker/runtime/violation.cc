#include "checker/runtime/violation.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace checker {

std::string OperationText::ToString() const {
  std::string text = absl::StrCat(task, ": ", kind, " ", object);
  if (range.end != 0)
    absl::StrAppend(&text, "[", range.begin, ",", range.end, ")");
  return text;
}

std::string Violation::Identity() const {
  std::string identity = absl::StrCat(kind, "|", oracle, "|", object);
  for (const OperationText& operation : operations) {
    absl::StrAppend(&identity, "|", operation.task, ":", operation.kind, ":",
                    operation.object);
  }
  return identity;
}

}  // namespace checker
