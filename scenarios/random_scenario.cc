#include "scenarios/random_scenario.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "scenarios/dice.h"
#include "scenarios/random_machine.h"
#include "scenarios/random_tasks.h"

namespace diorace {
namespace {

void AddFaults(Dice& dice, Scenario& scenario) {
  Faults& faults = *scenario.mutable_faults();
  faults.set_budget(1);
  const uint32_t first = dice.Below(Faults::Kind_ARRAYSIZE);
  const uint32_t other = (first + dice.Between(1, Faults::Kind_ARRAYSIZE - 1)) %
                         Faults::Kind_ARRAYSIZE;
  faults.add_kind(static_cast<Faults::Kind>(first));
  faults.add_kind(static_cast<Faults::Kind>(other));
}

}  // namespace

Scenario RandomScenario(uint64_t seed, absl::string_view release) {
  Dice dice(seed);
  Scenario scenario;
  scenario.set_name(absl::StrCat("fuzz_", seed));
  scenario.set_release(std::string(release));
  const RandomMachine machine = AddRandomMachine(dice, scenario);
  AddRandomTasks(dice, machine, scenario);
  if (dice.Percent(30)) AddFaults(dice, scenario);
  scenario.mutable_expect()->set_verdict(Expectation::PASS);
  return scenario;
}

}  // namespace diorace
