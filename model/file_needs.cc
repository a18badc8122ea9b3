#include "model/file_needs.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace dio {
namespace {

// Collects what the operations of a workload do to one file.
class FileUse {
 public:
  FileUse(const Workload& workload, size_t file)
      : workload_(workload),
        file_(file),
        spec_(workload.files[file]),
        size_(spec_.size.value_or(workload.devices[spec_.device].bytes)),
        block_(std::max(spec_.block_bytes,
                        workload.devices[spec_.device].logical_block_bytes)) {
    for (const TaskSpec& task : workload.tasks) AddTask(task);
  }

  FileNeeds Needs() const {
    const bool raw = spec_.filesystem == FileSystem::kRawBlockDevice;
    // Completions of asynchronous I/O are others, too.
    const bool others = tasks_ + (async_ ? 1 : 0) > 1;
    FileNeeds needs;
    needs.most_bytes = std::max(end_, size_);
    for (const Extent& extent : spec_.extents)
      needs.most_bytes =
          std::max(needs.most_bytes, extent.offset + extent.bytes);
    needs.truncated = truncations_ + punches_ > 0;
    if (truncations_ == 1 && punches_ == 0) needs.truncated_to = truncated_to_;
    needs.mapped_stores = mapped_stores_;
    const bool cache = cached_ || !spec_.cached.empty() || zeroes_eof_;
    needs.watch = {
        .ioend = workload_.contexts.ioend && !raw,
        .dio_done = workload_.contexts.dio_done && !raw,
        .btrfs_endio = workload_.contexts.btrfs_endio,
        .cache = cache,
        .nrpages = async_write_,
        .extents = others && (changes_map_ || !Fixed(needs.most_bytes)),
        .size = others && grows_or_shrinks_,
        .iolock = (tasks_ > 1 && (exclusive_ || (drains_ && cache))) ||
                  (lockers_ > 1 && falls_back_ && MayStayDirty()),
        .dio_count = others && (waits_ || (drains_ && cache)),
        .invalidate_lock = others && (frees_ || resizes_),
        .folio_size = resizes_,
    };
    return needs;
  }

 private:
  // A page can be dirty although a direct write has just written it back, or
  // writing it back can fail; then the write goes on as a buffered one, alone
  // on the file. (Writes that are buffered from the start are alone anyway.)
  bool MayStayDirty() const {
    const bool dirty =
        std::any_of(spec_.cached.begin(), spec_.cached.end(),
                    [](const CachedSpec& cached) { return cached.dirty; });
    return mapped_stores_ || (dirty && workload_.faults.most > 0);
  }

  bool Maps(size_t buffer) const {
    return workload_.buffers[buffer].mapping_of == file_;
  }

  void AddTask(const TaskSpec& task) {
    touched_ = locks_ = false;
    for (const OperationSpec& operation : task.operations)
      std::visit([&](const auto& spec) { Add(spec); }, operation);
    tasks_ += touched_ ? 1 : 0;
    lockers_ += locks_ ? 1 : 0;
  }

  void Touch(uint32_t end) {
    touched_ = true;
    end_ = std::max(end_, end);
  }

  void TouchMapping(size_t buffer) {
    if (!Maps(buffer)) return;
    const BufferSpec& spec = workload_.buffers[buffer];
    Touch(spec.mapping_offset + spec.bytes);
    cached_ = true;
  }

  void Add(const IoSpec& io) {
    for (const SegmentSpec& segment : io.segments) {
      TouchMapping(segment.buffer);
      mapped_stores_ |= Maps(segment.buffer) && io.op == ReqOp::kRead;
    }
    if (io.file != file_) return;
    const uint32_t end = io.file_offset + io.bytes();
    Touch(end);
    locks_ = true;
    async_ |= io.async;
    cached_ |= io.flags.buffered;
    if (io.op == ReqOp::kRead) return;
    AddWrite(io, end);
  }

  void AddWrite(const IoSpec& io, uint32_t end) {
    // The device decides where it goes.
    changes_map_ |= spec_.zoned;
    grows_or_shrinks_ |= end > size_;
    // It may be a buffered one, or go on as such.
    drains_ |= end > size_ && spec_.filesystem == FileSystem::kXfs &&
               workload_.behaviour.has(Switch::kBufferedExtendDrains);
    const bool behind_eof = io.file_offset > size_;
    zeroes_eof_ |= behind_eof;
    if (io.flags.buffered) {
      exclusive_ = true;
      waits_ |= behind_eof;
      return;
    }
    if (spec_.filesystem == FileSystem::kBtrfs && spec_.checksums &&
        workload_.behaviour.has(Switch::kBtrfsCsumFallback))
      cached_ = exclusive_ = true;
    async_write_ |= io.async;
    falls_back_ |= spec_.filesystem != FileSystem::kRawBlockDevice &&
                   !io.flags.nowait && !io.flags.atomic;
    const bool unaligned =
        io.file_offset % block_ != 0 || io.bytes() % block_ != 0;
    const bool alone = spec_.filesystem == FileSystem::kBtrfs && end > size_;
    exclusive_ |= unaligned || behind_eof || alone;
    waits_ |= unaligned || behind_eof;
    const bool shared =
        std::any_of(spec_.extents.begin(), spec_.extents.end(),
                    [](const Extent& extent) { return extent.shared; });
    cached_ |= unaligned && (shared || spec_.zoned);
  }

  void Add(const BatchSpec& batch) {
    for (const IoSpec& io : batch.ios) {
      Add(io);
      if (io.file != file_) continue;
      async_ = true;
      async_write_ |= io.op == ReqOp::kWrite && !io.flags.buffered;
    }
  }
  void Add(const ReapSpec&) {}
  void Add(const OfflineCpuSpec&) {}
  void Add(const ReadBounceSpec&) {}
  void Add(const StoreSpec& store) {
    TouchMapping(store.buffer);
    mapped_stores_ |= Maps(store.buffer);
  }
  void Add(const LoadSpec& load) { TouchMapping(load.buffer); }
  void Add(const SpliceReadSpec& splice) { TouchMapping(splice.pipe); }
  void Add(const TaskExitSpec&) {}
  void Add(const ToggleStableWrites&) {}
  void Add(const WriteBackSpec& write_back) {
    if (write_back.file == file_) Touch(0);
  }
  void Add(const SetBlocksizeSpec& blocksize) {
    if (blocksize.file != file_) return;
    Touch(0);
    cached_ = exclusive_ = resizes_ = true;
  }
  void Add(const TruncateSpec& truncate) {
    if (truncate.file != file_) return;
    ++truncations_;
    truncated_to_ = truncate.size;
    FreeSpace(truncate.size);
  }
  void Add(const PunchSpec& punch) {
    if (punch.file != file_) return;
    ++punches_;
    FreeSpace(punch.offset + punch.bytes);
  }
  void FreeSpace(uint32_t end) {
    Touch(end);
    exclusive_ = waits_ = frees_ = changes_map_ = grows_or_shrinks_ = true;
    // What is left of a block is zeroed through the cache.
    zeroes_eof_ |= end % block_ != 0;
  }

  // The map never changes: all is mapped, and belongs to the file alone.
  bool Fixed(uint32_t bytes) const {
    uint32_t mapped = 0;
    for (const Extent& extent : spec_.extents) {
      if (extent.type != ExtentType::kMapped || extent.shared) return false;
      mapped += extent.bytes;
    }
    return mapped >= bytes;
  }

  const Workload& workload_;
  const size_t file_;
  const FileSpec& spec_;
  const uint32_t size_;
  const uint32_t block_;

  int tasks_ = 0;
  bool touched_ = false;
  int lockers_ = 0;  // tasks that read or write, not only through a mapping
  bool locks_ = false;
  uint32_t end_ = 0;
  bool async_ = false;
  bool async_write_ = false;
  bool cached_ = false;
  bool zeroes_eof_ = false;
  bool exclusive_ = false;
  bool waits_ = false;
  bool drains_ = false;
  bool falls_back_ = false;
  bool frees_ = false;
  int truncations_ = 0;
  uint32_t truncated_to_ = 0;
  int punches_ = 0;
  bool resizes_ = false;
  bool mapped_stores_ = false;
  bool changes_map_ = false;
  bool grows_or_shrinks_ = false;
};

// Cuts the extent in two, the first of `bytes`.
void Cut(std::vector<Extent>& extents, size_t index, uint32_t bytes) {
  Extent rest = extents[index];
  extents[index].bytes = bytes;
  rest.offset += bytes;
  rest.address += bytes;
  rest.bytes -= bytes;
  extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                 rest);
}

// Turns the part of holes that the pages touch.
void Reserve(FileSpec& file, const CachedSpec& cached, uint32_t block) {
  const uint32_t begin = cached.offset / block * block;
  const uint32_t end =
      (cached.offset + cached.bytes + block - 1) / block * block;
  std::vector<Extent> extents;
  const auto add = [&extents](uint32_t from, uint32_t to, ExtentType type) {
    if (from < to)
      extents.push_back({.offset = from, .bytes = to - from, .type = type});
  };
  for (const Extent& extent : file.extents) {
    const uint32_t extent_end = extent.offset + extent.bytes;
    const uint32_t from = std::max(begin, extent.offset);
    const uint32_t to = std::min(end, extent_end);
    if (extent.type != ExtentType::kHole || from >= to) {
      extents.push_back(extent);
      continue;
    }
    add(extent.offset, from, ExtentType::kHole);
    add(from, to, ExtentType::kDelalloc);
    add(to, extent_end, ExtentType::kHole);
  }
  file.extents = std::move(extents);
}

struct Room {
  uint32_t begin;
  uint32_t end;
};

bool NeedsSpare(const Extent& extent) {
  return extent.shared || extent.type == ExtentType::kHole ||
         extent.type == ExtentType::kDelalloc;
}

// What is free of a device, by address.
std::vector<Room> RoomOn(const Workload& workload, size_t device) {
  std::vector<Room> used;
  for (const FileSpec& file : workload.files) {
    if (file.device != device) continue;
    for (const Extent& extent : file.extents) {
      if (extent.type == ExtentType::kMapped ||
          extent.type == ExtentType::kUnwritten)
        used.push_back({extent.address, extent.address + extent.bytes});
    }
  }
  std::sort(used.begin(), used.end(),
            [](const Room& a, const Room& b) { return a.begin < b.begin; });
  std::vector<Room> room;
  uint32_t at = 0;
  for (const Room& taken : used) {
    if (taken.begin > at) room.push_back({at, taken.begin});
    at = std::max(at, taken.end);
  }
  if (at < workload.devices[device].bytes)
    room.push_back({at, workload.devices[device].bytes});
  return room;
}

// Side by side if possible, else block by block.
void FindRoomFor(FileSpec& file, uint32_t logical_block,
                 std::vector<Room>& room) {
  const uint32_t block = std::max(file.block_bytes, logical_block);
  for (size_t i = 0; i < file.extents.size(); ++i) {
    Extent& extent = file.extents[i];
    if (!NeedsSpare(extent)) continue;
    extent.spare.reset();
    const auto find = [&room](uint32_t bytes) {
      return std::find_if(room.begin(), room.end(), [bytes](const Room& free) {
        return free.end - free.begin >= bytes;
      });
    };
    auto found = find(extent.bytes);
    if (found == room.end()) {
      found = find(block);
      if (found == room.end()) continue;
      if (extent.bytes > block) Cut(file.extents, i, block);
    }
    file.extents[i].spare = found->begin;
    found->begin += file.extents[i].bytes;
  }
}

}  // namespace

void ReserveDirtyHoles(Workload& workload) {
  for (FileSpec& file : workload.files) {
    const uint32_t block = std::max(
        file.block_bytes, workload.devices[file.device].logical_block_bytes);
    for (const CachedSpec& cached : file.cached) {
      if (cached.dirty) Reserve(file, cached, block);
    }
  }
}

FileNeeds FileNeedsOf(const Workload& workload, size_t file) {
  return FileUse(workload, file).Needs();
}

void FindRoom(Workload& workload) {
  for (size_t device = 0; device < workload.devices.size(); ++device) {
    std::vector<Room> room = RoomOn(workload, device);
    for (FileSpec& file : workload.files) {
      if (file.device == device)
        FindRoomFor(file, workload.devices[device].logical_block_bytes, room);
    }
  }
}

}  // namespace dio
