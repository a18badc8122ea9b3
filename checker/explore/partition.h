// A body's search space cut into parts that can be explored apart: the same
// parts wherever this is done, so that machines need not talk to each other.
//
//   std::optional<Partition> partition =
//       MakePartition(explorer, {.shares = 8}, {});
//   partition->parts[partition->shares[3][0]];   // first of the fourth share
//
// Cuts are made where traces are: some hundreds are drawn at random, each of
// them is in one part, and the part with most of them is cut next, by the pair
// of conflicting steps, or the choice, that divides them best. Then parts are
// dealt out, largest first. How good the judgement is decides only how even the
// shares are.
//
// Drawing traces costs executions, in each place that does it. So the first
// execution must promise enough traces to be worth it (other_orders.h), and so
// must what was drawn before more is: by the steps that were met, and by how
// few traces were met twice. Else there is one part and the other shares are
// empty.
//
// docs/scaling.md has the shares measured.

#ifndef DIORACE_CHECKER_EXPLORE_PARTITION_H_
#define DIORACE_CHECKER_EXPLORE_PARTITION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checker/explore/explorer.h"
#include "checker/explore/part.h"

namespace checker {

struct PartitionOptions {
  // In so many places the partition will be made and its shares explored.
  uint32_t shares = 1;
  // Of each share, about. More are more even, and cost more runs in vain.
  uint32_t parts_per_share = 16;
};

struct Partition {
  // In an order that does not depend on `shares`' sizes; never empty.
  std::vector<Part> parts;
  // The parts of each share, by index, in the order to explore them in.
  std::vector<std::vector<size_t>> shares;
  // What making it has cost.
  uint64_t executions = 0;
};

// `budget` gives the longest execution. None if it interrupts, or its time is
// up, before all is drawn: less would give another partition.
std::optional<Partition> MakePartition(Explorer& explorer,
                                       const PartitionOptions& options,
                                       const Budget& budget);

// Stands for the parts and for who has which.
uint64_t DigestOf(const Partition& partition);

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_PARTITION_H_
