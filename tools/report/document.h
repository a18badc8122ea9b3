// A report of one violation, before it is printed: the schedule that shows it,
// why it does, and what everything holds at each step.
//
//   Document document = MakeDocument(schedule, replay, explanation,
//                                    "small.1.schedule.textproto");
//   std::cout << TextReport(document, {});
//
// Texts come from files and may hold anything but control characters.

#ifndef DIORACE_TOOLS_REPORT_DOCUMENT_H_
#define DIORACE_TOOLS_REPORT_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/replay.h"
#include "checker/schedule/explanation.h"
#include "checker/schedule/schedule.pb.h"
#include "checker/schedule/timeline.h"
#include "tools/report/lanes.h"

namespace diorace::report {

// What it is about.
struct Header {
  std::string scenario;
  std::string description;  // of the scenario; may be empty
  std::string release;
  std::vector<std::string> switches;  // those that the scenario turns: "a=on"
  std::string kind;
  std::string oracle;
  std::string object;  // may be empty, as the three below
  std::string blame;
  std::string row;
  std::string message;
  std::string found;      // "found by dpor in execution 1"
  std::string guarantee;  // how small the schedule is known to be
  std::string command;    // that prints this again
};

struct Entry {
  enum class Kind : uint8_t { kStep, kChoice, kNote, kViolation };

  Kind kind = Kind::kStep;
  // kStep: its number. Else that of the step that it follows, 0 at first.
  uint32_t step = 0;
  std::optional<size_t> lane;  // none: nobody's

  // kStep
  std::string operation;  // "fill buffer[0,1)"
  std::string object;
  checker::ByteRange range = {};
  std::string values;  // "42 41×255"
  std::string label;   // of the kernel's path; may be empty
  std::string at;      // "model/mm/user_buffer.cc:109"
  bool preempts = false;
  // Of the other kinds.
  std::string text = {};

  // The reader can do without it.
  bool folded = false;
  // It comes after the schedule, which ends where the rule breaks: one way to
  // go on.
  bool after = false;
  // kStep: one of a pair. kViolation: the one that the report is about.
  bool marked = false;

  std::vector<checker::StateChange> changes = {};
};

struct Document {
  Header header;
  std::vector<Lane> lanes;
  std::vector<Entry> entries;
  std::vector<checker::StateChange> initial;
  std::vector<checker::CausalEdge> edges;
  // The orders that decide. If the explanation has none: the two operations
  // that the violation names.
  std::vector<checker::OrderedPair> pairs;
  std::string story;
  std::string passes_if;
};

// `schedule` must hold a scenario; `file` is its name as the reader would type
// it.
Document MakeDocument(const checker::Schedule& schedule,
                      const checker::ReplayResult& replay,
                      const checker::Explanation& explanation,
                      absl::string_view file);

// "L12" of "L12 get dio"; all of a label that begins with no number of a step.
absl::string_view StepCode(absl::string_view label);

// The entry of a step, or null.
const Entry* FindStep(const Document& document, uint32_t step);

// "fill buffer[0,1) = 42 (user store)", and with the task "writer: fill
// buffer[0,1) = 42 (user store)".
std::string OperationText(const Entry& entry);
std::string StepText(const Document& document, const Entry& entry);

// "conflict", "wake", "spawn".
absl::string_view EdgeName(checker::CausalEdge::Kind kind);

// A stretch of entries that are folded, or a single one that is not.
struct Section {
  size_t begin = 0;
  size_t end = 0;
  bool folded = false;
};
std::vector<Section> SectionsOf(const Document& document);

// "7 steps of writer: b3, b4, L12", with the first few steps of the model.
std::string FoldedText(const Document& document, const Section& section);

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_DOCUMENT_H_
