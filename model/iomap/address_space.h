// How pages of a file are read from its device and written back to it.
//
// Source: fs/iomap/buffered-io.c of Linux.

#ifndef DIORACE_MODEL_IOMAP_ADDRESS_SPACE_H_
#define DIORACE_MODEL_IOMAP_ADDRESS_SPACE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/mm/page_cache.h"

namespace dio {

class Inode;

class IomapAddressSpace final : public AddressSpaceOps {
 public:
  // `inode` may still be under construction.
  explicit IomapAddressSpace(Inode& inode) : inode_(inode) {}

  // Zeros where nothing is mapped, and behind i_size.
  void read_folio(uint32_t offset, absl::Span<uint8_t> out) override;
  // Allocates what was reserved; what was unwritten is mapped afterwards.
  int writepage(uint32_t offset, absl::Span<const uint8_t> data) override;
  // Delayed allocation of holes.
  void page_mkwrite(uint32_t offset, uint32_t bytes) override;

 private:
  // To the device, at `address`.
  int Write(uint32_t pos, uint64_t address, absl::Span<const uint8_t> data);
  // To the open zone.
  void Append(uint32_t pos, absl::Span<const uint8_t> data);

  Inode& inode_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_ADDRESS_SPACE_H_
