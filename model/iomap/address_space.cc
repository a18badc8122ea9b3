#include "model/iomap/address_space.h"

#include <algorithm>
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

void IomapAddressSpace::writepage(uint32_t offset,
                                  absl::Span<const uint8_t> data) {
  const uint32_t block = inode_.block_bytes();
  // What lies behind the end of the file is not written.
  const uint32_t size = (inode_.i_size() + block - 1) / block * block;
  for (size_t at = 0; at < data.size();) {
    const auto pos = static_cast<uint32_t>(offset + at);
    if (pos >= size) return;
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
    if (has_space) {
      inode_.btrfs.ChecksumPage(pos, data.subspan(at, stretch.length), block);
      WritePage(inode_.device, stretch.address,
                data.subspan(at, stretch.length));
      if (stretch.type == ExtentType::kUnwritten)
        inode_.extents.Convert(pos, stretch.length);
    } else {
      // mapping_set_error(-ENOSPC).
      inode_.cache->AddMark(pos, stretch.length, PageCache::kMappingError);
    }
    at += stretch.length;
  }
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
