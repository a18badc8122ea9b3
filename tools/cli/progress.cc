#include "tools/cli/progress.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "checker/number_text.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

using checker::WithThousands;

constexpr absl::Duration kSilence = absl::Seconds(1);
constexpr absl::Duration kBetweenOverwrites = absl::Milliseconds(200);
constexpr absl::Duration kBetweenLines = absl::Seconds(5);
constexpr size_t kColumns = 80;  // of an unknown terminal
constexpr size_t kLeastBar = 10;
constexpr size_t kWidestBar = 30;
constexpr double kLargest = 1e15;  // that is worth its digits

std::string NumberText(double number) {
  return number < kLargest ? WithThousands(static_cast<uint64_t>(number))
                           : absl::StrFormat("%.1e", number);
}

// Three digits, "1,230,000", of what is not known to more.
std::string RoundedText(double number) {
  const double unit =
      std::pow(10, std::max(0.0, std::floor(std::log10(number)) - 2));
  return NumberText(std::round(number / unit) * unit);
}

std::string TotalText(const checker::SizeEstimate& estimate) {
  const std::string about =
      absl::StrCat("~", RoundedText(estimate.total), " in all");
  if (estimate.rough) return absl::StrCat(about, " (rough)");
  return absl::StrCat(about, " (95%: ", NumberText(estimate.low), " to ",
                      NumberText(estimate.high), ")");
}

// "1h02m", "1m40s", "7s".
std::string TimeText(double seconds) {
  if (seconds >= 100 * 3600) return "days";
  const auto whole = static_cast<int>(std::ceil(seconds));
  if (whole >= 3600)
    return absl::StrFormat("%dh%02dm", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return absl::StrFormat("%dm%02ds", whole / 60, whole % 60);
  return absl::StrCat(whole, "s");
}

// How much of the run is over, and how long the rest takes at this rate.
struct Outlook {
  double share = 0;  // from 0 to 1
  double seconds_left = 0;
};

std::optional<Outlook> OutlookOf(
    const Progress::Run& run, const checker::Exploration& exploration,
    const std::optional<checker::SizeEstimate>& estimate) {
  const bool bounded = run.max_executions != checker::Budget().max_executions;
  if (!estimate.has_value() && !bounded &&
      run.time_limit == absl::InfiniteDuration())
    return std::nullopt;
  const double elapsed = absl::ToDoubleSeconds(exploration.elapsed);
  double share = elapsed / absl::ToDoubleSeconds(run.time_limit);
  // The bound is on all that is begun.
  if (bounded) {
    share = std::max(share, static_cast<double>(exploration.executions +
                                                exploration.redundant) /
                                static_cast<double>(run.max_executions));
  }
  if (estimate.has_value()) {
    share = std::max(
        share, static_cast<double>(exploration.executions) / estimate->total);
  }
  // An estimate may have been too low; the run is not over all the same.
  share = std::min(share, 0.999);
  const double left = share > 0 ? elapsed * (1 - share) / share
                                : std::numeric_limits<double>::infinity();
  return Outlook{share, left};
}

// What is said, the most important first; and in which order it stands.
struct Part {
  int place;
  std::string text;
};

std::vector<Part> PartsOf(const Progress::Run& run,
                          const checker::Exploration& exploration,
                          const std::optional<checker::SizeEstimate>& estimate,
                          const std::optional<Outlook>& outlook) {
  const double rate =
      static_cast<double>(exploration.executions) /
      std::max(absl::ToDoubleSeconds(exploration.elapsed), 1e-9);
  const size_t violations = exploration.violations.size();
  std::vector<Part> parts = {
      {0, checker::Plural(exploration.executions, run.unit)}};
  if (outlook.has_value())
    parts.push_back({5, TimeText(outlook->seconds_left) + " left"});
  parts.push_back({3, violations == 0
                          ? "no violation"
                          : checker::Plural(violations, "violation")});
  if (estimate.has_value()) parts.push_back({4, TotalText(*estimate)});
  parts.push_back({1, WithThousands(static_cast<uint64_t>(rate)) + "/s"});
  parts.push_back({2, absl::StrCat("depth ", exploration.max_depth)});
  return parts;
}

std::string Bar(double share, size_t columns) {
  const auto full = static_cast<size_t>(share * static_cast<double>(columns));
  return absl::StrCat("[", std::string(full, '#'),
                      std::string(columns - full, '-'), "] ");
}

}  // namespace

std::string ProgressLine(const Progress::Run& run,
                         const checker::Exploration& exploration,
                         const std::optional<checker::SizeEstimate>& estimate,
                         bool bar, size_t width) {
  const std::optional<Outlook> outlook = OutlookOf(run, exploration, estimate);
  const std::string percent =
      outlook.has_value()
          ? absl::StrFormat("%3.0f%% ", std::floor(outlook->share * 100))
          : "";
  std::string name = run.name;
  if (name.size() > width / 3)
    name = absl::StrCat(name.substr(0, width / 3), "...");
  absl::StrAppend(&name, bar && outlook.has_value() ? " " : ": ");

  std::vector<Part> kept;
  size_t used = name.size() + percent.size();
  for (Part& part : PartsOf(run, exploration, estimate, outlook)) {
    if (used + part.text.size() + 2 > width) continue;
    used += part.text.size() + 2;
    kept.push_back(std::move(part));
  }
  std::sort(kept.begin(), kept.end(),
            [](const Part& a, const Part& b) { return a.place < b.place; });
  std::string line = name;
  if (bar && outlook.has_value() && used + kLeastBar + 3 <= width) {
    line += Bar(outlook->share, std::min(kWidestBar, width - used - 3));
  }
  line += percent;
  for (size_t i = 0; i < kept.size(); ++i)
    absl::StrAppend(&line, i == 0 ? "" : ", ", kept[i].text);
  return line.substr(0, width);
}

Progress::Run ProgressRun(absl::string_view name,
                          const checker::CampaignOptions& options) {
  Progress::Run run{.name = std::string(name),
                    .max_executions = options.budget.max_executions,
                    .time_limit = options.budget.time_limit};
  const std::string& strategy = options.strategy.name;
  if (strategy == "dpor") {
    run.unit = "trace";
  } else if (strategy == "dfs") {
    run.unit = "interleaving";
  } else if (run.max_executions == checker::Budget().max_executions &&
             run.time_limit == absl::InfiniteDuration() &&
             checker::MakeStrategy(options.strategy).ok() &&
             !(*checker::MakeStrategy(options.strategy))->exhaustive()) {
    run.max_executions = checker::kDefaultSamples;
  }
  return run;
}

ScenarioRun RunWithProgress(const Subject& subject, absl::string_view name,
                            const Options& options, Progress& progress,
                            Console& console) {
  Progress::Run about = ProgressRun(name, CampaignOptionsOf(subject, options));
  about.estimate = [&] {
    return EstimateSize(subject, options, console.interrupted);
  };
  progress.Start(std::move(about));
  Options own = options;
  if (!own.checkpoint.empty())
    own.checkpoint = PathFrom(console.directory, own.checkpoint);
  ScenarioRun run = RunScenario(
      subject, own,
      [&](const checker::Exploration& so_far) { progress.Update(so_far); },
      console.interrupted);
  progress.Clear();
  if (run.status.ok() && !run.campaign.unsaved.ok()) {
    console.err << "diorace: warning: " << run.campaign.unsaved.message()
                << "; what was explored since the last checkpoint that could "
                   "be written is not saved\n";
  }
  return run;
}

Progress::Progress(Console& console, const Options& options)
    : console_(console),
      on_(options.progress != When::kNever),
      overwrites_(console.err_is_terminal) {}

void Progress::Start(Run run) {
  run_ = std::move(run);
  asked_ = false;
  estimate_.reset();
  next_ = kSilence;
}

void Progress::Update(const checker::Exploration& exploration) {
  if (!on_ || exploration.elapsed < next_) return;
  next_ =
      exploration.elapsed + (overwrites_ ? kBetweenOverwrites : kBetweenLines);
  if (!asked_ && !exploration.estimate.has_value() && run_.estimate)
    estimate_ = run_.estimate();
  asked_ = true;
  const std::optional<checker::SizeEstimate> estimate =
      exploration.estimate.has_value() ? exploration.estimate : estimate_;
  if (overwrites_) {
    const int known =
        console_.err_columns == nullptr ? 0 : console_.err_columns();
    const size_t columns = known > 0 ? static_cast<size_t>(known) : kColumns;
    // In the last column the cursor would go on to the next line.
    console_.err << "\r"
                 << ProgressLine(run_, exploration, estimate, /*bar=*/true,
                                 columns - 1)
                 << "\x1b[K";
  } else {
    console_.err << ProgressLine(run_, exploration, estimate, /*bar=*/false,
                                 std::numeric_limits<size_t>::max() / 2)
                 << "\n";
  }
  console_.err.flush();
  shown_ = true;
}

void Progress::Clear() {
  if (!shown_ || !overwrites_) return;
  console_.err << "\r\x1b[K";
  console_.err.flush();
  shown_ = false;
}

}  // namespace diorace::cli
