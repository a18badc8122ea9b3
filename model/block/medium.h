// What a disk keeps: data, and protection information beside it.

#ifndef DIORACE_MODEL_BLOCK_MEDIUM_H_
#define DIORACE_MODEL_BLOCK_MEDIUM_H_

#include <cstdint>

#include "absl/types/span.h"
#include "checker/sync/bytes.h"
#include "model/block/device_spec.h"
#include "model/pi/tuple.h"

namespace dio {

struct Medium {
  // Filled as `spec` says, with protection information that fits.
  explicit Medium(const DeviceSpec& spec);

  // Tuples of the intervals of [address, address + bytes). Belong to the same
  // step as the access to the data: they are kept in the same sectors.
  absl::Span<pi::Tuple> TuplesOf(uint64_t address, uint32_t bytes) const;
  // Writes the tuples anew, for data that were put there without the kernel.
  void Protect();

  const DeviceSpec& spec;
  checker::Bytes data;
  absl::Span<pi::Tuple> tuples;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_MEDIUM_H_
