// Rows of the catalogue of races (KERNEL.md §5) for what the checker finds by
// itself.
//
// The model's oracles name the row when they report. Detectors of the checker
// (lifetimes, lost wake-ups, sleeping in atomic context) know nothing of
// kernels; for some of what they find it is certain which rule was dropped,
// since no other switch can cause it.

#ifndef DIORACE_MODEL_ROW_H_
#define DIORACE_MODEL_ROW_H_

#include "absl/strings/string_view.h"
#include "model/behaviour.h"

namespace dio {

// What is known of a violation.
struct Symptom {
  absl::string_view kind;
  absl::string_view object;  // "caller/dio"
  // Of its last operation: what it touched ("caller/dio.flags") and the label
  // of its step ("C2 release bio"). "" if there is none.
  absl::string_view touched = {};
  absl::string_view label = {};
  // Of a standstill: a line for each task that is blocked, "worker is blocked
  // in wait-for of pool at …".
  absl::string_view message = {};
};

// Rows of which nobody knows whether a kernel can do it: what is found of them
// is nobody's fault.
inline constexpr absl::string_view kTaskGoneRow = "R20b";
inline constexpr absl::string_view kRereadPoolRow = "R69b";
constexpr bool IsHypothesisRow(absl::string_view row) {
  return row == kTaskGoneRow || row == kRereadPoolRow;
}

// A row is only named if the switch that opens it is off in `behaviour`; else
// "".
absl::string_view RowOf(const Symptom& symptom, const Behaviour& behaviour);

}  // namespace dio

#endif  // DIORACE_MODEL_ROW_H_
