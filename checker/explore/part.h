// A part of a search space: what one machine, process or thread explores while
// others explore the rest.
//
//   Partition partition = *MakePartition(explorer, {.shares = 8}, {});
//   for (const Part& part : partition.parts) {
//     DporStrategy strategy(DporMode::kOptimal, part);
//     explorer.Explore(strategy, {});
//   }
//
// A part is what satisfies all of its constraints, each of which says in which
// order two steps come, or which value a choice has. The cut that made a
// constraint gave its opposite to another part, so every trace is in one part:
// two steps that depend on each other come in one order or the other, and so do
// two that other cuts of the part have put in order. Where neither is so in
// some trace, one side is said to own it.
//
// Steps are named by their task and a number, since ids differ between
// explorers.

#ifndef DIORACE_CHECKER_EXPLORE_PART_H_
#define DIORACE_CHECKER_EXPLORE_PART_H_

#include <cstdint>
#include <string>
#include <vector>

namespace checker {

// A task's nth step, from 1; choices count.
struct NthStep {
  friend bool operator==(const NthStep&, const NthStep&) = default;

  std::string task;  // its label
  uint32_t nth = 0;
};

struct Constraint {
  friend bool operator==(const Constraint&, const Constraint&) = default;

  bool is_choice() const { return count != 0; }

  // The step `then` waits for `first`. Or `first` is a choice between `count`
  // values, and has `value`.
  NthStep first = {};
  NthStep then = {};
  int count = 0;
  int value = 0;
  // Whether this side of the cut owns traces that are on neither: both steps
  // are missing, or nothing orders them; or the step is no such choice.
  bool owns_others = false;
};

// Without constraints: the whole.
using Part = std::vector<Constraint>;

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_PART_H_
