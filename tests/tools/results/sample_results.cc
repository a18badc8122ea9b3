#include "tests/tools/results/sample_results.h"

#include <string>

namespace diorace::results {
namespace {

constexpr char kHostile[] =
    "a|b]]><x y=\"1\">&amp;`c`\n::error::d,e:f%0A\r\t\x1b[2J\xff\xc0\x80{@}";

void Decide(checker::Schedule& schedule, const std::string& task,
            const std::string& operation, const std::string& at) {
  checker::StepRecord& step = *schedule.add_decision()->mutable_step();
  step.set_task(task);
  step.set_operation(operation);
  step.set_object("buffer");
  step.set_begin(0);
  step.set_end(256);
  step.set_label("D1 device fetches and checks");
  step.set_at(at);
}

void Involve(checker::Schedule& schedule, const checker::StepRecord& step) {
  checker::OperationRecord& operation =
      *schedule.mutable_violation()->add_operation();
  operation.set_task(step.task());
  operation.set_operation(step.operation());
  operation.set_object(step.object());
  operation.set_begin(step.begin());
  operation.set_end(step.end());
  operation.set_label(step.label());
  operation.set_at(step.at());
}

Finding GuardMismatch() {
  Finding finding;
  checker::Schedule& schedule = finding.schedule;
  checker::ViolationRecord& violation = *schedule.mutable_violation();
  violation.set_kind("guard_mismatch");
  violation.set_oracle("device_check");
  violation.set_object("buffer");
  violation.set_message("guard tag error at sector 0");
  violation.set_blame("no_promise");
  violation.set_row("R01");
  Decide(schedule, "writer", "sample", "model/block/integrity.cc:70");
  Decide(schedule, "user", "fill", "model/mm/user_buffer.cc:114");
  Decide(schedule, "writer/irq", "sample", "model/block/check.cc:61");
  Involve(schedule, schedule.decision(1).step());
  Involve(schedule, schedule.decision(2).step());
  schedule.mutable_minimality()->set_steps(3);
  schedule.mutable_minimality()->set_preemptions(1);
  finding.file = "diorace-out/failing.1.schedule.textproto";
  finding.expected = true;
  return finding;
}

}  // namespace

Result Passing() {
  Result result;
  result.scenario = "passing";
  result.release = "7.0";
  result.file = "scenarios/passing.textproto";
  result.line = 12;
  result.verdict = result.expected = "pass";
  result.ok = result.complete = true;
  result.strategy = "dpor";
  result.guarantee = "complete: 8 traces, no violation";
  result.executions = result.traces = 8;
  result.steps = 160;
  result.max_depth = 20;
  return result;
}

Result Failing() {
  Result result = Passing();
  result.scenario = "failing";
  result.release = "6.19";
  result.file = "scenarios/failing.textproto";
  result.verdict = result.expected = "fail";
  result.traces = 1280;
  result.findings = {GuardMismatch()};
  return result;
}

Result Surprising() {
  Result result = Failing();
  result.scenario = "surprising";
  result.expected = "pass";
  result.ok = false;
  result.findings[0].expected = false;
  result.reasons = {"the verdict is fail, but pass is expected"};
  return result;
}

Result Undecided() {
  Result result = Passing();
  result.scenario = "undecided";
  result.verdict = "incomplete";
  result.ok = result.complete = false;
  result.undecided = true;
  result.bound = "max_executions=8";
  result.reasons = {"stopped by max_executions=8 before the verdict was known"};
  return result;
}

Result Fixed() {
  Result result = Passing();
  result.scenario = "fixed";
  result.expected = "fail";
  result.ok = false;
  result.reasons = {"the verdict is pass, but fail is expected",
                    "not found: guard_mismatch"};
  return result;
}

Result Hostile() {
  Result result = Surprising();
  result.scenario = result.release = result.file = kHostile;
  result.reasons = {kHostile};
  Finding& finding = result.findings[0];
  finding.file = kHostile;
  checker::ViolationRecord& violation = *finding.schedule.mutable_violation();
  violation.set_object(kHostile);
  violation.set_message(kHostile);
  for (checker::OperationRecord& operation : *violation.mutable_operation()) {
    operation.set_task(kHostile);
    operation.set_at(kHostile);
  }
  for (checker::DecisionRecord& decision : *finding.schedule.mutable_decision())
    decision.mutable_step()->set_label(kHostile);
  checker::ChoiceRecord& choice =
      *finding.schedule.add_decision()->mutable_choice();
  choice.set_task(kHostile);
  choice.set_site(kHostile);
  return result;
}

}  // namespace diorace::results
