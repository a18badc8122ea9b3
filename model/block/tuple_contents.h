// Protection information as those who observe an execution see it.

#ifndef DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_
#define DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_

#include "absl/types/span.h"
#include "checker/runtime/contents.h"
#include "model/pi/guard.h"
#include "model/pi/tuple.h"

namespace dio {

// A line an interval: "guard 2f3f, app 0000, ref 00000000"; at most 64.
checker::Contents TupleContents(pi::GuardType guard,
                                absl::Span<const pi::Tuple> tuples);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_TUPLE_CONTENTS_H_
