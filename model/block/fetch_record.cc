#include "model/block/fetch_record.h"

#include <algorithm>

#include "model/block/bio.h"
#include "model/step.h"

namespace dio {
namespace {

size_t CountPieces(const Bio& bio) {
  size_t count = 0;
  ForEachPiece(bio, 0, bio.bi_size,
               [&](uint32_t, const BioVec&, uint32_t, uint32_t) { ++count; });
  return count;
}

bool ByUser(const checker::Operation& change) {
  return change.task != checker::kNoTask &&
         change.label == InfoOf(KernelStep::kUserStore).label;
}

}  // namespace

FetchRecord::FetchRecord(const Bio& bio, checker::Arena& arena)
    : base_(bio.call_offset),
      data_(arena.AllocateArray<uint8_t>(bio.bi_size)),
      // A device may cut pieces at the boundaries of its intervals.
      pieces_(arena.AllocateArray<Piece>(CountPieces(bio) + bio.bi_size / 8)) {}

void FetchRecord::Saw(uint32_t call_offset, absl::Span<const uint8_t> seen,
                      const checker::Operation& look,
                      const checker::Operation& change) {
  const uint32_t begin = call_offset - base_;
  std::copy(seen.begin(), seen.end(), data_.begin() + begin);
  const auto bytes = static_cast<uint32_t>(seen.size());
  const auto end = pieces_.begin() + count_;
  const auto found = std::find_if(
      pieces_.begin(), end,
      [begin](const Piece& piece) { return piece.begin == begin; });
  if (found == end) ++count_;
  *found = {begin, bytes, look, change};
}

absl::Span<const uint8_t> FetchRecord::SeenAt(uint32_t call_offset,
                                              uint32_t bytes) const {
  return data_.subspan(call_offset - base_, bytes);
}

const FetchRecord::Piece* FetchRecord::Find(uint32_t at) const {
  for (const Piece& piece : pieces_.subspan(0, count_)) {
    if (at >= piece.begin && at < piece.begin + piece.bytes) return &piece;
  }
  return nullptr;
}

std::optional<TwoLooks::Difference> FetchRecord::Compare(
    const FetchRecord& first, const FetchRecord& second) {
  const uint32_t begin = std::max(first.base_, second.base_);
  const uint32_t end = std::min(first.end(), second.end());
  if (begin >= end) return std::nullopt;
  const absl::Span<const uint8_t> one = first.SeenAt(begin, end - begin);
  const absl::Span<const uint8_t> two = second.SeenAt(begin, end - begin);
  if (one == two) return std::nullopt;
  for (uint32_t at = begin; at < end; ++at) {
    if (one[at - begin] == two[at - begin]) continue;
    const Piece* const mine = second.Find(at - second.base_);
    const Piece* const other = first.Find(at - first.base_);
    if (mine == nullptr || other == nullptr) continue;
    const Piece& met =
        !ByUser(mine->change) && ByUser(other->change) ? *other : *mine;
    return TwoLooks::Difference{met.change, met.look};
  }
  return std::nullopt;
}

}  // namespace dio
