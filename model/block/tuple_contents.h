// Protection information as those who observe an execution see it.

#ifndef DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_
#define DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_

#include "absl/types/span.h"
#include "checker/runtime/contents.h"
#include "model/pi/guard.h"
#include "model/pi/tuple.h"

namespace dio {

// By number of the interval: "0: guard 2f3f, app 0000, ref 00000000". Those
// that are alike share a line, "1…7: guard 2f3f, app 0000, ref
// 00000001…00000007", and there are at most 64 lines.
checker::Contents TupleContents(pi::GuardType guard,
                                absl::Span<const pi::Tuple> tuples);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_
