#include "tools/cli/scenario_run.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "checker/division/checkpoint.h"
#include "checker/explore/estimate.h"
#include "checker/runtime/digest.h"
#include "checker/runtime/violation.h"
#include "google/protobuf/text_format.h"
#include "model/row.h"

namespace diorace::cli {
namespace {

checker::CampaignOptions OptionsFor(const Scenario& scenario,
                                    const Options& options) {
  checker::CampaignOptions campaign;
  campaign.strategy = StrategyOptionsOf(options, scenario.bounds().strategy());
  campaign.budget.time_limit = options.time_limit;
  campaign.budget.max_steps =
      options.max_steps.value_or(scenario.bounds().max_steps());
  if (scenario.bounds().has_max_executions())
    campaign.budget.max_executions = scenario.bounds().max_executions();
  if (options.max_executions.has_value())
    campaign.budget.max_executions = *options.max_executions;
  return campaign;
}

std::string BoundOf(const checker::Exploration& exploration,
                    const checker::CampaignOptions& options) {
  switch (exploration.stop) {
    case checker::StopReason::kExecutions:
      return absl::StrCat(
          "max_executions=",
          options.budget.max_executions == checker::Budget().max_executions
              ? exploration.executions
              : options.budget.max_executions);
    case checker::StopReason::kTime:
      return absl::StrCat("time_limit=",
                          absl::FormatDuration(options.budget.time_limit));
    case checker::StopReason::kInterrupted:
      return "interruption";
    case checker::StopReason::kDiverged:
    case checker::StopReason::kElsewhere:
      return "";
    case checker::StopReason::kExhausted:
      break;
  }
  if (exploration.cut_executions != 0)
    return absl::StrCat("max_steps=", options.budget.max_steps);
  const std::optional<uint32_t> preemptions = options.strategy.preemption_bound;
  return exploration.left_out && preemptions.has_value()
             ? absl::StrCat("preemption_bound=", *preemptions)
             : "";
}

bool IsHypothesis(const Scenario& scenario) {
  return scenario.expect().verdict() == Expectation::HYPOTHESIS;
}

bool TasksMatch(const ExpectedViolation& expected,
                const checker::ViolationRecord& found) {
  if (expected.task_size() == 0) return true;
  std::set<absl::string_view> tasks;
  for (const checker::OperationRecord& operation : found.operation())
    tasks.insert(operation.task());
  return tasks == std::set<absl::string_view>(expected.task().begin(),
                                              expected.task().end());
}

bool Matches(const ExpectedViolation& expected,
             const checker::ViolationRecord& found) {
  return (!expected.has_kind() || expected.kind() == found.kind()) &&
         (!expected.has_oracle() || expected.oracle() == found.oracle()) &&
         (!expected.has_blame() || expected.blame() == found.blame()) &&
         (!expected.has_row() || expected.row() == found.row()) &&
         TasksMatch(expected, found);
}

std::string Describe(const ExpectedViolation& expected) {
  std::vector<std::string> parts;
  if (expected.has_kind()) parts.push_back(expected.kind());
  if (expected.has_oracle()) parts.push_back(expected.oracle());
  if (expected.has_blame())
    parts.push_back(absl::StrCat("blame ", expected.blame()));
  if (expected.has_row())
    parts.push_back(absl::StrCat("race ", expected.row()));
  if (expected.task_size() != 0) {
    parts.push_back(
        absl::StrCat("tasks ", absl::StrJoin(expected.task(), " and ")));
  }
  return absl::StrJoin(parts, ", ");
}

// Compares the violations found with those that are listed. Returns whether
// each of those listed was found.
bool CompareViolations(const ScenarioRun& run, Judgement& judgement) {
  const Expectation& expect = run.scenario.expect();
  judgement.expected.assign(
      run.campaign.schedules.size(),
      expect.verdict() != Expectation::PASS && expect.violation_size() == 0);
  bool all_found = true;
  for (const ExpectedViolation& expected : expect.violation()) {
    bool found = false;
    for (size_t i = 0; i < run.campaign.schedules.size(); ++i) {
      if (!Matches(expected, run.campaign.schedules[i].violation())) continue;
      judgement.expected[i] = true;
      found = true;
    }
    if (found || IsHypothesis(run.scenario)) continue;
    all_found = false;
    judgement.reasons.push_back(
        absl::StrCat("not found: ", Describe(expected)));
  }
  return all_found;
}

// The checker cannot know whose rule was broken; here, all that it watches over
// (lifetimes, locks, wake-ups) are the kernel's, but for what is wrong with the
// scenario itself.
absl::string_view BlameOfRow(absl::string_view row) {
  return dio::IsHypothesisRow(row) ? "hypothesis" : "kernel";
}

// The row of what the checker found by itself, where the switches leave no
// doubt.
void NameRow(const dio::Behaviour& behaviour,
             checker::ViolationRecord& violation) {
  dio::Symptom symptom{.kind = violation.kind(),
                       .object = violation.object(),
                       .message = violation.message()};
  if (violation.operation_size() > 0) {
    const checker::OperationRecord& last = *violation.operation().rbegin();
    symptom.touched = last.object();
    symptom.label = last.label();
  }
  const absl::string_view row = dio::RowOf(symptom, behaviour);
  if (!row.empty()) violation.set_row(std::string(row));
}

// A number that stands for what is explored, and within which bounds.
uint64_t SettingsOf(const Scenario& scenario,
                    const checker::CampaignOptions& campaign) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(scenario, &text);
  return checker::Combine(
      checker::Digest(text),
      checker::Combine(campaign.budget.max_steps,
                       static_cast<uint64_t>(campaign.strategy.dpor)));
}

// Of what fails, each share would find the same violations, or none and be
// right.
bool MayHaveShares(const Scenario& scenario) {
  return scenario.expect().verdict() == Expectation::PASS;
}

// Whether each share explores a part. What is small is not worth finding out
// how to divide; who wrote the scenario knows.
bool IsDividedIntoShares(const Scenario& scenario, const Options& options) {
  return MayHaveShares(scenario) &&
         (options.divide || scenario.bounds().shards() > 1);
}

// The same for shares that belong together, whatever their strategy.
uint64_t SearchOf(const Scenario& scenario, const Options& options,
                  const checker::CampaignOptions& campaign) {
  const checker::StrategyOptions& strategy = campaign.strategy;
  uint64_t search = SettingsOf(scenario, campaign);
  search = checker::Combine(search, checker::ProgramDigest());
  search = checker::Combine(search, checker::Digest(strategy.name));
  search = checker::Combine(search, strategy.seed);
  search = checker::Combine(search, strategy.deepening ? 1 : 0);
  const uint32_t none = std::numeric_limits<uint32_t>::max();
  search = checker::Combine(search, strategy.preemption_bound.value_or(none));
  search = checker::Combine(search, IsDividedIntoShares(scenario, options));
  return checker::Combine(search, options.shares);
}

std::optional<checker::Division> DivisionOf(
    const Scenario& scenario, const Options& options,
    const checker::CampaignOptions& campaign) {
  const bool bounded =
      campaign.budget.max_executions != std::numeric_limits<uint64_t>::max();
  const uint32_t jobs = options.same_each_time && bounded ? 1 : options.jobs;
  if (jobs == 1 && options.shares == 1 && options.checkpoint.empty())
    return std::nullopt;
  checker::Division division;
  division.options = {.jobs = jobs,
                      .shares = options.shares,
                      .share = options.share,
                      // Small ones are spread over the shares.
                      .home = static_cast<uint32_t>(
                          checker::Digest(scenario.name()) % options.shares),
                      .checkpoint = options.checkpoint,
                      .interval = options.checkpoint_interval,
                      .resume = options.resume,
                      .subject = scenario.name(),
                      .settings = SettingsOf(scenario, campaign)};
  division.indivisible =
      options.shares > 1 && !IsDividedIntoShares(scenario, options);
  division.make_body = [&scenario] {
    // It was compiled before.
    const auto compiled =
        std::make_shared<CompiledScenario>(*Compile(scenario));
    return checker::WorkerBody{
        .run = [compiled] { compiled->Run(); },
        .report = [compiled] { return compiled->Reached().to_string(); }};
  };
  return division;
}

absl::Status CheckpointStatus(const Options& options,
                              const checker::CampaignOptions& campaign) {
  if (options.checkpoint.empty() || checker::CanBeDivided(campaign))
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "--checkpoint: there is no way to save how far ", campaign.strategy.name,
      " is",
      campaign.strategy.name == "dpor" ? " with a bound on preemptions" : "",
      "; only dpor without bounds can go on later"));
}

}  // namespace

absl::StatusOr<Subject> PrepareSubject(const LoadedScenario& loaded) {
  absl::StatusOr<CompiledScenario> compiled = Compile(loaded.scenario);
  if (!compiled.ok()) return AtPlace(compiled.status(), loaded);
  return Subject{loaded.scenario, *std::move(compiled)};
}

ScenarioRun RunScenario(
    const Subject& subject, const Options& options,
    absl::FunctionRef<void(const checker::Exploration&)> progress,
    const std::atomic<bool>* interrupted) {
  checker::CampaignOptions campaign = CampaignOptionsOf(subject, options);
  campaign.budget.interrupted = interrupted;
  campaign.division = DivisionOf(subject.scenario, options, campaign);
  ScenarioRun run;
  run.scenario = subject.scenario;
  run.undivided = options.shares > 1 && checker::CanBeDivided(campaign) &&
                  MayHaveShares(subject.scenario) &&
                  !IsDividedIntoShares(subject.scenario, options);
  if (options.sharded)
    run.search = SearchOf(subject.scenario, options, campaign);
  run.status = CheckpointStatus(options, campaign);
  if (!run.status.ok()) return run;
  // The command line and the file were checked, so the strategy exists.
  absl::StatusOr<checker::Campaign> result =
      checker::RunCampaign([&] { subject.compiled.Run(); }, campaign, progress);
  run.status = result.status();
  if (!result.ok()) return run;
  run.campaign = *std::move(result);
  for (const std::string& report : run.campaign.reports) {
    if (report.find_first_not_of("01") != std::string::npos) {
      run.status = absl::InvalidArgumentError(
          absl::StrCat(options.checkpoint, ": the checkpoint is damaged"));
      return run;
    }
    subject.compiled.AddReached(dio::StepSet(report));
  }
  run.reached = subject.compiled.Reached();
  run.unreached = subject.compiled.Unreached();
  run.bound = BoundOf(run.campaign.exploration, campaign);
  for (checker::Schedule& schedule : run.campaign.schedules)
    CompleteSchedule(subject, schedule);
  return run;
}

void CompleteSchedule(const Subject& subject, checker::Schedule& schedule) {
  schedule.set_subject(subject.scenario.name());
  *schedule.MutableExtension(scenario) = subject.scenario;
  if (schedule.violation().has_blame() ||
      schedule.violation().kind() == checker::violation_kind::kTestBody)
    return;
  NameRow(subject.compiled.behaviour(), *schedule.mutable_violation());
  schedule.mutable_violation()->set_blame(
      std::string(BlameOfRow(schedule.violation().row())));
}

std::string BlameOf(const checker::Violation& violation,
                    const dio::Behaviour& behaviour) {
  if (!violation.blame.empty() ||
      violation.kind == checker::violation_kind::kTestBody)
    return violation.blame;
  dio::Symptom symptom{.kind = violation.kind,
                       .object = violation.object,
                       .message = violation.message};
  if (!violation.operations.empty()) {
    symptom.touched = violation.operations.back().object;
    symptom.label = violation.operations.back().label;
  }
  return std::string(BlameOfRow(dio::RowOf(symptom, behaviour)));
}

checker::CampaignOptions CampaignOptionsOf(const Subject& subject,
                                           const Options& options) {
  return OptionsFor(subject.scenario, options);
}

std::optional<checker::SizeEstimate> EstimateSize(
    const Subject& subject, const Options& options,
    const std::atomic<bool>* interrupted) {
  const checker::CampaignOptions campaign = CampaignOptionsOf(subject, options);
  const checker::StrategyOptions& strategy = campaign.strategy;
  if (strategy.name != "dfs" || strategy.deepening ||
      strategy.preemption_bound.has_value())
    return std::nullopt;
  // Its own copy, since a scenario remembers which steps were reached.
  const absl::StatusOr<CompiledScenario> compiled = Compile(subject.scenario);
  if (!compiled.ok()) return std::nullopt;
  const auto body = [&] { compiled->Run(); };
  checker::Explorer explorer(body);
  return checker::EstimateInterleavings(explorer, strategy.seed,
                                        campaign.budget.max_steps, interrupted);
}

absl::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kHypothesis:
      return "hypothesis";
    case Verdict::kElsewhere:
      return "elsewhere";
    case Verdict::kIncomplete:
      break;
  }
  return "incomplete";
}

absl::string_view ExpectedName(const Scenario& scenario) {
  if (IsHypothesis(scenario)) return VerdictName(Verdict::kHypothesis);
  return scenario.expect().verdict() == Expectation::PASS ? "pass" : "fail";
}

Verdict VerdictOf(const checker::Exploration& exploration) {
  if (!exploration.violations.empty()) return Verdict::kFail;
  if (exploration.stop == checker::StopReason::kElsewhere)
    return Verdict::kElsewhere;
  return exploration.complete() ? Verdict::kPass : Verdict::kIncomplete;
}

Judgement Judge(const ScenarioRun& run) {
  const checker::Exploration& exploration = run.campaign.exploration;
  Judgement judgement;
  if (exploration.stop == checker::StopReason::kElsewhere) {
    judgement.verdict = Verdict::kElsewhere;
    judgement.ok = true;
    judgement.status = ExitStatus::kAsExpected;
    return judgement;
  }
  judgement.verdict = IsHypothesis(run.scenario) ? Verdict::kHypothesis
                                                 : VerdictOf(exploration);
  if (exploration.stop == checker::StopReason::kDiverged) {
    judgement.reasons.push_back(absl::StrCat(
        "the model is not deterministic, which is a bug of diorace: ",
        exploration.error));
    judgement.expected.assign(run.campaign.schedules.size(), false);
    return judgement;
  }

  // More executions cannot take back a difference, but can find what is
  // missing.
  bool missing = !CompareViolations(run, judgement);
  bool differs = false;
  for (const bool expected : judgement.expected) differs |= !expected;
  if (VerdictName(judgement.verdict) != ExpectedName(run.scenario)) {
    judgement.reasons.insert(
        judgement.reasons.begin(),
        judgement.verdict == Verdict::kIncomplete
            ? absl::StrCat("stopped by ", run.bound,
                           " before the verdict was known (",
                           ExpectedName(run.scenario), " is expected)")
            : absl::StrCat("the verdict is ", VerdictName(judgement.verdict),
                           ", but ", ExpectedName(run.scenario),
                           " is expected"));
    missing = true;
  } else if (differs) {
    judgement.reasons.emplace_back(
        "there are violations that are not expected");
  }
  for (const std::string& step : run.unreached) {
    if (exploration.shares > 1) break;  // for all shares together to say
    judgement.reasons.push_back(absl::StrCat("no execution reached step ", step,
                                             ", which must_reach demands"));
    missing = true;
  }
  judgement.ok = !missing && !differs &&
                 (exploration.executions > 0 || exploration.shares > 1);
  judgement.status = judgement.ok ? ExitStatus::kAsExpected
                     : differs || exploration.complete()
                         ? ExitStatus::kDiffers
                         : ExitStatus::kCutShort;
  return judgement;
}

}  // namespace diorace::cli
