// The oracle for stable data: two parties look at the same bytes of one I/O at
// different times, and must see the same.
//
// On a write, the one who generates protection information looks first and the
// device second; on a read, the device says what it delivered and the one who
// verifies looks second. Checksums are compared too, as the real parties do,
// but a checksum can miss a difference; this keeps the bytes.
//
// No operations of its own: each look is recorded with the operation that took
// it, so that partial-order reduction keeps all orders that matter.

#ifndef DIORACE_MODEL_BLOCK_TWO_LOOKS_H_
#define DIORACE_MODEL_BLOCK_TWO_LOOKS_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/runtime/arena.h"
#include "checker/runtime/operation.h"

namespace dio {

class TwoLooks {
 public:
  // The operation that changed a byte between the looks, and the second look
  // that saw it.
  struct Difference {
    checker::Operation change;
    checker::Operation look;
  };

  // For an I/O of `bytes` bytes; memory from `arena`.
  TwoLooks(uint32_t bytes, checker::Arena& arena);

  // Bytes [offset, offset + seen.size()) of the I/O as the first party saw
  // them.
  void First(uint32_t offset, absl::Span<const uint8_t> seen);
  // The same for the second party, who looked with the operation `look`;
  // `change` filled that memory last.
  void Second(uint32_t offset, absl::Span<const uint8_t> seen,
              const checker::Operation& look, const checker::Operation& change);

  // Of an I/O whose front is split off: what is left begins `bytes` later.
  void Skip(uint32_t bytes) { first_.remove_prefix(bytes); }

  // Since the last call: the first piece that the second party saw differently.
  std::optional<Difference> TakeDifference();

 private:
  absl::Span<uint8_t> first_;
  std::optional<Difference> difference_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_TWO_LOOKS_H_
