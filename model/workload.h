// A workload: devices, files, buffers, and user threads that do I/O and stores;
// and how to run it once.

#ifndef DIORACE_MODEL_WORKLOAD_H_
#define DIORACE_MODEL_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/behaviour.h"
#include "model/block/device_spec.h"
#include "model/fault.h"
#include "model/fs/read_bounce.h"
#include "model/iocb.h"
#include "model/iomap/extent.h"
#include "model/iomap/inode_watch.h"
#include "model/kernel.h"
#include "model/mm/limits.h"
#include "model/step.h"

namespace dio {

// All sizes and offsets are bytes. References to others are indices.

enum class FileSystem : uint8_t { kRawBlockDevice, kXfs, kBtrfs };

// Bytes of a file that the page cache holds at the start.
struct CachedSpec {
  uint32_t offset;
  uint32_t bytes;
  uint8_t fill;
  bool dirty;
};

struct FileSpec {
  std::string name;
  size_t device = 0;
  FileSystem filesystem = FileSystem::kXfs;
  // Empty: one mapped extent that covers the device.
  std::vector<Extent> extents = {};
  // i_size; left out, the size of the device.
  std::optional<uint32_t> size = {};
  // The file system's block; 0: the device's logical block.
  uint32_t block_bytes = 0;
  std::vector<CachedSpec> cached = {};
  // btrfs: data checksums, and more than one copy or parity.
  bool checksums = false;
  bool redundant_profile = false;
  // XFS: writes are zone appends.
  bool zoned = false;
  // XFS with read_bounce (7.4): /sys/fs/xfs/<dev>/csum/read_bounce.
  ReadBounce read_bounce = ReadBounce::kLazy;
};

// Part of a buffer, where it matters.
struct BufferRange {
  uint32_t offset;
  uint32_t bytes;
};

struct BufferSpec {
  std::string name;
  uint32_t bytes = 0;
  // Chunk i is filled with fill + i * fill_step, modulo 256.
  uint8_t fill = 0;
  uint8_t fill_step = 0;
  // Contiguous memory: what one vector of a bio can span. 0: the whole buffer.
  uint32_t folio_bytes = 0;
  // Where nothing is mapped (PROT_NONE).
  std::vector<BufferRange> holes = {};
  // Memory of a PCI device (P2P) instead of the host's.
  std::vector<BufferRange> peer = {};
  // A shared mapping of a file, from this offset on, instead of anonymous
  // memory.
  std::optional<size_t> mapping_of = {};
  uint32_t mapping_offset = 0;
  // Not memory of the process: a pipe, which refers to these pages of the file
  // once they are spliced into it.
  bool pipe = false;
};

// What a user thread does when a call transfers less than was asked for, or
// fails.
enum class Reaction : uint8_t { kStop, kGoOn, kRetry };

// One part of the memory of a call.
struct SegmentSpec {
  size_t buffer;
  uint32_t offset;
  uint32_t bytes;
};

// preadv or pwritev, with O_DIRECT unless flags.buffered is set.
struct IoSpec {
  ReqOp op = ReqOp::kWrite;
  size_t file = 0;
  uint32_t file_offset = 0;
  std::vector<SegmentSpec> segments = {};
  IocbFlags flags = {};
  // Not a system call that waits: submitted, and reaped by ReapSpec.
  bool async = false;
  Reaction on_short = Reaction::kGoOn;
  Reaction on_error = Reaction::kGoOn;
  // The I/O's number in the workload, for faults; set by Number().
  size_t index = 0;

  uint32_t bytes() const {
    uint32_t sum = 0;
    for (const SegmentSpec& segment : segments) sum += segment.bytes;
    return sum;
  }
};

// Several asynchronous I/Os in one call, under one plug (io_uring_enter).
struct BatchSpec {
  std::vector<IoSpec> ios;
};

// Waits for this many completions of the task's asynchronous I/Os; 0: all.
struct ReapSpec {
  uint32_t count = 0;
};

// `count` stores of `data`, `stride` apart.
struct StoreSpec {
  size_t buffer;
  uint32_t offset;
  std::vector<uint8_t> data;
  uint32_t count;
  uint32_t stride;
};

struct LoadSpec {
  size_t buffer;
  uint32_t offset;
  uint32_t bytes;
};

// The CPU goes offline: its completion worker stops.
struct OfflineCpuSpec {
  uint8_t cpu = 0;
};

// Writes csum/read_bounce of the file's mount.
struct ReadBounceSpec {
  size_t file = 0;
  ReadBounce mode = ReadBounce::kLazy;
};

// Writes queue/stable_writes of a device; of kParity, md/skip_copy, which takes
// that along. Files that are in use have looked at it before.
struct ToggleStableWrites {
  size_t device;
  bool on;
};

// Dirty pages of the file are written back: by the flusher, which is a task of
// its own then, or by fsync, which makes the file durable as well. `bytes` 0:
// to the end.
struct WriteBackSpec {
  size_t file;
  uint32_t offset = 0;
  uint32_t bytes = 0;
  bool fsync = false;
};

// ftruncate to `size`.
struct TruncateSpec {
  size_t file;
  uint32_t size;
};

// ioctl(BLKBSZSET) of a raw block device.
struct SetBlocksizeSpec {
  size_t file;
  uint32_t bytes;
};

// fallocate, FALLOC_FL_PUNCH_HOLE.
struct PunchSpec {
  size_t file;
  uint32_t offset;
  uint32_t bytes;
};

// splice() from a file into a pipe, which is a buffer.
struct SpliceReadSpec {
  size_t pipe;
};

// The process ends, and its task_struct is freed. The last operation.
struct TaskExitSpec {};

using OperationSpec =
    std::variant<IoSpec, BatchSpec, ReapSpec, StoreSpec, LoadSpec,
                 WriteBackSpec, TruncateSpec, PunchSpec, ToggleStableWrites,
                 OfflineCpuSpec, ReadBounceSpec, SetBlocksizeSpec,
                 SpliceReadSpec, TaskExitSpec>;

struct TaskSpec {
  std::string name;
  std::vector<OperationSpec> operations;
  // The CPU it runs on, where its I/Os complete; left out, they complete on all
  // CPUs in turn.
  std::optional<uint8_t> cpu = {};
};

// Bytes of a file that all hold `value`, and that nobody writes.
struct UntouchedRange {
  uint32_t offset;
  uint32_t bytes;
  uint8_t value;
};

// What Prepare() finds out about a file.
struct FileNeeds {
  InodeWatch watch = {};
  // The end of all that anybody touches or that is mapped.
  uint32_t most_bytes = 0;
  // Somebody truncates it, or punches holes into it.
  bool truncated = false;
  // If it is truncated once, to this size, and nobody punches holes.
  std::optional<uint32_t> truncated_to = {};
  // Somebody stores through a mapping of it.
  bool mapped_stores = false;
  std::vector<UntouchedRange> untouched = {};
};

struct Workload {
  Behaviour behaviour;
  Limits limits;
  KernelContexts contexts;
  FaultBudget faults;
  std::vector<DeviceSpec> devices;
  std::vector<FileSpec> files;
  std::vector<BufferSpec> buffers;
  std::vector<TaskSpec> tasks;

  // Steps that executions have performed so far.
  StepSet reached;

  // Found out by Prepare().
  std::vector<FaultSite> fault_sites;
  std::vector<FileNeeds> file_needs;
};

// Calls visit(io) for each I/O of the workload, in the order of tasks and
// operations. `W` is Workload or const Workload.
template <typename W, typename Visit>
void ForEachIo(W& workload, Visit visit) {
  for (auto& task : workload.tasks) {
    for (auto& operation : task.operations) {
      if (auto* const io = std::get_if<IoSpec>(&operation)) visit(task, *io);
      if (auto* const batch = std::get_if<BatchSpec>(&operation)) {
        for (auto& io : batch->ios) visit(task, io);
      }
    }
  }
}

// Numbers the I/Os, finds out which workers the workload needs and what of its
// files is watched, and finds room for what will be allocated. Call it when the
// workload is complete, before it is run.
void Prepare(Workload& workload);

// One execution: builds the machine, runs the user threads, waits until all is
// quiet, and lets the oracles look at what is left. The body of an exploration.
// Allocates from the executor's arena only.
void RunWorkload(Workload& workload);

}  // namespace dio

#endif  // DIORACE_MODEL_WORKLOAD_H_
