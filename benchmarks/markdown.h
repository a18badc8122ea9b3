// Prints benchmarks as a table for docs/benchmarks.md.

#ifndef DIORACE_BENCHMARKS_MARKDOWN_H_
#define DIORACE_BENCHMARKS_MARKDOWN_H_

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace checker {

// One row a benchmark "strategy/program", with its repetitions together: ratios
// as "minimum / median", other figures of the fastest.
class MarkdownReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& report) override;
  void Finalize() override;

 private:
  struct Row {
    std::string name;
    std::vector<benchmark::UserCounters> repetitions;
  };

  // How much dearer a step of the model is than one of the checker alone.
  void PrintModelRatios();

  std::vector<Row> rows_;
};

}  // namespace checker

#endif  // DIORACE_BENCHMARKS_MARKDOWN_H_
