#include "benchmarks/markdown.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "benchmarks/figures.h"
#include "checker/number_text.h"

namespace checker {
namespace {

constexpr absl::string_view kCheckerAlone = "random/w2_bounce_handshake_3";
constexpr absl::string_view kModelPrefix = "random/model_";

using Repetitions = std::vector<benchmark::UserCounters>;

std::string Rounded(double value) {
  return value < 100 ? absl::StrFormat("%.1f", value)
                     : WithThousands(static_cast<uint64_t>(std::lround(value)));
}

std::string MinimumAndMedian(const Repetitions& repetitions,
                             const char* counter) {
  std::vector<double> values;
  for (const benchmark::UserCounters& counters : repetitions)
    values.push_back(counters.at(counter));
  std::sort(values.begin(), values.end());
  return absl::StrCat(Rounded(values.front()), " / ",
                      Rounded(values[values.size() / 2]));
}

const benchmark::UserCounters& Fastest(const Repetitions& repetitions) {
  return *std::min_element(
      repetitions.begin(), repetitions.end(), [](const auto& a, const auto& b) {
        return a.at(kStepNanoseconds) < b.at(kStepNanoseconds);
      });
}

std::string WholeNumber(double value) {
  return WithThousands(static_cast<uint64_t>(std::lround(value)));
}

}  // namespace

void MarkdownReporter::ReportRuns(const std::vector<Run>& report) {
  for (const Run& run : report) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const std::string& name = run.run_name.function_name;
    if (rows_.empty() || rows_.back().name != name)
      rows_.push_back({.name = name, .repetitions = {}});
    rows_.back().repetitions.push_back(run.counters);
  }
}

void MarkdownReporter::Finalize() {
  GetOutputStream()
      << "| strategy | program | executions | redundant | steps an execution | "
         "floors a step | floors an execution | executions/s | steps/s | peak "
         "MiB |\n"
         "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  Repetitions repetitions;  // of all
  for (const Row& row : rows_) {
    const benchmark::UserCounters& fastest = Fastest(row.repetitions);
    const std::vector<std::string> cells = {
        absl::StrReplaceAll(row.name, {{"/", " | "}}),
        WholeNumber(fastest.at(kExecutions)),
        WholeNumber(fastest.at(kRedundant)),
        Rounded(fastest.at(kStepsASecond) / fastest.at(kExecutionsASecond)),
        MinimumAndMedian(row.repetitions, kFloorsAStep),
        MinimumAndMedian(row.repetitions, kFloorsAnExecution),
        WholeNumber(fastest.at(kExecutionsASecond)),
        WholeNumber(fastest.at(kStepsASecond)),
        Rounded(fastest.at(kPeakMebibytes))};
    GetOutputStream() << "| " << absl::StrJoin(cells, " | ") << " |\n";
    repetitions.insert(repetitions.end(), row.repetitions.begin(),
                       row.repetitions.end());
  }
  if (repetitions.empty()) return;
  GetOutputStream() << "\nThe floor: "
                    << MinimumAndMedian(repetitions, kFloorNanoseconds)
                    << " ns. Of two figures the first is the minimum, the "
                       "second the median; others are of the fastest run.\n";
  PrintModelRatios();
}

void MarkdownReporter::PrintModelRatios() {
  const auto alone =
      std::find_if(rows_.begin(), rows_.end(),
                   [](const Row& row) { return row.name == kCheckerAlone; });
  if (alone == rows_.end()) return;
  const double step = Fastest(alone->repetitions).at(kStepNanoseconds);
  for (const Row& row : rows_) {
    if (!absl::StartsWith(row.name, kModelPrefix)) continue;
    const double model = Fastest(row.repetitions).at(kStepNanoseconds);
    GetOutputStream() << absl::StrFormat(
        "\nA step of %s costs %.1f times one of %s, the same protocol in bare "
        "sync types.\n",
        row.name, model / step, alone->name);
  }
}

}  // namespace checker
