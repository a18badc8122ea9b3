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
#include "model/kernel_release.h"

namespace dio {

// Of a violation of `kind` on `object` ("caller/dio.flags"), found in the step
// with this `label` ("C2 release bio"; "": not known). A row is only named if
// the switch that opens it is off in `behaviour`; else "".
absl::string_view RowOf(absl::string_view kind, absl::string_view object,
                        absl::string_view label, const Behaviour& behaviour);

}  // namespace dio

#endif  // DIORACE_MODEL_ROW_H_
