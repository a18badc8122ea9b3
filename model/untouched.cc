#include "model/untouched.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace dio {
namespace {

bool Within(uint32_t at, uint32_t begin, uint32_t bytes) {
  return at >= begin && at - begin < bytes;
}

uint8_t InitialFill(const Workload& workload, const DeviceSpec& device) {
  return device.legs.empty() ? device.fill
                             : workload.devices[device.legs[0]].fill;
}

bool Spoilt(const Workload& workload, const DeviceSpec& device) {
  return !device.spoilt.empty() ||
         std::any_of(device.legs.begin(), device.legs.end(), [&](size_t leg) {
           return !workload.devices[leg].spoilt.empty();
         });
}

bool SharesDevice(const Workload& workload, size_t file) {
  for (size_t other = 0; other < workload.files.size(); ++other) {
    if (other != file &&
        workload.files[other].device == workload.files[file].device)
      return true;
  }
  return false;
}

// The bytes of one file.
class UntouchedFile {
 public:
  UntouchedFile(const Workload& workload, size_t file, bool truncated)
      : spec_(workload.files[file]),
        truncated_(truncated),
        size_(spec_.size.value_or(workload.devices[spec_.device].bytes)),
        zeroed_end_(ZeroedEnd(workload)),
        fill_(InitialFill(workload, workload.devices[spec_.device])),
        page_bytes_(
            std::max({workload.limits.page_bytes, spec_.block_bytes,
                      workload.devices[spec_.device].logical_block_bytes})) {
    ForEachIo(workload, [&](const TaskSpec&, const IoSpec& io) {
      if (io.file == file && io.op == ReqOp::kWrite)
        written_.push_back({io.file_offset, io.bytes()});
    });
  }

  // If it is certain.
  std::optional<uint8_t> ValueAt(uint32_t at) const {
    const auto writes = [at](const BufferRange& range) {
      return Within(at, range.offset, range.bytes);
    };
    if (std::any_of(written_.begin(), written_.end(), writes))
      return std::nullopt;
    const bool mapped = Mapped(at);
    // No file system has written blocks behind the end of a file, so nothing
    // zeroes them.
    if (mapped && (truncated_ || at >= zeroed_end_)) return std::nullopt;
    return Cached(at, at < size_ && mapped ? fill_ : uint8_t{0});
  }

 private:
  // XFS zeroes the rest of the last block when the file grows.
  uint32_t ZeroedEnd(const Workload& workload) const {
    if (spec_.filesystem != FileSystem::kXfs) return size_;
    const uint32_t block = std::max(
        spec_.block_bytes, workload.devices[spec_.device].logical_block_bytes);
    return (size_ + block - 1) / block * block;
  }

  bool Mapped(uint32_t at) const {
    return std::any_of(spec_.extents.begin(), spec_.extents.end(),
                       [at](const Extent& extent) {
                         return extent.type == ExtentType::kMapped &&
                                Within(at, extent.offset, extent.bytes);
                       });
  }

  // What the cache makes of a byte that the device holds as `below`.
  std::optional<uint8_t> Cached(uint32_t at, uint8_t below) const {
    for (const CachedSpec& cached : spec_.cached) {
      const uint32_t begin = cached.offset / page_bytes_ * page_bytes_;
      const uint32_t end = (cached.offset + cached.bytes + page_bytes_ - 1) /
                           page_bytes_ * page_bytes_;
      if (!Within(at, begin, end - begin)) continue;
      if (truncated_ || at >= size_ ||
          !Within(at, cached.offset, cached.bytes) ||
          (!cached.dirty && cached.fill != below))
        return std::nullopt;
      return cached.fill;
    }
    return below;
  }

  const FileSpec& spec_;
  const bool truncated_;
  const uint32_t size_;
  const uint32_t zeroed_end_;
  const uint8_t fill_;
  const uint32_t page_bytes_;
  std::vector<BufferRange> written_;
};

}  // namespace

std::vector<UntouchedRange> UntouchedBytes(const Workload& workload,
                                           size_t file,
                                           const FileNeeds& needs) {
  const DeviceSpec& device = workload.devices[workload.files[file].device];
  std::vector<UntouchedRange> ranges;
  if (needs.mapped_stores || SharesDevice(workload, file) ||
      Spoilt(workload, device))
    return ranges;
  const UntouchedFile untouched(workload, file, needs.truncated);
  for (uint32_t at = 0; at < needs.most_bytes; ++at) {
    const std::optional<uint8_t> value = untouched.ValueAt(at);
    if (!value.has_value()) continue;
    if (!ranges.empty() && ranges.back().value == *value &&
        ranges.back().offset + ranges.back().bytes == at) {
      ++ranges.back().bytes;
    } else {
      ranges.push_back({.offset = at, .bytes = 1, .value = *value});
    }
  }
  return ranges;
}

}  // namespace dio
