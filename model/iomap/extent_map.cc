#include "model/iomap/extent_map.h"

#include <algorithm>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "model/mutation.h"

namespace dio {
namespace {

uint32_t EndOf(absl::Span<const Extent> extents) {
  uint32_t end = 0;
  for (const Extent& extent : extents)
    end = std::max(end, extent.offset + extent.bytes);
  return end;
}

bool HasSpace(ExtentType type) {
  return type == ExtentType::kMapped || type == ExtentType::kUnwritten;
}

}  // namespace

ExtentMap::ExtentMap(absl::Span<const Extent> extents, uint32_t unit_bytes,
                     uint32_t block_bytes, bool watched)
    : unit_bytes_(unit_bytes),
      block_bytes_(std::max(block_bytes, unit_bytes)),
      watched_(watched),
      units_(checker::Executor::Current().arena().AllocateArray<Unit>(
          (EndOf(extents) + unit_bytes - 1) / unit_bytes)) {
  for (const Extent& extent : extents) {
    may_be_shared_ |= extent.shared;
    for (uint32_t at = 0; at < extent.bytes; at += unit_bytes) {
      Unit& unit = units_[(extent.offset + at) / unit_bytes];
      unit.type = extent.type;
      unit.shared = extent.shared;
      unit.address = extent.address + at;
      if (extent.spare.has_value()) unit.spare = *extent.spare + at;
    }
  }
}

void ExtentMap::Changed() {
  if (watched_) version_.FetchAdd(1);
}

template <typename Visit>
void ExtentMap::ForEachUnit(uint32_t pos, uint32_t length, Visit visit) {
  const checker::TsanIgnore ignore;  // under locks that are not modelled
  const uint32_t begin = pos / block_bytes_ * block_bytes_;
  const uint32_t end = (pos + length + block_bytes_ - 1) / block_bytes_ *
                       (block_bytes_ / unit_bytes_);
  for (uint32_t i = begin / unit_bytes_; i < end && i < units_.size(); ++i)
    visit(units_[i]);
}

Stretch ExtentMap::Read(uint32_t pos, uint32_t length) const {
  if (watched_) static_cast<void>(version_.Load());
  return Peek(pos, length);
}

Stretch ExtentMap::Peek(uint32_t pos, uint32_t length) const {
  const checker::TsanIgnore ignore;
  const uint32_t first = pos / unit_bytes_;
  if (first >= units_.size()) return {.length = length};
  const Unit& begin = units_[first];
  const uint32_t into = pos % unit_bytes_;
  uint32_t last = first + 1;
  for (; last < units_.size() && last * unit_bytes_ < pos + length; ++last) {
    const Unit& unit = units_[last];
    if (unit.type != begin.type || unit.shared != begin.shared) break;
    if (HasSpace(unit.type) &&
        unit.address != begin.address + (last - first) * unit_bytes_)
      break;
    // The copy of a shared stretch has to lie side by side as well.
    if (unit.shared &&
        unit.spare.value_or(0) !=
            begin.spare.value_or(0) + (last - first) * unit_bytes_)
      break;
  }
  return {.type = begin.type,
          .length = std::min(length, last * unit_bytes_ - pos),
          .address = begin.address + into,
          .shared = begin.shared};
}

bool ExtentMap::Allocate(uint32_t pos, uint32_t length) {
  Changed();
  bool room = (pos + length + unit_bytes_ - 1) / unit_bytes_ <= units_.size();
  ForEachUnit(pos, length, [&](Unit& unit) {
    if (HasSpace(unit.type)) return;
    if (!unit.spare.has_value()) {
      room = false;
      return;
    }
    unit.type = ExtentType::kUnwritten;
    unit.address = *unit.spare;
  });
  return room;
}

std::optional<uint32_t> ExtentMap::AllocateCow(uint32_t pos) const {
  const checker::TsanIgnore ignore;
  const Unit& unit = units_[pos / unit_bytes_];
  if (!unit.spare.has_value()) return std::nullopt;
  return *unit.spare + pos % unit_bytes_;
}

void ExtentMap::RecordAppend(uint32_t pos, uint32_t length, uint32_t address) {
  Changed();
  const checker::TsanIgnore ignore;
  const uint32_t first = pos / unit_bytes_;
  const uint32_t end = (pos + length) / unit_bytes_;
  for (uint32_t i = first; i < end && i < units_.size(); ++i) {
    units_[i].type = ExtentType::kMapped;
    units_[i].address = address + (i - first) * unit_bytes_;
  }
}

void ExtentMap::RemapCow(uint32_t pos, uint32_t length) {
  Changed();
  ForEachUnit(pos, length, [](Unit& unit) {
    if (!unit.shared || !unit.spare.has_value() ||
        Mutated(Mutation::kRemapSkipped))
      return;
    unit.type = ExtentType::kMapped;
    unit.address = *unit.spare;
    unit.shared = false;
    unit.spare.reset();
  });
}

void ExtentMap::Convert(uint32_t pos, uint32_t length) {
  Changed();
  ForEachUnit(pos, length, [](Unit& unit) {
    if (unit.type == ExtentType::kUnwritten &&
        !Mutated(Mutation::kConvertSkipped))
      unit.type = ExtentType::kMapped;
  });
}

void ExtentMap::Reserve(uint32_t pos, uint32_t length) {
  Changed();
  ForEachUnit(pos, length, [](Unit& unit) {
    if (unit.type == ExtentType::kHole) unit.type = ExtentType::kDelalloc;
  });
}

void ExtentMap::Punch(uint32_t pos, uint32_t length) {
  Changed();
  ForEachUnit(pos, length, [](Unit& unit) {
    if (HasSpace(unit.type) && !unit.shared) unit.spare = unit.address;
    unit.type = ExtentType::kHole;
    unit.shared = false;
  });
}

}  // namespace dio
