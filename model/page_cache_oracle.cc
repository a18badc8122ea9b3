#include "model/page_cache_oracle.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"

namespace dio {
namespace {

using checker::Executor;

// Of one file.
class PageCacheOracle {
 public:
  PageCacheOracle(Machine& machine, size_t file)
      : machine_(machine), file_(file), inode_(machine.file(file)) {}

  void Check() {
    CheckSize();
    if (!inode_.cache.has_value()) return;
    for (uint32_t i = 0; i < inode_.cache->page_count(); ++i) CheckPage(i);
  }

 private:
  bool has(Switch id) const { return machine_.workload().behaviour.has(id); }

  void CheckPage(uint32_t index) {
    PageCache& cache = *inode_.cache;
    constexpr uint64_t kClean = PageFlags::kPresent | PageFlags::kUptodate;
    if (cache.PeekFlags(index) != kClean) return;
    const uint8_t marks = cache.PeekMarks(index);
    // Its user saw that invalidation failed; or the page he had pinned is not
    // the one that is here now.
    constexpr uint8_t kReplaced = PageCache::kPinned | PageCache::kInvalidated;
    if ((marks & PageCache::kMappingError) != 0 ||
        (marks & kReplaced) == kReplaced)
      return;
    const uint32_t block = inode_.device.logical_block_bytes();
    const uint32_t begin = index * cache.page_bytes();
    const uint32_t end =
        std::min(begin + cache.page_bytes(), inode_.PeekSize());
    for (uint32_t at = begin; at < end; at += block) {
      const uint32_t length = std::min(block, end - at);
      if (Agrees(at, length)) continue;
      return Report(at, marks);
    }
  }

  // Zeros that were put behind the end of the file. Write-back skips them
  // there; XFS has no written blocks that they could hide.
  bool ZeroedBehindEof(uint32_t offset) {
    const char* const label = inode_.cache->data().last_fill(offset).label;
    return label == InfoOf(KernelStep::kZeroEof).label ||
           label == InfoOf(KernelStep::kTruncate).label;
  }

  bool Agrees(uint32_t offset, uint32_t length) {
    if (ZeroedBehindEof(offset)) return true;
    const absl::Span<const uint8_t> cached =
        inode_.cache->data().Peek().subspan(offset, length);
    const Stretch stretch = inode_.extents.Peek(offset, length);
    if (stretch.type != ExtentType::kMapped)
      return std::all_of(cached.begin(), cached.end(),
                         [](uint8_t byte) { return byte == 0; });
    return cached == inode_.device.Content(stretch.address, length);
  }

  // Whether the page's bytes were stored there by somebody who had to make it
  // dirty, rather than read from the device.
  static bool IsStore(const checker::Operation& fill) {
    for (const KernelStep step :
         {KernelStep::kDeviceDeliver, KernelStep::kCopyBack,
          KernelStep::kZeroUser, KernelStep::kUserStore}) {
      if (fill.label == InfoOf(step).label) return true;
    }
    return false;
  }

  void Report(uint32_t offset, uint8_t marks) {
    checker::Bytes& data = inode_.cache->data();
    const checker::Operation& fill = data.last_fill(offset);
    // What was written back, and then overwritten by direct I/O that did not
    // look for the page, is stale rather than lost.
    if (IsStore(fill) && (marks & PageCache::kNotInvalidated) == 0) {
      Executor::Current().Report(
          {.kind = "page_clean_with_new_data",
           .oracle = "page_cache",
           .object = data.id(),
           .blame = "kernel",
           .row = has(Switch::kDirtyRecheck) ? "" : "R48",
           .first = fill},
          [&] {
            return absl::StrCat("the page at ", offset,
                                " is clean, but has data that the device has "
                                "not: it will be lost");
          });
      return;
    }
    const Cause cause = StaleCause(marks);
    Executor::Current().Report(
        {.kind = "stale_page_cache",
         .oracle = "page_cache",
         .object = data.id(),
         .blame = cause.blame,
         .row = cause.row,
         .first = fill},
        [&] {
          return absl::StrCat("the page at ", offset,
                              " is clean, but has other data than a direct "
                              "write has put on the device");
        });
  }

  struct Cause {
    absl::string_view blame;
    absl::string_view row;
  };

  // Direct I/O and the page cache agree as long as nobody else brings pages in
  // meanwhile. Where completion does not look for such a page, upstream knows;
  // where it does, and in the wrong order or not at all, a rule was dropped.
  Cause StaleCause(uint8_t marks) const {
    if (!has(Switch::kEndIoBeforeInvalidate)) return {"kernel", "R36"};
    if ((marks & PageCache::kNotInvalidated) != 0) return {"known_open", "R38"};
    return {"kernel", has(Switch::kAioPostInvalidate) ? "" : "R37"};
  }

  void CheckSize() {
    if (machine_.workload().file_needs[file_].truncated) return;
    uint32_t end = 0;
    for (size_t i = 0; i < machine_.record_count(); ++i) {
      const IoRecord& record = machine_.record(i);
      if (record.spec->file != file_ || record.spec->op != ReqOp::kWrite ||
          record.completions != 1 || record.result <= 0)
        continue;
      end = std::max(
          end, record.spec->file_offset + static_cast<uint32_t>(record.result));
    }
    if (inode_.PeekSize() >= end) return;
    Executor::Current().Report(
        {.kind = "wrong_size",
         .oracle = "i_size",
         .blame = inode_.size_taken_back() ? absl::string_view("hypothesis")
                                           : absl::string_view("kernel"),
         .row = inode_.size_taken_back() || !has(Switch::kSizeUpdateRechecks)
                    ? "R41"
                    : ""},
        [&] {
          return absl::StrCat("i_size is ", inode_.PeekSize(),
                              ", but a write up to ", end, " has succeeded");
        });
  }

  Machine& machine_;
  const size_t file_;
  Inode& inode_;
};

}  // namespace

void CheckPageCache(Machine& machine) {
  for (size_t file = 0; file < machine.workload().files.size(); ++file) {
    if (machine.workload().files[file].filesystem !=
        FileSystem::kRawBlockDevice)
      PageCacheOracle(machine, file).Check();
  }
}

}  // namespace dio
