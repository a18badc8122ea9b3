#include "model/iomap/address_space.h"

#include <algorithm>
#include <cerrno>
#include <optional>

#include "model/iomap/inode.h"
#include "model/iomap/page_io.h"

namespace dio {

void IomapAddressSpace::read_folio(uint32_t offset, absl::Span<uint8_t> out) {
  const uint32_t size = inode_.i_size();
  for (size_t at = 0; at < out.size();) {
    const auto pos = static_cast<uint32_t>(offset + at);
    if (pos >= size) return;  // zeros already
    const Stretch stretch =
        inode_.extents.Read(pos, static_cast<uint32_t>(out.size() - at));
    if (stretch.type == ExtentType::kMapped)
      ReadPage(inode_.device, stretch.address, out.subspan(at, stretch.length));
    at += stretch.length;
  }
}

int IomapAddressSpace::writepage(uint32_t offset,
                                 absl::Span<const uint8_t> data) {
  const uint32_t block = inode_.block_bytes();
  // What lies behind the end of the file is not written.
  const uint32_t size = (inode_.i_size() + block - 1) / block * block;
  int error = 0;
  for (size_t at = 0; at < data.size();) {
    const auto pos = static_cast<uint32_t>(offset + at);
    if (pos >= size) break;
    const auto left =
        static_cast<uint32_t>(std::min<size_t>(data.size() - at, size - pos));
    Stretch stretch = inode_.extents.Read(pos, left);
    if (inode_.zoned) {
      Append(pos, data.subspan(at, stretch.length));
      at += stretch.length;
      continue;
    }
    if (stretch.type == ExtentType::kDelalloc &&
        inode_.extents.Allocate(pos, stretch.length))
      stretch = inode_.extents.Peek(pos, stretch.length);
    const bool has_space = stretch.type == ExtentType::kMapped ||
                           stretch.type == ExtentType::kUnwritten;
    int failed = -ENOSPC;
    if (has_space)
      failed = Write(pos, stretch.address, data.subspan(at, stretch.length));
    if (failed == 0 && stretch.type == ExtentType::kUnwritten)
      inode_.extents.Convert(pos, stretch.length);
    if (failed != 0) {
      // mapping_set_error().
      inode_.cache->AddMark(pos, stretch.length, PageCache::kMappingError);
      if (error == 0) error = failed;
    }
    at += stretch.length;
  }
  return error;
}

int IomapAddressSpace::Write(uint32_t pos, uint64_t address,
                             absl::Span<const uint8_t> data) {
  inode_.btrfs.ChecksumPage(pos, data, inode_.block_bytes());
  if (!inode_.mapping_stable_writes() && inode_.device.profile().has_value()) {
    return WriteUnstablePage(inode_.device, address,
                             {.memory = &inode_.cache->data(),
                              .offset = pos,
                              .length = static_cast<uint32_t>(data.size()),
                              .granule = inode_.kernel.limits.chunk_bytes});
  }
  WritePage(inode_.device, address, data);
  return 0;
}

// xfs_zone_alloc_and_submit.
void IomapAddressSpace::Append(uint32_t pos, absl::Span<const uint8_t> data) {
  const auto bytes = static_cast<uint32_t>(data.size());
  const std::optional<uint32_t> address =
      inode_.device.AdvanceWritePointer(bytes);
  if (!address.has_value()) return;
  WritePage(inode_.device, *address, data);
  inode_.extents.RecordAppend(pos, bytes, *address);
}

void IomapAddressSpace::page_mkwrite(uint32_t offset, uint32_t bytes) {
  for (uint32_t at = 0; at < bytes;) {
    const Stretch stretch = inode_.extents.Read(offset + at, bytes - at);
    if (stretch.type == ExtentType::kHole)
      inode_.extents.Reserve(offset + at, stretch.length);
    at += stretch.length;
  }
}

}  // namespace dio
