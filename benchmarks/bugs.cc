// How many schedules each sampler needs to meet the first bug: the mean of 20
// seeds, on the programs of buggy_programs.h. The same on every machine.
//
//   bazel run -c opt //benchmarks:bugs

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "checker/explore/explorer.h"
#include "checker/number_text.h"
#include "checker/strategies.h"
#include "tests/checker/explore/buggy_programs.h"

namespace checker {
namespace {

constexpr uint64_t kSeeds = 20;
constexpr uint64_t kLimit = 20'000;  // schedules

// kLimit if none of the first kLimit schedules is a violation.
uint64_t FirstBug(absl::FunctionRef<void()> body,
                  const StrategyOptions& options) {
  const std::unique_ptr<Strategy> strategy = *MakeStrategy(options);
  Explorer explorer(body);
  for (uint64_t i = 1; i < kLimit; ++i) {
    const Exploration one = explorer.Explore(*strategy, {.max_executions = 1});
    if (!one.violations.empty()) return i;
  }
  return kLimit;
}

std::string MeanOfFirstBug(absl::FunctionRef<void()> body,
                           StrategyOptions options) {
  uint64_t sum = 0;
  uint64_t missed = 0;
  for (options.seed = 1; options.seed <= kSeeds; ++options.seed) {
    const uint64_t first = FirstBug(body, options);
    sum += first;
    if (first == kLimit) ++missed;
  }
  return absl::StrFormat("%.1f%s",
                         static_cast<double>(sum) / static_cast<double>(kSeeds),
                         missed == 0 ? "" : absl::StrCat(" (", missed, "*)"));
}

struct Column {
  const char* title;
  StrategyOptions options;
};

void PrintTable() {
  const std::vector<Column> columns = {
      {"surw", {.name = "surw"}},
      {"urw", {.name = "urw"}},
      {"pct 3", {.name = "pct", .depth = 3}},
      {"pct 10", {.name = "pct", .depth = 10}},
      {"pos", {.name = "pos"}},
      {"random", {.name = "random"}},
  };
  std::cout << "| program |";
  for (const Column& column : columns) std::cout << ' ' << column.title << " |";
  std::cout << "\n|---|";
  for (size_t i = 0; i < columns.size(); ++i) std::cout << "---:|";
  std::cout << '\n';
  for (const BuggyProgram& program : BuggyPrograms()) {
    std::cout << "| " << program.name << " |";
    for (const Column& column : columns)
      std::cout << ' ' << MeanOfFirstBug(program.body, column.options) << " |"
                << std::flush;
    std::cout << '\n';
  }
  std::cout << "\nMean number of the first schedule that is a violation, of "
            << kSeeds << " seeds. (N*): N seeds met none within "
            << WithThousands(kLimit) << ", and count as that.\n";
}

}  // namespace
}  // namespace checker

int main() { checker::PrintTable(); }
