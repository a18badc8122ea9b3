// How the page cache moves data between memory of its own and a device.
//
// A disk is looked at as a medium: one operation. A device that is made of
// others gets a bio, which the calling task waits for.

#ifndef DIORACE_MODEL_IOMAP_PAGE_IO_H_
#define DIORACE_MODEL_IOMAP_PAGE_IO_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/block_device.h"

namespace dio {

// May sleep. A page that nobody can change: what comes and goes is stable.
void ReadPage(BlockDevice& device, uint64_t address, absl::Span<uint8_t> out);
void WritePage(BlockDevice& device, uint64_t address,
               absl::Span<const uint8_t> data);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_PAGE_IO_H_
