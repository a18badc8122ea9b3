// Cutting a search space into parts, by what traces drawn from it look like.

#ifndef DIORACE_CHECKER_EXPLORE_CUT_APART_H_
#define DIORACE_CHECKER_EXPLORE_CUT_APART_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/explore/part.h"
#include "checker/explore/sampled_trace.h"

namespace checker {

struct SampledPart {
  Part part;
  uint64_t weight = 0;  // of the samples that are in it
};

// About `count` parts, together the whole: the one with most weight is cut,
// where that divides it best, until there are so many or nothing tells its
// samples apart. Samples with the same steps weigh together what there are
// orders of these steps.
std::vector<SampledPart> CutApart(const SampledTraces& sampled, size_t count);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_CUT_APART_H_
