// Cutting a search space into parts, by what traces drawn from it look like.

#ifndef DIORACE_CHECKER_EXPLORE_CUT_APART_H_
#define DIORACE_CHECKER_EXPLORE_CUT_APART_H_

#include <cstddef>
#include <vector>

#include "checker/explore/part.h"
#include "checker/explore/sampled_trace.h"

namespace checker {

struct SampledPart {
  Part part;
  size_t samples = 0;  // how many of those drawn are in it
};

// About `count` parts, together the whole: the one with most samples is cut,
// where that divides them best, until there are so many or nothing tells them
// apart.
std::vector<SampledPart> CutApart(const SampledTraces& sampled, size_t count);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_CUT_APART_H_
