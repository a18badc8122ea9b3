// diorace fuzz: random workloads on a kernel whose fixes are all on, proposed
// ones too.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "checker/number_text.h"
#include "checker/portfolio.h"
#include "model/later_fixes.h"
#include "scenarios/loader.h"
#include "scenarios/random_scenario.h"
#include "tools/cli/commands.h"
#include "tools/cli/fuzz_finding.h"
#include "tools/cli/progress.h"
#include "tools/cli/scenario_run.h"
#include "tools/cli/settings.h"

namespace diorace::cli {
namespace {

constexpr uint64_t kDefaultExecutions = 600;

// What came of a workload, the worst last.
enum class Result {
  kInvalid,
  kCovered,  // every interleaving
  kWithinBudget,
  kNoPromise,
  kKnownOpen,
  kHypothesis,
  kFinding,
  kCount,
};

constexpr absl::string_view kResultNames[] = {
    "invalid",    "passed",     "passed within the budget",
    "no_promise", "known_open", "hypothesis",
    "findings"};

Result ResultOf(absl::string_view blame) {
  if (blame == "no_promise") return Result::kNoPromise;
  if (blame == "known_open") return Result::kKnownOpen;
  if (blame == "hypothesis") return Result::kHypothesis;
  return Result::kFinding;
}

class Fuzzer {
 public:
  Fuzzer(const CommandLine& line, Console& console)
      : options_(line.options),
        console_(console),
        progress_(console, line.options),
        start_(absl::Now()) {}

  ExitStatus Run(const std::vector<dio::Switch>& fixes) {
    for (const dio::Switch fix : fixes)
      settings_.push_back({std::string(dio::InfoOf(fix).name), "on"});
    settings_.insert(settings_.end(), options_.settings.begin(),
                     options_.settings.end());
    if (absl::Status status = CheckSettings(); !status.ok())
      return Complain(status, console_);
    progress_.Start({.name = "fuzz",
                     .unit = "workload",
                     .max_executions = options_.count,
                     .time_limit = options_.time_limit});
    for (; run_ < options_.count && !Stopping(); ++run_) {
      const uint64_t seed = options_.exploration.seed + run_;
      const absl::StatusOr<Result> result = RunOne(seed);
      if (!result.ok()) return Complain(result.status(), console_);
      ++results_[static_cast<size_t>(*result)];
      ShowProgress();
    }
    progress_.Clear();
    console_.out << Summary();
    if (Of(Result::kFinding) != 0) return ExitStatus::kDiffers;
    return run_ < options_.count ? ExitStatus::kCutShort
                                 : ExitStatus::kAsExpected;
  }

 private:
  uint64_t Of(Result result) const {
    return results_[static_cast<size_t>(result)];
  }

  bool Stopping() const {
    return console_.stopping() || absl::Now() - start_ >= options_.time_limit;
  }

  absl::StatusOr<Scenario> Make(uint64_t seed) const {
    Scenario scenario = RandomScenario(seed, options_.release);
    for (const Setting& setting : settings_) {
      const absl::Status applied = ApplySetting(setting, scenario);
      if (applied.ok()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--set: ", applied.message()));
    }
    return scenario;
  }

  // The settings make a kernel that can be.
  absl::Status CheckSettings() const {
    for (const Setting& setting : options_.settings) {
      if (setting.key == "release") {
        return absl::InvalidArgumentError(
            "--set: the release is --release, which turns fixes on as well");
      }
    }
    const absl::StatusOr<Scenario> any = Make(0);
    if (!any.ok()) return any.status();
    const absl::Status compiled = Compile(*any).status();
    if (compiled.ok()) return compiled;
    return absl::InvalidArgumentError(
        absl::StrCat("--set: ", compiled.message()));
  }

  absl::StatusOr<Result> RunOne(uint64_t seed) {
    const absl::StatusOr<Scenario> scenario = Make(seed);
    if (!scenario.ok()) return scenario.status();
    if (!ValidateScenario(*scenario, "", /*locations=*/nullptr).ok())
      return Result::kInvalid;
    const absl::StatusOr<CompiledScenario> compiled = Compile(*scenario);
    if (!compiled.ok()) return compiled.status();
    const auto body = [&] { compiled->Run(); };
    checker::Explorer explorer(body);
    const checker::Exploration exploration =
        checker::ExplorePortfolio(
            explorer, {.name = "auto", .seed = seed},
            {.max_executions =
                 options_.max_executions.value_or(kDefaultExecutions),
             .max_steps = scenario->bounds().max_steps(),
             .interrupted = console_.interrupted},
            [](const checker::Exploration&) {})
            ->exploration;
    if (exploration.stop == checker::StopReason::kDiverged) {
      return absl::InternalError(
          absl::StrCat("seed ", seed,
                       ": the model is not deterministic, which is a bug of "
                       "diorace: ",
                       exploration.error));
    }
    return Judge(*scenario, compiled->behaviour(), exploration, seed);
  }

  absl::StatusOr<Result> Judge(const Scenario& scenario,
                               const dio::Behaviour& behaviour,
                               const checker::Exploration& exploration,
                               uint64_t seed) {
    Result worst =
        exploration.complete() ? Result::kCovered : Result::kWithinBudget;
    for (const checker::FoundViolation& found : exploration.violations) {
      const std::string blame = BlameOf(found.violation, behaviour);
      const Result result = ResultOf(blame);
      worst = std::max(worst, result);
      if (result != Result::kFinding) continue;
      // One is enough to look at: often the others are what it leads to.
      if (absl::Status status = Report(scenario, found.violation, seed);
          !status.ok())
        return status;
      break;
    }
    return worst;
  }

  absl::Status Report(const Scenario& scenario,
                      const checker::Violation& violation, uint64_t seed) {
    progress_.Clear();
    console_.out << "seed " << seed << ": " << violation.kind << " ("
                 << violation.oracle << ")";
    if (!violation.row.empty()) console_.out << ", race " << violation.row;
    const absl::StatusOr<std::string> file =
        WriteFinding(scenario, violation, options_, console_);
    // To make it small again took too long; the seed tells all.
    const bool large = absl::IsResourceExhausted(file.status());
    if (file.ok()) console_.out << ": " << *file;
    console_.out << "\n";
    console_.out.flush();
    return large ? absl::OkStatus() : file.status();
  }

  void ShowProgress() {
    checker::Exploration so_far;
    so_far.executions = run_ + 1;
    so_far.violations.resize(Of(Result::kFinding));
    so_far.elapsed = absl::Now() - start_;
    progress_.Update(so_far);
  }

  std::string Summary() const {
    std::string text = absl::StrCat(checker::Plural(run_, "workload"), " on ",
                                    options_.release, " from seed ",
                                    options_.exploration.seed, ": ");
    for (size_t i = 0; i < results_.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? "" : ", ", results_[i], " ",
                      kResultNames[i]);
    }
    if (options_.timing) {
      const double seconds = absl::ToDoubleSeconds(absl::Now() - start_);
      absl::StrAppendFormat(&text, "; %.1f s, %.0f workloads/s", seconds,
                            static_cast<double>(run_) / seconds);
    }
    return absl::StrCat(text, "\n");
  }

  const Options& options_;
  Console& console_;
  Progress progress_;
  const absl::Time start_;
  std::vector<Setting> settings_;
  uint64_t run_ = 0;
  std::array<uint64_t, static_cast<size_t>(Result::kCount)> results_ = {};
};

}  // namespace

ExitStatus Fuzz(const CommandLine& line, Console& console) {
  if (!line.arguments.empty()) {
    return Complain(
        absl::InvalidArgumentError("fuzz takes flags only; it makes its "
                                   "workloads up"),
        console);
  }
  const absl::StatusOr<std::vector<dio::Switch>> fixes =
      dio::LaterFixes(line.options.release);
  if (!fixes.ok()) {
    return Complain(absl::InvalidArgumentError(
                        absl::StrCat("--release: ", fixes.status().message())),
                    console);
  }
  return Fuzzer(line, console).Run(*fixes);
}

}  // namespace diorace::cli
