// What users do on a random machine.

#ifndef DIORACE_SCENARIOS_RANDOM_TASKS_H_
#define DIORACE_SCENARIOS_RANDOM_TASKS_H_

#include "scenarios/dice.h"
#include "scenarios/random_machine.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// Adds one to three tasks, and the memory that they work on, to `scenario`,
// which has `machine` and no more.
void AddRandomTasks(Dice& dice, const RandomMachine& machine,
                    Scenario& scenario);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_RANDOM_TASKS_H_
