#include "model/file_needs.h"

#include <algorithm>
#include <optional>
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
    needs.truncated = truncates_;
    needs.mapped_stores = mapped_stores_;
    needs.watch = {
        .ioend = workload_.contexts.ioend && !raw,
        .dio_done = workload_.contexts.dio_done && !raw,
        .btrfs_endio = workload_.contexts.btrfs_endio,
        .cache = cached_ || !spec_.cached.empty() || zeroes_eof_,
        .nrpages = async_write_,
        .extents = others && (changes_map_ || !Fixed(needs.most_bytes)),
        .size = others && grows_or_shrinks_,
        .iolock = tasks_ > 1 && exclusive_,
        .dio_count = others && waits_,
        .invalidate_lock = others && truncates_,
    };
    return needs;
  }

 private:
  bool Maps(size_t buffer) const {
    return workload_.buffers[buffer].mapping_of == file_;
  }

  void AddTask(const TaskSpec& task) {
    touched_ = false;
    for (const OperationSpec& operation : task.operations)
      std::visit([&](const auto& spec) { Add(spec); }, operation);
    tasks_ += touched_ ? 1 : 0;
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
    async_ |= io.async;
    cached_ |= io.flags.buffered;
    if (io.op == ReqOp::kRead) return;
    AddWrite(io, end);
  }

  void AddWrite(const IoSpec& io, uint32_t end) {
    // The device decides where it goes.
    changes_map_ |= spec_.zoned;
    grows_or_shrinks_ |= end > size_;
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
    const bool unaligned =
        io.file_offset % block_ != 0 || io.bytes() % block_ != 0;
    exclusive_ |= unaligned || behind_eof;
    waits_ |= unaligned || behind_eof;
    const bool shared =
        std::any_of(spec_.extents.begin(), spec_.extents.end(),
                    [](const Extent& extent) { return extent.shared; });
    cached_ |= unaligned && shared;
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
  void Add(const TruncateSpec& truncate) {
    if (truncate.file == file_) AddTruncation(truncate.size);
  }
  void Add(const PunchSpec& punch) {
    if (punch.file == file_) AddTruncation(punch.offset + punch.bytes);
  }
  void AddTruncation(uint32_t end) {
    Touch(end);
    exclusive_ = waits_ = truncates_ = changes_map_ = grows_or_shrinks_ = true;
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
  uint32_t end_ = 0;
  bool async_ = false;
  bool async_write_ = false;
  bool cached_ = false;
  bool zeroes_eof_ = false;
  bool exclusive_ = false;
  bool waits_ = false;
  bool truncates_ = false;
  bool mapped_stores_ = false;
  bool changes_map_ = false;
  bool grows_or_shrinks_ = false;
};

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

}  // namespace

FileNeeds FileNeedsOf(const Workload& workload, size_t file) {
  return FileUse(workload, file).Needs();
}

void FindRoom(Workload& workload) {
  for (size_t device = 0; device < workload.devices.size(); ++device) {
    std::vector<Room> room = RoomOn(workload, device);
    for (FileSpec& file : workload.files) {
      if (file.device != device) continue;
      for (Extent& extent : file.extents) {
        if (!NeedsSpare(extent)) continue;
        extent.spare.reset();
        const auto found =
            std::find_if(room.begin(), room.end(), [&](const Room& free) {
              return free.end - free.begin >= extent.bytes;
            });
        if (found == room.end()) continue;
        extent.spare = found->begin;
        found->begin += extent.bytes;
      }
    }
  }
}

}  // namespace dio
