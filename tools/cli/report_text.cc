#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "checker/guarantee.h"
#include "checker/number_text.h"
#include "scenarios/faults.h"
#include "tools/cli/coverage.h"
#include "tools/cli/paint.h"
#include "tools/cli/report.h"
#include "tools/cli/schedule_output.h"

namespace diorace::cli {
namespace {

constexpr absl::string_view kUndivided =
    "since the bounds do not say shards (--divide does it all the same)";

std::string Count(size_t number, absl::string_view what) {
  return absl::StrCat(number, " ", what, number == 1 ? "" : "s");
}

// "blame no_promise, race R01"; what is wrong with the scenario itself is
// nobody's.
std::string BlameText(const checker::ViolationRecord& violation) {
  std::string text = violation.has_blame()
                         ? absl::StrCat("blame ", violation.blame())
                         : "no blame";
  if (violation.has_row()) absl::StrAppend(&text, ", race ", violation.row());
  return text;
}

std::string SizeText(const checker::Minimality& minimality) {
  return absl::StrCat(Count(minimality.steps(), "step"), ", ",
                      Count(minimality.preemptions(), "preemption"));
}

absl::string_view OkText(const Judgement& judgement) {
  if (judgement.verdict == Verdict::kElsewhere) return "-";
  if (judgement.ok)
    return judgement.verdict == Verdict::kHypothesis ? "-" : "yes";
  return judgement.status == ExitStatus::kCutShort ? "?" : "NO";
}

class TextReport final : public CheckReport {
 public:
  TextReport(const Options& options, Console& console)
      : options_(options),
        console_(console),
        paint_(options.color, console.out_is_terminal) {}

  void Begin(const std::vector<Listed>& all) override {
    scenarios_ = all.size();
    for (const Listed& listed : all) {
      const Scenario& scenario = listed.subject.scenario;
      name_width_ = std::max(name_width_, scenario.name().size());
      release_width_ = std::max(release_width_, scenario.release().size());
      expected_width_ =
          std::max(expected_width_, ExpectedName(scenario).size());
    }
    console_.out << paint_.Strong(Row("scenario", "release", "verdict",
                                      "expected", "ok", "executions",
                                      "seconds"))
                 << "\n";
    console_.out.flush();
  }

  void Add(const ScenarioRun& run, const Judgement& judgement) override {
    const checker::Exploration& exploration = run.campaign.exploration;
    const std::string row = Row(
        run.scenario.name(), run.scenario.release(),
        VerdictName(judgement.verdict), ExpectedName(run.scenario),
        OkText(judgement), checker::WithThousands(exploration.executions),
        absl::StrFormat("%.2f", absl::ToDoubleSeconds(exploration.elapsed)));
    console_.out << (judgement.ok ? row : paint_.Bad(row)) << "\n";
    console_.out.flush();
    reached_ |= run.reached;
    faults_.insert(FaultsText(run.scenario));
    ++done_;
    const bool hypothesis = judgement.verdict == Verdict::kHypothesis;
    const bool elsewhere = judgement.verdict == Verdict::kElsewhere;
    elsewhere_ += elsewhere;
    undivided_ += run.undivided;
    as_expected_ += judgement.ok && !hypothesis && !elsewhere;
    hypotheses_ += judgement.ok && hypothesis;
    undecided_ += judgement.status == ExitStatus::kCutShort;
    complete_ += exploration.complete();
    for (size_t i = 0; i < run.campaign.schedules.size(); ++i)
      AddViolation(run, i, judgement.expected[i]);
    for (const std::string& reason : judgement.reasons) {
      absl::StrAppend(&reasons_, paint_.Bad("NOT OK"), "  ",
                      run.scenario.name(), ": ", reason, "\n");
    }
  }

  void End() override {
    if (!violations_.empty())
      console_.out << "\nviolations found\n" << violations_;
    if (!reasons_.empty()) console_.out << "\n" << reasons_;
    if (options_.coverage) console_.out << "\n" << CoverageText(reached_);
    console_.out << "\n" << SummaryText() << "\n" << GuaranteeText() << "\n";
    console_.out.flush();
  }

 private:
  std::string Row(absl::string_view name, absl::string_view release,
                  absl::string_view verdict, absl::string_view expected,
                  absl::string_view ok, absl::string_view executions,
                  absl::string_view seconds) const {
    std::string row = absl::StrFormat(
        "%-*s  %-*s  %-10s  %-*s  %-3s  %13s", static_cast<int>(name_width_),
        name, static_cast<int>(release_width_), release, verdict,
        static_cast<int>(expected_width_), expected, ok, executions);
    if (options_.timing) absl::StrAppendFormat(&row, "  %8s", seconds);
    return row;
  }

  void AddViolation(const ScenarioRun& run, size_t index, bool expected) {
    const checker::ViolationRecord& violation =
        run.campaign.schedules[index].violation();
    const std::vector<std::string> lines =
        absl::StrSplit(violation.message(), '\n');
    const std::string headline =
        absl::StrCat(run.scenario.name(), ": ", BlameText(violation));
    absl::StrAppend(
        &violations_, "  ",
        expected ? headline : paint_.Bad(headline + " (NOT expected)"),
        "\n    ", violation.kind(), ": ", lines[0], "\n    ",
        SchedulePath(options_, run.scenario.name(), index), " (",
        SizeText(run.campaign.schedules[index].minimality()), ")\n");
  }

  std::string SummaryText() const {
    std::string text = absl::StrCat(Count(scenarios_, "scenario"), ": ",
                                    as_expected_, " as expected");
    if (undecided_ != 0) absl::StrAppend(&text, ", ", undecided_, " undecided");
    if (hypotheses_ != 0) {
      absl::StrAppend(&text, ", ", hypotheses_,
                      hypotheses_ == 1 ? " hypothesis" : " hypotheses");
    }
    if (elsewhere_ != 0)
      absl::StrAppend(&text, ", ", elsewhere_, " of another share");
    if (done_ != scenarios_)
      absl::StrAppend(&text, ", ", scenarios_ - done_, " not started");
    const size_t others =
        done_ - as_expected_ - undecided_ - hypotheses_ - elsewhere_;
    if (others == 0) return text;
    return absl::StrCat(text, ", ",
                        paint_.Bad(absl::StrCat(others, " NOT as expected")));
  }

  std::string GuaranteeText() const {
    const std::string model = checker::ModelText(
        faults_.empty() ? checker::kNoFaults
        : faults_.size() == 1
            ? absl::string_view(*faults_.begin())
            : "no injected faults but those that scenarios ask for");
    if (options_.shares > 1) return ShareText(model);
    if (complete_ == 0) {
      return absl::StrCat("no guarantee ", model,
                          ": no scenario was explored to its end");
    }
    const std::string complete =
        absl::StrCat("complete for ", complete_, " of ",
                     Count(scenarios_, "scenario"), " ", model);
    if (complete_ == scenarios_)
      return absl::StrCat(complete, ": every interleaving is covered");
    return absl::StrCat(complete, "; of the other ", scenarios_ - complete_,
                        done_ == scenarios_
                            ? ", sampled or cut short"
                            : ", sampled, cut short or not started",
                        ", only what was found is certain");
  }

  // A share does not know what the others find.
  std::string ShareText(absl::string_view model) const {
    return absl::StrCat(
        "share ", options_.share, " of ", options_.shares, ": what it has of ",
        complete_, " of ", Count(scenarios_, "scenario"),
        " was explored to its end ", model,
        "; `diorace merge` says what all shares have shown",
        undivided_ == 0
            ? ""
            : absl::StrCat("\nnot divided, ", kUndivided, ": ", undivided_));
  }

  const Options& options_;
  Console& console_;
  const Paint paint_;
  size_t name_width_ = sizeof("scenario") - 1;
  size_t release_width_ = sizeof("release") - 1;
  size_t expected_width_ = sizeof("expected") - 1;
  size_t scenarios_ = 0;  // that check was asked for
  size_t done_ = 0;       // of them; an interruption leaves some out
  size_t as_expected_ = 0;
  size_t undecided_ = 0;
  size_t hypotheses_ = 0;
  size_t elsewhere_ = 0;
  size_t undivided_ = 0;
  size_t complete_ = 0;
  std::string violations_, reasons_;
  dio::StepSet reached_;
  std::set<std::string> faults_;  // what the scenarios assume
};

std::string OperationText(const checker::OperationRecord& operation) {
  std::string text = absl::StrCat(operation.task(), ": ", operation.operation(),
                                  " ", operation.object());
  if (operation.has_end()) {
    absl::StrAppend(&text, "[", operation.begin(), ",", operation.end(), ")");
  }
  if (operation.has_label())
    absl::StrAppend(&text, " (", operation.label(), ")");
  return absl::StrCat(text, " at ", operation.at());
}

// "NAME, release 7.0, dio_bounce=off".
std::string SubjectText(const Scenario& scenario) {
  std::string text =
      absl::StrCat(scenario.name(), ", release ", scenario.release());
  for (const SwitchSetting& setting : scenario.switch_setting()) {
    absl::StrAppend(&text, ", ", setting.name(), "=",
                    setting.on() ? "on" : "off");
  }
  return text;
}

std::string RateText(const checker::Exploration& exploration) {
  const double seconds = absl::ToDoubleSeconds(exploration.elapsed);
  const double rate =
      static_cast<double>(exploration.executions) / std::max(seconds, 1e-9);
  return absl::StrFormat("%.2f s, %s executions/s\n", seconds,
                         checker::WithThousands(static_cast<uint64_t>(rate)));
}

}  // namespace

std::string ExploreText(const ScenarioRun& run, const Options& options) {
  std::string text = absl::StrCat(SubjectText(run.scenario), "\n");
  for (size_t i = 0; i < run.campaign.schedules.size(); ++i) {
    const checker::Schedule& schedule = run.campaign.schedules[i];
    const checker::ViolationRecord& violation = schedule.violation();
    absl::StrAppend(&text, "\n", i + 1, ". ", violation.kind(), " (",
                    violation.oracle(), "), ", BlameText(violation), "\n");
    for (const absl::string_view line :
         absl::StrSplit(violation.message(), '\n'))
      absl::StrAppend(&text, "   ", line, "\n");
    for (const checker::OperationRecord& operation : violation.operation())
      absl::StrAppend(&text, "   ", OperationText(operation), "\n");
    absl::StrAppend(
        &text, "   schedule: ", SchedulePath(options, run.scenario.name(), i),
        " (", SizeText(schedule.minimality()), ")\n   ",
        schedule.minimality().minimal().claim(), "\n");
  }
  absl::StrAppend(&text, "\n");
  if (run.undivided) absl::StrAppend(&text, "not divided, ", kUndivided, "\n");
  if (options.shares == 1) {  // what a share did not reach, another may
    for (const std::string& step : run.unreached)
      absl::StrAppend(&text, "no execution reached step ", step, "\n");
  }
  if (options.timing)
    absl::StrAppend(&text, RateText(run.campaign.exploration));
  return absl::StrCat(
      text,
      checker::Guarantee(run.campaign, "scenario", FaultsText(run.scenario)),
      "\n");
}

std::unique_ptr<CheckReport> MakeTextReport(const Options& options,
                                            Console& console) {
  return std::make_unique<TextReport>(options, console);
}

}  // namespace diorace::cli
