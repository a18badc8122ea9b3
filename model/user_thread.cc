#include "model/user_thread.h"

#include <algorithm>
#include <optional>
#include <string>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "model/block/bio_complete_batch.h"
#include "model/block/flush.h"
#include "model/block/poll.h"
#include "model/durability_oracle.h"
#include "model/fs/block_dev_file.h"
#include "model/fs/btrfs.h"
#include "model/fs/xfs.h"
#include "model/in_arena.h"
#include "model/rcu.h"
#include "model/result_text.h"

namespace dio {
namespace {

using checker::Executor;

// btrfs touches user memory under its own locks.
bool NoFault(const Workload& workload, const IoSpec& io) {
  return workload.files[io.file].filesystem == FileSystem::kBtrfs &&
         io.op == ReqOp::kWrite;
}

// The part of the call's memory that begins at `from`.
absl::Span<const IovSegment> SegmentsOf(Machine& machine, const IoSpec& io) {
  const absl::Span<IovSegment> segments =
      Executor::Current().arena().AllocateArray<IovSegment>(io.segments.size());
  size_t count = 0;
  for (const SegmentSpec& spec : io.segments)
    segments[count++] = {&machine.buffer(spec.buffer), spec.offset, spec.bytes};
  return segments;
}

// Where in the call [offset, offset + bytes) of a buffer lies, if all of it is
// in one segment.
std::optional<uint32_t> PositionOf(const IoSpec& io, size_t buffer,
                                   uint32_t offset, uint32_t bytes) {
  uint32_t position = 0;
  for (const SegmentSpec& segment : io.segments) {
    if (segment.buffer == buffer && offset >= segment.offset &&
        offset + bytes <= segment.offset + segment.bytes)
      return position + (offset - segment.offset);
    position += segment.bytes;
  }
  return std::nullopt;
}

absl::string_view CallName(const IoSpec& io) {
  return io.op == ReqOp::kWrite ? "pwrite" : "pread";
}

bool Exits(const TaskSpec& task) {
  return !task.operations.empty() &&
         std::holds_alternative<TaskExitSpec>(task.operations.back());
}

// In the arena, unless the task exits: a late wake-up may reach a task that has
// run on meanwhile, or returned; the process it stands for is still there.
TaskStruct& NewTask(const TaskSpec& task) {
  if (!Exits(task)) return InArena<TaskStruct>("task.state", task.cpu);
  return *checker::Heap::New<TaskStruct>("task_struct", "task.state", task.cpu);
}

}  // namespace

UserThread::UserThread(Machine& machine, const TaskSpec& task)
    : machine_(machine),
      kernel_(machine.kernel()),
      task_(task),
      current_(NewTask(task)),
      finished_(&Executor::Current().arena()),
      submitted_(&Executor::Current().arena()) {
  for (const OperationSpec& operation : task.operations) {
    const auto* const io = std::get_if<IoSpec>(&operation);
    if (std::holds_alternative<BatchSpec>(operation) ||
        (io != nullptr && io->async))
      done_ = &InArena<checker::Completion>("io_events");
    if (done_ != nullptr) break;
  }
}

void UserThread::Run() {
  for (const OperationSpec& operation : task_.operations) {
    if (!Do(operation)) break;
  }
  // A process waits for what it has in flight.
  Do(ReapSpec{});
  if (Exits(task_)) Exit();
}

// delayed_put_task_struct.
void UserThread::Exit() {
  kernel_.At(KernelStep::kTaskExit);
  synchronize_rcu(kernel_);
  checker::Heap::Delete(&current_);
}

bool UserThread::Do(const OperationSpec& operation) {
  return std::visit([&](const auto& spec) { return Do(spec); }, operation);
}

bool UserThread::Do(const IoSpec& io) {
  if (io.async) {
    Submit(io);
    return true;
  }
  IoRecord& record = machine_.record(io.index);
  int64_t result = Call(io, 0);
  const auto reaction = [&] {
    if (result < 0) return io.on_error;
    return result < io.bytes() ? io.on_short : Reaction::kGoOn;
  };
  if (reaction() == Reaction::kRetry) {
    const auto done = static_cast<uint32_t>(std::max<int64_t>(result, 0));
    const int64_t more = Call(io, done);
    result = more < 0 && done > 0 ? done : done + more;
  }
  record.result = result;
  ++record.completions;
  TakeFinished(record);
  return reaction() != Reaction::kStop;
}

int64_t UserThread::Call(const IoSpec& io, uint32_t from) {
  IovIter iter(SegmentsOf(machine_, io), io.flags.registered,
               NoFault(machine_.workload(), io));
  iter.Advance(from);
  Iocb iocb(io.op, io.file_offset + from, iter, current_, io.flags,
            machine_.record(io.index), /*done=*/nullptr);
  const int64_t result = Enter(io, iocb);
  checker::Note([&] { return ResultText(CallName(io), result); });
  return result;
}

int64_t UserThread::Enter(const IoSpec& io, Iocb& iocb) {
  for (const SegmentSpec& segment : io.segments) BeforeFault(segment.buffer);
  const FileSpec& file = machine_.workload().files[io.file];
  const bool raw = file.filesystem == FileSystem::kRawBlockDevice;
  if (io.flags.buffered && file.filesystem == FileSystem::kBtrfs)
    return btrfs_buffered_io(kernel_, machine_.file(io.file), iocb);
  if (io.flags.buffered && !raw)
    return xfs_file_buffered_io(kernel_, machine_.file(io.file), iocb);
  switch (file.filesystem) {
    case FileSystem::kRawBlockDevice:
      return blkdev_file_io(kernel_, machine_.file(io.file), iocb);
    case FileSystem::kBtrfs:
      return btrfs_direct_io(kernel_, machine_.file(io.file), iocb);
    case FileSystem::kXfs:
      return xfs_file_direct_io(kernel_, machine_.file(io.file), iocb);
  }
  return -EINVAL;
}

void UserThread::Submit(const IoSpec& io) {
  // A page fault in a mapping may wait for I/O on that file, which this task
  // may hold back.
  const bool maps = std::any_of(
      io.segments.begin(), io.segments.end(), [&](const SegmentSpec& segment) {
        return machine_.buffer(segment.buffer).file_backed();
      });
  if (maps && current_.plug != nullptr) blk_flush_plug(*current_.plug);
  const IovIter iter(SegmentsOf(machine_, io), io.flags.registered,
                     NoFault(machine_.workload(), io));
  auto* const iocb =
      checker::Heap::New<Iocb>("iocb", io.op, io.file_offset, iter, current_,
                               io.flags, machine_.record(io.index), done_);
  ++in_flight_;
  submitted_.push_back(&machine_.record(io.index));
  const int64_t result = Enter(io, *iocb);
  checker::Note([&] { return ResultText(CallName(io), result); });
  // What is complete already, the system call itself reports.
  if (result != kEiocbqueued) ki_complete(*iocb, result);
}

bool UserThread::Do(const BatchSpec& batch) {
  BlkPlug plug;
  blk_start_plug(plug, current_);
  for (const IoSpec& io : batch.ios) Submit(io);
  blk_finish_plug(plug, current_);
  return true;
}

bool UserThread::Do(const ReapSpec& reap) {
  const uint32_t count = reap.count == 0 ? in_flight_ : reap.count;
  for (uint32_t i = 0; i < count && in_flight_ > 0; ++i) {
    bio_poll(kernel_, current_);
    kernel_.At(KernelStep::kReap);
    done_->Wait();
    --in_flight_;
  }
  if (in_flight_ == 0) {
    for (const IoRecord* const record : submitted_) TakeFinished(*record);
    submitted_.clear();
  }
  return true;
}

const IoRecord* UserThread::FinishedRead(size_t buffer, uint32_t offset,
                                         uint32_t bytes) {
  const IoRecord* found = nullptr;
  for (const IoRecord* record : finished_) {
    if (record->spec->op != ReqOp::kRead || record->result < 0) continue;
    if (PositionOf(*record->spec, buffer, offset, bytes).has_value())
      found = record;
  }
  if (found == nullptr) return nullptr;
  int sharing = 0;
  ForEachIo(machine_.workload(), [&](const TaskSpec&, const IoSpec& io) {
    if (io.op == ReqOp::kRead &&
        PositionOf(io, buffer, offset, bytes).has_value())
      ++sharing;
  });
  return sharing == 1 ? found : nullptr;
}

// A fault may have to wait for truncation, and that for what is in flight.
void UserThread::BeforeFault(size_t buffer) {
  const std::optional<size_t> file =
      machine_.workload().buffers[buffer].mapping_of;
  if (!file.has_value()) return;
  // A truncation waits for polled I/O; and a page of an ordered extent is not
  // read in before that ends.
  if (machine_.workload().file_needs[*file].truncated ||
      machine_.workload().files[*file].filesystem == FileSystem::kBtrfs)
    TimeOutPolled(kernel_, current_);
}

bool UserThread::Do(const StoreSpec& store) {
  BeforeFault(store.buffer);
  UserBuffer& buffer = machine_.buffer(store.buffer);
  for (uint32_t i = 0; i < store.count; ++i) {
    const uint32_t offset = store.offset + i * store.stride;
    const auto bytes = static_cast<uint32_t>(store.data.size());
    if (buffer.file_backed()) kernel_.At(KernelStep::kMmapFault);
    kernel_.At(KernelStep::kUserStore);
    buffer.Store(offset, store.data);
    if (FinishedRead(store.buffer, offset, bytes) != nullptr)
      machine_.late_stores_.push_back({store.buffer, offset});
  }
  return true;
}

bool UserThread::Do(const OfflineCpuSpec& offline) {
  bio_complete_cpu_offline(kernel_, offline.cpu);
  return true;
}

bool UserThread::Do(const ReadBounceSpec& read_bounce) {
  kernel_.At(KernelStep::kSetReadBounce);
  machine_.file(read_bounce.file)
      .csum_read_bounce->Store(read_bounce.mode, std::memory_order_relaxed);
  return true;
}

bool UserThread::Do(const ToggleStableWrites& toggle) {
  kernel_.At(KernelStep::kQueueLimits);
  machine_.device(toggle.device).SetStableWrites(toggle.on);
  return true;
}

bool UserThread::Do(const WriteBackSpec& write_back) {
  Inode& inode = machine_.file(write_back.file);
  kernel_.At(KernelStep::kWriteBack);
  if (inode.cache.has_value()) {
    const uint32_t bytes = write_back.bytes != 0
                               ? write_back.bytes
                               : inode.cache->size() - write_back.offset;
    const int error = inode.cache->WriteAndWait(write_back.offset, bytes);
    if (error != 0 && write_back.fsync) {
      checker::Note([&] { return ResultText("fsync", error); });
      return true;
    }
  }
  if (!write_back.fsync) return true;
  blkdev_issue_flush(inode.device);
  for (const IoRecord* const record : finished_) {
    if (record->spec->file == write_back.file) CheckDurable(machine_, *record);
  }
  return true;
}

void UserThread::TakeFinished(const IoRecord& record) {
  finished_.push_back(&record);
  const IocbFlags& flags = record.spec->flags;
  if (flags.dsync || flags.sync) CheckDurable(machine_, record);
}

bool UserThread::Do(const SetBlocksizeSpec& blocksize) {
  set_blocksize(kernel_, machine_.file(blocksize.file), blocksize.bytes);
  return true;
}

bool UserThread::Do(const TruncateSpec& truncate) {
  xfs_setattr_size(kernel_, machine_.file(truncate.file), current_,
                   truncate.size);
  return true;
}

bool UserThread::Do(const PunchSpec& punch) {
  xfs_free_file_space(kernel_, machine_.file(punch.file), current_,
                      punch.offset, punch.bytes);
  return true;
}

// What has become shorter than the pipe is to hold is of no use to the task.
bool UserThread::Do(const SpliceReadSpec& splice) {
  const BufferSpec& pipe = machine_.workload().buffers[splice.pipe];
  const size_t file = *pipe.mapping_of;
  const auto splice_read =
      machine_.workload().files[file].filesystem == FileSystem::kBtrfs
          ? &btrfs_splice_read
          : &xfs_file_splice_read;
  return splice_read(kernel_, machine_.file(file), current_,
                     pipe.mapping_offset, pipe.bytes) == pipe.bytes;
}

// Done when all is over.
bool UserThread::Do(const TaskExitSpec&) { return true; }

bool UserThread::Do(const LoadSpec& load) {
  BeforeFault(load.buffer);
  UserBuffer& buffer = machine_.buffer(load.buffer);
  const uint32_t chunk = buffer.chunk_bytes();
  kernel_.At(KernelStep::kUserLoad);
  for (uint32_t at = 0; at < load.bytes;) {
    const uint32_t offset = load.offset + at;
    const uint32_t length =
        std::min(chunk - (buffer.base() + offset) % chunk, load.bytes - at);
    const absl::Span<uint8_t> seen =
        Executor::Current().arena().AllocateArray<uint8_t>(length);
    buffer.Load(offset, seen);
    CheckLoad(load, at, seen);
    at += length;
  }
  return true;
}

// What the user sees after the call is what the device delivered, unless a user
// has stored since.
void UserThread::CheckLoad(const LoadSpec& load, uint32_t at,
                           absl::Span<const uint8_t> seen) {
  const checker::TsanIgnore ignore;  // an oracle
  const UserBuffer& buffer = machine_.buffer(load.buffer);
  const uint32_t offset = load.offset + at;
  const auto bytes = static_cast<uint32_t>(seen.size());
  const IoRecord* const read = FinishedRead(load.buffer, offset, bytes);
  // Others may write to the pages of a file.
  if (read == nullptr || buffer.file_backed()) return;
  const checker::Operation& last =
      buffer.memory().last_fill(buffer.base() + offset);
  if (last.label == InfoOf(KernelStep::kUserStore).label) return;
  const uint32_t position =
      *PositionOf(*read->spec, load.buffer, offset, bytes);
  if (position + bytes > read->result ||
      seen == read->data.subspan(position, bytes))
    return;
  Executor::Current().Report(
      {.kind = "stale_data",
       .oracle = "completion",
       .object = buffer.memory().id(),
       .blame = "kernel",
       .row = kernel_.has(Switch::kBioReleasedBeforeDioRef) ? "" : "R27b",
       .first = Executor::Current().operation()},
      [] {
        return std::string(
            "after the read returned, the user sees other data in the buffer "
            "than the device delivered");
      });
}

}  // namespace dio
