// Memory of a user process that I/O reads from or writes to.
//
// It is made of pages, which are pinned, dirtied and mapped or not, and of
// folios: contiguous memory, in which pages lie side by side. Its bytes may be
// stored into at any time; the kernel reads and writes them chunk by chunk, so
// that a store can come between two chunks.

#ifndef DIORACE_MODEL_MM_USER_BUFFER_H_
#define DIORACE_MODEL_MM_USER_BUFFER_H_

#include <cstdint>

#include "absl/types/span.h"
#include "checker/sync/bytes.h"
#include "model/mm/limits.h"
#include "model/mm/page_cache.h"

namespace dio {

class UserBuffer {
 public:
  // Where a page comes from: memory of one kind does not share a bio with
  // memory of another.
  enum class Provider : uint8_t { kHost, kPeer };

  // Anonymous memory if `mapped` is null; else bytes [base, base + bytes) of
  // the file whose pages it maps, which must outlive the buffer. `pipe`: it
  // holds them, and to touch them is no fault.
  UserBuffer(const checker::Name& name, const Limits& limits, uint32_t bytes,
             uint32_t folio_bytes, PageCache* mapped, uint32_t base,
             bool pipe = false);

  uint32_t size() const { return bytes_; }
  uint32_t chunk_bytes() const { return limits_.chunk_bytes; }
  // Memory is accessed at base() + offset.
  checker::Bytes& memory() const { return *memory_; }
  uint32_t base() const { return base_; }
  bool file_backed() const { return mapping_ != nullptr; }

  // A load and a store of a user, or of the kernel on his behalf, within one
  // page: pages of a file are brought in, and dirtied.
  void Load(uint32_t offset, absl::Span<uint8_t> out);
  // Where that needs no fault.
  void LoadResident(uint32_t offset, absl::Span<uint8_t> out);
  void Store(uint32_t offset, absl::Span<const uint8_t> data);
  void FaultIn(uint32_t offset);
  // Whether to touch the page at `offset` would need no fault.
  bool Resident(uint32_t offset) const;

  // PROT_NONE: pages that [offset, offset + bytes) touches.
  void Unmap(uint32_t offset, uint32_t bytes);
  void SetProvider(uint32_t offset, uint32_t bytes, Provider provider);

  // Of the page at `offset`.
  bool mapped(uint32_t offset) const { return PageAt(offset).mapped; }
  Provider provider(uint32_t offset) const { return PageAt(offset).provider; }
  // Where the page, or the folio, that contains `offset` ends.
  uint32_t page_end(uint32_t offset) const;
  uint32_t folio_end(uint32_t offset) const;
  // Where its folio begins.
  uint32_t folio_begin(uint32_t offset) const {
    return offset - offset % folio_bytes_;
  }

  // GUP: the pages of [offset, offset + bytes), one pin each, stay where they
  // are until they are unpinned. To pin is no operation: nobody looks at pins
  // before all is quiet. Pages of a file are brought in first, and are dirty
  // if they will be stored into; with `nofault`, those to be read are there.
  void pin(uint32_t offset, uint32_t bytes, bool to_store, bool nofault);
  void unpin(uint32_t offset, uint32_t bytes) { AddPins(offset, bytes, -1); }
  // Only the first page: a bug of some releases.
  void unpin_one(uint32_t offset) { AddPins(offset, 1, -1); }

  // For oracles when all is quiet: how many pins are left, and how many were
  // dropped that nobody held. Judged page by page: one does not make up for
  // another.
  struct PinBalance {
    int left = 0;
    int overdrawn = 0;
  };
  PinBalance pins() const;

  // set_page_dirty_lock() of the pages. May sleep, which is why reads that
  // complete in interrupt context dirty their pages beforehand.
  void set_dirty_lock(uint32_t offset, uint32_t bytes);
  // Whether nobody has cleaned one of them since.
  bool StillDirty(uint32_t offset, uint32_t bytes);

 private:
  struct Page {
    int pins = 0;
    bool dirty = false;
    bool mapped = true;
    Provider provider = Provider::kHost;
  };

  const Page& PageAt(uint32_t offset) const {
    return pages_[offset / limits_.page_bytes];
  }
  void AddPins(uint32_t offset, uint32_t bytes, int delta);
  // Shows who observes the state which pages are pinned and dirty. Of memory of
  // its own only: pages of a file are the file's.
  void ShowPages() const;
  template <typename Visit>
  void ForEachPage(uint32_t offset, uint32_t bytes, Visit visit);
  // Of the file: calls visit(offset in the file) once a page.
  template <typename Visit>
  void ForEachFilePage(uint32_t offset, uint32_t bytes, Visit visit) const;

  const Limits& limits_;
  const uint32_t bytes_;
  const uint32_t folio_bytes_;
  const uint32_t base_;
  PageCache* const mapping_;
  const bool pipe_;
  checker::Bytes* memory_;
  absl::Span<Page> pages_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_USER_BUFFER_H_
