// The pages of a file that memory holds: struct address_space.
//
//   cache.read_folio(0);                       // a fault, a buffered read
//   if (!cache.Invalidate(0, 4096)) …          // somebody has dirtied it
//
// The bytes of all pages lie in one place, at their offsets in the file, and
// stay there when a page leaves the cache: whoever still maps it sees what was
// there. Each page is locked while it is filled or stored into; it is written
// back by whoever cleans it, in his own context.
//
// Steps that may sleep do. Labels of steps are the caller's business.
//
// Source: mm/filemap.c, mm/truncate.c, mm/page-writeback.c of Linux.

#ifndef DIORACE_MODEL_MM_PAGE_CACHE_H_
#define DIORACE_MODEL_MM_PAGE_CACHE_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "checker/sync/rw_lock.h"
#include "model/mm/page_flags.h"

namespace dio {

// struct address_space_operations: the file system below. Each is called for
// one page, which the caller has locked or marked as under write-back.
class AddressSpaceOps {
 public:
  // What the file holds at `offset`.
  virtual void read_folio(uint32_t offset, absl::Span<uint8_t> out) = 0;
  // `data` is what the page held when write-back began. Returns 0 or a negative
  // errno.
  virtual int writepage(uint32_t offset, absl::Span<const uint8_t> data) = 0;
  // The page is about to become dirty: space is reserved for it.
  virtual void page_mkwrite(uint32_t offset, uint32_t bytes) = 0;

 protected:
  ~AddressSpaceOps() = default;
};

class PageCache {
 public:
  // Why a page that is in the cache at the end may differ from the medium, or
  // whose fault it is. Marks are only ever added.
  enum Mark : uint8_t {
    // A direct write completed without looking for the page: NO_INVALIDATE, or
    // after an error.
    kNotInvalidated = 1,
    // Invalidation after a direct write met a dirty page, or write-back failed:
    // reported, legal.
    kMappingError = 2,
    // Direct I/O had pinned the page as a buffer.
    kPinned = 4,
    kInvalidated = 8,
  };

  struct Options {
    uint32_t bytes = 0;  // of the file, at most
    // No less than a block of the file system.
    uint32_t page_bytes = 0;
    uint32_t chunk_bytes = 0;
    // A page under write-back must not change.
    bool stable_writes = false;
    // Somebody looks at nrpages.
    bool counted = false;
    // Somebody changes the smallest size of a folio.
    bool resized = false;
    // Somebody truncates or punches: faults and reads must be kept out.
    bool invalidate_lock = false;
  };
  PageCache(AddressSpaceOps& ops, const Options& options);

  // Puts pages into the cache before anything runs.
  void Seed(uint32_t offset, uint32_t bytes, uint8_t fill, bool dirty);

  checker::Bytes& data() { return data_; }
  uint32_t size() const { return data_.size(); }
  uint32_t page_bytes() const { return options_.page_bytes; }

  // mapping->nrpages != 0.
  bool HasPages() const;
  // filemap_range_has_page(), or only pages that are dirty or under write-back
  // (filemap_range_needs_writeback()).
  bool RangeHasPage(uint32_t offset, uint32_t bytes) const;
  bool RangeNeedsWriteback(uint32_t offset, uint32_t bytes) const;

  // The page at `offset` is in the cache and up to date when this returns.
  void read_folio(uint32_t offset);
  // A store through a mapping, within one page: a fault makes the page dirty.
  void MappedStore(uint32_t offset, absl::Span<const uint8_t> data);
  // The fault alone (GUP): the page is there and dirty.
  void MakeWritable(uint32_t offset);
  // Locks the page at `offset` for a store of `bytes` that begins there, and
  // stays in it; fills it unless all of it will be stored. Waits for write-back
  // where pages must be stable. Then store, and call UnlockDirty.
  void LockForStore(uint32_t offset, uint32_t bytes);
  void UnlockDirty(uint32_t offset);

  // mapping_set_folio_min_order(). A larger folio is several pages here.
  void SetMinFolioBytes(uint32_t bytes) { min_folio_bytes_->Store(bytes); }

  // The page, if it is still in the cache, becomes dirty (set_page_dirty_lock).
  void SetDirty(uint32_t offset);
  bool IsDirty(uint32_t offset) const;
  // Writes to a page at `offset` that the caller has locked.
  void Fill(uint32_t offset, absl::Span<const uint8_t> data) {
    data_.Fill(offset, data);
  }

  // filemap_write_and_wait_range(): 0, or the first error.
  int WriteAndWait(uint32_t offset, uint32_t bytes);
  // invalidate_inode_pages2_range(): false if a page is dirty.
  bool Invalidate(uint32_t offset, uint32_t bytes);
  // truncate_pagecache_range(): pages go, dirty or not; of a page that is only
  // partly inside, that part becomes zeros.
  void Truncate(uint32_t offset, uint32_t bytes);

  // btrfs_add_ordered_extent(), and its end, which may be in an interrupt.
  void SetOrdered(uint32_t offset, uint32_t bytes);
  void ClearOrdered(uint32_t offset, uint32_t bytes);

  void AddMark(uint32_t offset, uint32_t bytes, Mark mark);

  // mapping->invalidate_lock, if it can be contended.
  std::optional<checker::RwLock> invalidate_lock;

  // For oracles when all is quiet: page `index` of page_count().
  uint32_t page_count() const { return static_cast<uint32_t>(pages_.size()); }
  uint64_t PeekFlags(uint32_t index) const {
    return pages_[index]->flags.Peek();
  }
  uint8_t PeekMarks(uint32_t index) const {
    const checker::TsanIgnore ignore;
    return pages_[index]->marks;
  }

 private:
  struct Page {
    explicit Page(const checker::Name& name) : flags(name) {}
    void AddMark(uint8_t mark) {
      const checker::TsanIgnore ignore;  // for oracles
      marks |= mark;
    }
    PageFlags flags;
    uint8_t marks = 0;
  };

  Page& PageAt(uint32_t offset) const {
    return *pages_[offset / options_.page_bytes];
  }
  uint32_t StartOf(uint32_t offset) const {
    return offset / options_.page_bytes * options_.page_bytes;
  }
  template <typename Visit>
  void ForEachPage(uint32_t offset, uint32_t bytes, Visit visit) const;
  void FillFromFile(uint32_t offset);
  void Count(int delta);
  // filemap_alloc_folio(): how large the folio of a page will be.
  uint32_t AllocateFolio() const;
  // filemap_add_folio(): it must not be smaller than all others.
  void CheckFolio(uint32_t bytes) const;

  AddressSpaceOps& ops_;
  const Options options_;
  checker::Bytes data_;
  absl::Span<Page*> pages_;
  checker::Atomic<int> nrpages_{"mapping.nrpages", 0};
  std::optional<checker::Atomic<uint32_t>> min_folio_bytes_;
  int uncounted_ = 0;  // pages at the start
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_PAGE_CACHE_H_
