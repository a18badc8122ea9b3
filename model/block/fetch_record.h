// What one party fetched of the data of a write, where several parties fetch
// the same memory on their own and must have seen the same: the legs of a
// mirror; a parity and the data that it is of.
//
// No operations of its own. Each party fills its own record, with the
// operations that it looks with; whoever knows that all are done compares.

#ifndef DIORACE_MODEL_BLOCK_FETCH_RECORD_H_
#define DIORACE_MODEL_BLOCK_FETCH_RECORD_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/runtime/arena.h"
#include "checker/runtime/operation.h"
#include "model/block/two_looks.h"

namespace dio {

struct Bio;

class FetchRecord {
 public:
  // Of all data of `bio`, in its pieces; memory from `arena`.
  FetchRecord(const Bio& bio, checker::Arena& arena);

  // `seen` was fetched with `look`, `call_offset` bytes into the call; `change`
  // filled that memory last. What is fetched again replaces what was seen.
  void Saw(uint32_t call_offset, absl::Span<const uint8_t> seen,
           const checker::Operation& look, const checker::Operation& change);

  // What was seen from `call_offset` on, which must be inside.
  absl::Span<const uint8_t> SeenAt(uint32_t call_offset, uint32_t bytes) const;

  // Calls visit(call_offset, bytes) for each piece that was seen.
  template <typename Visit>
  void ForEachSeen(Visit visit) const {
    for (const Piece& piece : pieces_.subspan(0, count_))
      visit(piece.begin + base_, data_.subspan(piece.begin, piece.bytes));
  }

  // The first piece that both have seen, and differently: the change that one
  // of them has missed, and the look of the other that met it.
  static std::optional<TwoLooks::Difference> Compare(const FetchRecord& first,
                                                     const FetchRecord& second);

 private:
  struct Piece {
    uint32_t begin;
    uint32_t bytes;
    checker::Operation look;
    checker::Operation change;
  };

  uint32_t end() const { return base_ + static_cast<uint32_t>(data_.size()); }
  const Piece* Find(uint32_t at) const;

  const uint32_t base_;  // in the call
  absl::Span<uint8_t> data_;
  absl::Span<Piece> pieces_;
  size_t count_ = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_FETCH_RECORD_H_
