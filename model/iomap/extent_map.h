// Where the bytes of a file are: its extents, as they change.
//
// Read and changed under the inode's lock (XFS: ILOCK), which is held for so
// short a time that each call below is one operation; and none at all if only
// one task can see the map, or it never changes.
//
// Source: fs/xfs/libxfs/xfs_bmap.c of Linux.

#ifndef DIORACE_MODEL_IOMAP_EXTENT_MAP_H_
#define DIORACE_MODEL_IOMAP_EXTENT_MAP_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "model/iomap/extent.h"

namespace dio {

// Bytes that are mapped alike and lie side by side.
struct Stretch {
  ExtentType type = ExtentType::kHole;
  uint32_t length = 0;
  uint32_t address = 0;
  bool shared = false;
};

class ExtentMap {
 public:
  // `extents` in any order; what none of them covers is a hole for which there
  // is no room. `unit_bytes`: all offsets are multiples of it (a logical
  // block). `block_bytes`: space is allocated in multiples of it. `watched`:
  // more than one task can see the map change.
  ExtentMap(absl::Span<const Extent> extents, uint32_t unit_bytes,
            uint32_t block_bytes, bool watched);

  // xfs_is_cow_inode(): some of it was shared when all began.
  bool may_be_shared() const { return may_be_shared_; }

  // xfs_bmapi_read: the stretch from `pos` on, at most `length` bytes.
  Stretch Read(uint32_t pos, uint32_t length) const;
  // xfs_bmapi_write: holes and reserved space in [pos, pos + length) become
  // unwritten extents. False if there is no room.
  bool Allocate(uint32_t pos, uint32_t length);
  // Room for a copy of a shared stretch (the COW fork): its address, if there
  // is any.
  std::optional<uint32_t> AllocateCow(uint32_t pos) const;
  // xfs_reflink_end_cow: the copies take the place of what was shared.
  void RemapCow(uint32_t pos, uint32_t length);
  // xfs_iomap_write_unwritten: unwritten blocks that [pos, pos + length)
  // touches are mapped from now on.
  void Convert(uint32_t pos, uint32_t length);
  // xfs_zoned_end_io: what was appended lies at `address` now.
  void RecordAppend(uint32_t pos, uint32_t length, uint32_t address);
  // Delayed allocation: holes become reserved.
  void Reserve(uint32_t pos, uint32_t length);
  // xfs_free_file_space: whole blocks become holes.
  void Punch(uint32_t pos, uint32_t length);

  // Without an operation, for oracles when all is quiet.
  Stretch Peek(uint32_t pos, uint32_t length) const;

 private:
  struct Unit {
    ExtentType type = ExtentType::kHole;
    bool shared = false;
    uint32_t address = 0;
    std::optional<uint32_t> spare = {};
  };

  void Changed();
  // Calls visit(unit) for the units of the blocks that the range touches.
  template <typename Visit>
  void ForEachUnit(uint32_t pos, uint32_t length, Visit visit);

  const uint32_t unit_bytes_;
  const uint32_t block_bytes_;
  const bool watched_;
  bool may_be_shared_ = false;
  absl::Span<Unit> units_;
  // How often the map has changed: what its readers and writers meet at.
  mutable checker::Atomic<uint32_t> version_{"i_extents", 0};
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_EXTENT_MAP_H_
