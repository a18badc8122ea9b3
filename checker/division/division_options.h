// How a search is divided (divided_search.h).

#ifndef DIORACE_CHECKER_DIVISION_DIVISION_OPTIONS_H_
#define DIORACE_CHECKER_DIVISION_DIVISION_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"

namespace checker {

// The tested code as one thread runs it: nobody else may use it meanwhile.
struct WorkerBody {
  std::function<void()> run;
  // What it has to say about all its executions so far; any bytes.
  std::function<std::string()> report = [] { return std::string(); };
};

struct DivisionOptions {
  // Threads.
  uint32_t jobs = 1;
  // Of how many shares, made alike in other processes, this is which, from 0.
  uint32_t shares = 1;
  uint32_t share = 0;
  // Which share gets a search space that is too small to be cut.
  uint32_t home = 0;
  // Where to write how far it is, and how often. Empty: nowhere.
  std::string checkpoint = {};
  absl::Duration interval = absl::Seconds(10);
  // Goes on from there, if there is such a file.
  bool resume = false;
  // For messages, and to recognise the file.
  std::string subject = {};
  uint64_t settings = 0;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_DIVISION_OPTIONS_H_
