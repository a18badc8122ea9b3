// A stretch of a file, as the file system maps it.

#ifndef DIORACE_MODEL_IOMAP_EXTENT_H_
#define DIORACE_MODEL_IOMAP_EXTENT_H_

#include <cstdint>
#include <optional>

namespace dio {

enum class ExtentType : uint8_t {
  kMapped,
  // Allocated, but reads as zeros until a write converts it.
  kUnwritten,
  kHole,
  // Space is reserved in memory only, for a dirty page.
  kDelalloc,
};

// Bytes. `address` is where it lies on the device.
struct Extent {
  uint32_t offset = 0;
  uint32_t bytes = 0;
  ExtentType type = ExtentType::kMapped;
  uint32_t address = 0;
  // Shared with another file (reflink): to be copied on write.
  bool shared = false;
  // Where on the device there is room for it when space is allocated (hole,
  // delalloc) or when it is copied on write. Prepare() finds some; none if the
  // device is full.
  std::optional<uint32_t> spare = {};
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_EXTENT_H_
