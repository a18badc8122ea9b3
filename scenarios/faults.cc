#include "scenarios/faults.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace diorace {

std::optional<dio::FaultKind> FaultOf(Faults::Kind kind) {
  return dio::FindFault(absl::AsciiStrToLower(Faults::Kind_Name(kind)));
}

std::string FaultsText(const Scenario& scenario) {
  const Faults& faults = scenario.faults();
  if (faults.kind_size() == 0 || faults.budget() == 0)
    return "no injected faults";
  std::vector<std::string> kinds;
  for (int i = 0; i < faults.kind_size(); ++i)
    kinds.push_back(absl::AsciiStrToLower(Faults::Kind_Name(faults.kind(i))));
  return absl::StrCat("at most ", faults.budget(), " injected fault",
                      faults.budget() == 1 ? "" : "s",
                      " of: ", absl::StrJoin(kinds, ", "));
}

}  // namespace diorace
