#include "model/mm/page_cache.h"

#include <algorithm>
#include <new>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "model/mutation.h"

namespace dio {
namespace {

using checker::Executor;

constexpr uint64_t kClean = PageFlags::kPresent | PageFlags::kUptodate;

// Not locked, nor `busy`; and, if it would have to be read in, not part of an
// ordered extent.
constexpr bool CanLock(uint64_t flags, uint64_t busy) {
  if ((flags & (PageFlags::kLocked | busy)) != 0) return false;
  return (flags & PageFlags::kPresent) != 0 ||
         (flags & PageFlags::kOrdered) == 0;
}

uint32_t RoundUp(uint32_t bytes, uint32_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

// Around a fault or a read.
class SharedInvalidateLock {
 public:
  explicit SharedInvalidateLock(PageCache& cache) : cache_(cache) {
    if (cache_.invalidate_lock) cache_.invalidate_lock->LockShared();
  }
  ~SharedInvalidateLock() {
    if (cache_.invalidate_lock) cache_.invalidate_lock->UnlockShared();
  }
  SharedInvalidateLock(const SharedInvalidateLock&) = delete;
  SharedInvalidateLock& operator=(const SharedInvalidateLock&) = delete;

 private:
  PageCache& cache_;
};

}  // namespace

PageCache::PageCache(AddressSpaceOps& ops, const Options& options)
    : ops_(ops),
      options_(options),
      data_("page_cache", RoundUp(options.bytes, options.page_bytes),
            std::min(options.chunk_bytes, options.page_bytes)),
      pages_(Executor::Current().arena().AllocateArray<Page*>(
          data_.size() / options.page_bytes)) {
  checker::Arena& arena = Executor::Current().arena();
  for (size_t i = 0; i < pages_.size(); ++i) {
    pages_[i] = new (arena.Allocate(sizeof(Page), alignof(Page)))
        Page(checker::Name("page", static_cast<int>(i)));
  }
  if (options.invalidate_lock) invalidate_lock.emplace("invalidate_lock");
  if (options.resized)
    min_folio_bytes_.emplace("mapping.min_folio", options.page_bytes);
}

uint32_t PageCache::AllocateFolio() const {
  return min_folio_bytes_ ? min_folio_bytes_->Load(std::memory_order_relaxed)
                          : 0;
}

void PageCache::CheckFolio(uint32_t bytes) const {
  if (!min_folio_bytes_) return;
  const uint32_t least = min_folio_bytes_->Load(std::memory_order_relaxed);
  if (bytes >= least) return;
  Executor::Current().Report(
      {.kind = "small_folio",
       .oracle = "folio_order",
       .object = min_folio_bytes_->id(),
       .blame = "kernel",
       .row = "R47"},
      [&] {
        return absl::StrCat("a folio of ", bytes,
                            " bytes gets into a page cache whose folios have "
                            "at least ",
                            least, ": VM_BUG_ON_FOLIO in filemap_add_folio");
      });
}

template <typename Visit>
void PageCache::ForEachPage(uint32_t offset, uint32_t bytes,
                            Visit visit) const {
  const uint32_t end = std::min(offset + bytes, data_.size());
  for (uint32_t at = StartOf(offset); at < end; at += options_.page_bytes)
    visit(at, PageAt(at));
}

void PageCache::Seed(uint32_t offset, uint32_t bytes, uint8_t fill,
                     bool dirty) {
  std::fill_n(data_.Poke().begin() + offset, bytes, fill);
  data_.ShowPoked();
  ForEachPage(offset, bytes, [&](uint32_t, Page& page) {
    if (page.flags.Peek() == 0) ++uncounted_;
    page.flags.Poke(page.flags.Peek() | kClean |
                    (dirty ? uint64_t{PageFlags::kDirty} : 0));
  });
}

bool PageCache::HasPages() const {
  return uncounted_ + nrpages_.Load(std::memory_order_relaxed) != 0;
}

void PageCache::Count(int delta) {
  if (options_.counted) nrpages_.FetchAdd(delta, std::memory_order_relaxed);
}

bool PageCache::RangeHasPage(uint32_t offset, uint32_t bytes) const {
  bool has = false;
  ForEachPage(offset, bytes, [&](uint32_t, Page& page) {
    has = has || (page.flags.Load() & PageFlags::kPresent) != 0;
  });
  return has;
}

bool PageCache::RangeNeedsWriteback(uint32_t offset, uint32_t bytes) const {
  bool needs = false;
  ForEachPage(offset, bytes, [&](uint32_t, Page& page) {
    needs = needs || (page.flags.Load() &
                      (PageFlags::kDirty | PageFlags::kWriteback)) != 0;
  });
  return needs;
}

void PageCache::FillFromFile(uint32_t offset) {
  const absl::Span<uint8_t> bytes =
      Executor::Current().arena().AllocateArray<uint8_t>(options_.page_bytes);
  ops_.read_folio(offset, bytes);
  data_.Fill(offset, bytes);
}

void PageCache::read_folio(uint32_t offset) {
  const SharedInvalidateLock lock(*this);
  Page& page = PageAt(offset);
  const uint32_t folio_bytes = AllocateFolio();
  const uint64_t before = page.flags.WaitUntilAndChange(
      [](uint64_t flags) { return CanLock(flags, 0); },
      [](uint64_t flags) {
        return (flags & PageFlags::kPresent) != 0
                   ? flags
                   : uint64_t{PageFlags::kPresent | PageFlags::kLocked};
      });
  if ((before & PageFlags::kPresent) != 0) return;
  // In the cache, and locked, before the file is looked at: whoever changes the
  // file afterwards finds the page.
  Count(+1);
  CheckFolio(folio_bytes);
  FillFromFile(StartOf(offset));
  page.flags.Change(
      [](uint64_t flags) { return (flags & PageFlags::kOrdered) | kClean; });
}

void PageCache::MappedStore(uint32_t offset, absl::Span<const uint8_t> data) {
  const SharedInvalidateLock lock(*this);
  // Under the lock, so that the page cannot be cleaned between the fault and
  // the store; hardware does both at once.
  LockForStore(offset, static_cast<uint32_t>(data.size()));
  data_.Fill(offset, data);
  UnlockDirty(offset);
}

void PageCache::MakeWritable(uint32_t offset) {
  const SharedInvalidateLock lock(*this);
  LockForStore(offset, 0);
  UnlockDirty(offset);
}

void PageCache::LockForStore(uint32_t offset, uint32_t bytes) {
  Page& page = PageAt(offset);
  const uint64_t busy =
      options_.stable_writes ? uint64_t{PageFlags::kWriteback} : 0;
  const uint32_t folio_bytes = AllocateFolio();
  const uint64_t before = page.flags.WaitUntilAndChange(
      [busy](uint64_t flags) { return CanLock(flags, busy); },
      [](uint64_t flags) {
        return flags | PageFlags::kPresent | PageFlags::kLocked;
      });
  const uint32_t start = StartOf(offset);
  if ((before & PageFlags::kPresent) == 0) {
    Count(+1);
    CheckFolio(folio_bytes);
    if (bytes < options_.page_bytes) FillFromFile(start);
  }
  if ((before & PageFlags::kDirty) == 0)
    ops_.page_mkwrite(start, options_.page_bytes);
}

void PageCache::UnlockDirty(uint32_t offset) {
  PageAt(offset).flags.Change([](uint64_t flags) {
    return (flags & ~uint64_t{PageFlags::kLocked}) | PageFlags::kUptodate |
           (Mutated(Mutation::kStoreNotDirty) ? 0 : PageFlags::kDirty);
  });
}

void PageCache::SetDirty(uint32_t offset) {
  PageAt(offset).flags.WaitAndChange(PageFlags::kLocked, [](uint64_t flags) {
    return (flags & PageFlags::kPresent) != 0 ? flags | PageFlags::kDirty
                                              : flags;
  });
}

bool PageCache::IsDirty(uint32_t offset) const {
  return (PageAt(offset).flags.Load() & PageFlags::kDirty) != 0;
}

int PageCache::WriteAndWait(uint32_t offset, uint32_t bytes) {
  int error = 0;
  ForEachPage(offset, bytes, [&](uint32_t at, Page& page) {
    const uint64_t before = page.flags.WaitAndChange(
        PageFlags::kLocked | PageFlags::kWriteback, [](uint64_t flags) {
          if ((flags & PageFlags::kDirty) == 0) return flags;
          return (flags & ~uint64_t{PageFlags::kDirty}) | PageFlags::kWriteback;
        });
    if ((before & PageFlags::kDirty) == 0) return;
    const absl::Span<uint8_t> data =
        Executor::Current().arena().AllocateArray<uint8_t>(options_.page_bytes);
    data_.Sample(at, data);
    const int failed = ops_.writepage(at, data);
    if (error == 0) error = failed;
    page.flags.Change([](uint64_t flags) {
      return Mutated(Mutation::kWritebackNotEnded)
                 ? flags
                 : flags & ~uint64_t{PageFlags::kWriteback};
    });
  });
  return error;
}

bool PageCache::Invalidate(uint32_t offset, uint32_t bytes) {
  bool all = true;
  ForEachPage(offset, bytes, [&](uint32_t, Page& page) {
    const uint64_t before = page.flags.WaitAndChange(
        PageFlags::kLocked | PageFlags::kWriteback, [](uint64_t flags) {
          return (flags & PageFlags::kDirty) != 0 &&
                         !Mutated(Mutation::kDirtyPageDropped)
                     ? flags
                     : flags & PageFlags::kOrdered;
        });
    if ((before & PageFlags::kDirty) != 0 &&
        !Mutated(Mutation::kDirtyPageDropped)) {
      all = false;
    } else if ((before & PageFlags::kPresent) != 0) {
      page.AddMark(kInvalidated);
      Count(-1);
    }
  });
  return all;
}

void PageCache::Truncate(uint32_t offset, uint32_t bytes) {
  const uint32_t end = std::min(offset + bytes, data_.size());
  ForEachPage(offset, bytes, [&](uint32_t at, Page& page) {
    const uint32_t from = std::max(at, offset);
    const uint32_t to = std::min(at + options_.page_bytes, end);
    const bool whole = to - from == options_.page_bytes;
    const uint64_t before = page.flags.WaitAndChange(
        PageFlags::kLocked | PageFlags::kWriteback, [&](uint64_t flags) {
          if (whole || (flags & PageFlags::kPresent) == 0)
            return flags & PageFlags::kOrdered;
          return flags | PageFlags::kLocked;
        });
    if ((before & PageFlags::kPresent) == 0) return;
    if (whole) {
      page.AddMark(kInvalidated);
      return Count(-1);
    }
    data_.Fill(from,
               Executor::Current().arena().AllocateArray<uint8_t>(to - from));
    UnlockDirty(at);
  });
}

void PageCache::SetOrdered(uint32_t offset, uint32_t bytes) {
  ForEachPage(offset, bytes, [](uint32_t, Page& page) {
    page.flags.Change(
        [](uint64_t flags) { return flags | PageFlags::kOrdered; });
  });
}

void PageCache::ClearOrdered(uint32_t offset, uint32_t bytes) {
  ForEachPage(offset, bytes, [](uint32_t, Page& page) {
    page.flags.Change(
        [](uint64_t flags) { return flags & ~uint64_t{PageFlags::kOrdered}; });
  });
}

void PageCache::AddMark(uint32_t offset, uint32_t bytes, Mark mark) {
  ForEachPage(offset, bytes, [&](uint32_t, Page& page) { page.AddMark(mark); });
}

}  // namespace dio
