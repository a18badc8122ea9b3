#include "tests/model/paths_io.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "model/row.h"
#include "tests/model/small_io.h"

namespace dio {

namespace {

Symptom SymptomOf(const checker::Violation& violation) {
  Symptom symptom{.kind = violation.kind,
                  .object = violation.object,
                  .message = violation.message};
  if (!violation.operations.empty()) {
    symptom.touched = violation.operations.back().object;
    symptom.label = violation.operations.back().label;
  }
  return symptom;
}

std::set<std::string> RowsOf(const Workload& workload,
                             const checker::Exploration& exploration) {
  EXPECT_TRUE(exploration.complete()) << exploration.error;
  std::set<std::string> rows;
  for (const checker::FoundViolation& found : exploration.violations) {
    const checker::Violation& violation = found.violation;
    std::string row = violation.row;
    if (row.empty() && violation.blame.empty())
      row = std::string(RowOf(SymptomOf(violation), workload.behaviour));
    if (row.empty()) {
      row = absl::StrCat("no row (", violation.object, ": ", violation.message,
                         ")");
    }
    rows.insert(absl::StrCat(row, " ", violation.kind));
  }
  return rows;
}

}  // namespace

std::set<std::string> RowsFoundIn(Workload& workload) {
  Prepare(workload);
  return RowsOf(workload, ExploreAll(workload));
}

std::set<std::string> RowsFoundOnSpoilt(Workload& workload, uint32_t address) {
  workload.devices[0].spoilt = {{.offset = address}};
  return RowsFoundIn(workload);
}

std::set<std::string> RowsFoundWith(Workload workload, Switch id, bool on) {
  workload.behaviour.Set(id, on);
  return RowsFoundIn(workload);
}

bool Reached(const Workload& workload, KernelStep step) {
  return workload.reached[static_cast<size_t>(step)];
}

}  // namespace dio
