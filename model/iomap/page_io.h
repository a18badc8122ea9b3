// How the page cache moves data between memory of its own and a device.
//
// A disk is looked at as a medium: one operation. A device that is made of
// others, and one that checks a page which may change meanwhile, gets a bio,
// which the calling task waits for.

#ifndef DIORACE_MODEL_IOMAP_PAGE_IO_H_
#define DIORACE_MODEL_IOMAP_PAGE_IO_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/bio.h"
#include "model/block/block_device.h"

namespace dio {

// May sleep. A page that nobody can change: what comes and goes is stable.
void ReadPage(BlockDevice& device, uint64_t address, absl::Span<uint8_t> out);
void WritePage(BlockDevice& device, uint64_t address,
               absl::Span<const uint8_t> data);
// `memory`, which anybody may store into meanwhile. Returns 0 or a negative
// errno: the device may notice.
int WriteUnstablePage(BlockDevice& device, uint64_t address,
                      const BioVec& memory);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_PAGE_IO_H_
