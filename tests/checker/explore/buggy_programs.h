// Small programs with a bug that only some schedules show, written after the
// descriptions of SCTBench's, on which finding strategies are compared.
//
//   for (const BuggyProgram& program : BuggyPrograms())
//     Explorer(program.body).Explore(strategy, {.max_executions = 1000});
//
// Numbers that others measured on the same programs are not comparable to the
// last digit: there creating, joining and ending threads are steps too, here
// only accesses to shared state are.
//
// Source: Thomson, Donaldson and Betts, "Concurrency testing using controlled
// schedulers: an empirical study", TOPC 2016.

#ifndef DIORACE_TESTS_CHECKER_EXPLORE_BUGGY_PROGRAMS_H_
#define DIORACE_TESTS_CHECKER_EXPLORE_BUGGY_PROGRAMS_H_

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace checker {

struct BuggyProgram {
  // As in SCTBench, and fit for the name of a test: "reorder_3".
  std::string name;
  // Runs once, in an execution. Some schedule is a violation, and some is not.
  std::function<void()> body;
};

// All of them, in an order that never changes.
const std::vector<BuggyProgram>& BuggyPrograms();

void PrintTo(const BuggyProgram& program, std::ostream* out);

}  // namespace checker

#endif  // DIORACE_TESTS_CHECKER_EXPLORE_BUGGY_PROGRAMS_H_
