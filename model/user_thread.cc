#include "model/user_thread.h"

#include <cerrno>
#include <new>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "model/fs/block_dev.h"
#include "model/fs/xfs.h"

namespace dio {
namespace {

using checker::Executor;

template <typename T, typename... Args>
T& InArena(Args&&... args) {
  return *new (Executor::Current().arena().Allocate(sizeof(T), alignof(T)))
      T(std::forward<Args>(args)...);
}

absl::string_view ErrnoName(int64_t error) {
  switch (-error) {
    case EIO:
      return "EIO";
    case EAGAIN:
      return "EAGAIN";
    case ENOMEM:
      return "ENOMEM";
    case EFAULT:
      return "EFAULT";
    case EINVAL:
      return "EINVAL";
    case EILSEQ:
      return "EILSEQ";
    case ENODATA:
      return "ENODATA";
    case ENOTBLK:
      return "ENOTBLK";
    case -kEiocbqueued:
      return "EIOCBQUEUED";
    default:
      return "";
  }
}

std::string ResultText(const IoSpec& io, int64_t result) {
  const char* const call = io.op == ReqOp::kWrite ? "pwrite" : "pread";
  if (result >= 0) return absl::StrCat(call, " returns ", result);
  return absl::StrCat(call, " returns ", result, " (", ErrnoName(result), ")");
}

// The part of the call's memory that begins at `from`.
absl::Span<const IovSegment> SegmentsFrom(Machine& machine, const IoSpec& io,
                                          uint32_t from) {
  const absl::Span<IovSegment> segments =
      Executor::Current().arena().AllocateArray<IovSegment>(
          io.segments.size());
  size_t count = 0;
  for (const SegmentSpec& spec : io.segments) {
    const uint32_t skip = std::min(from, spec.bytes);
    from -= skip;
    if (skip == spec.bytes) continue;
    segments[count++] = {&machine.buffer(spec.buffer), spec.offset + skip,
                         spec.bytes - skip};
  }
  return segments.subspan(0, count);
}

}  // namespace

// In the arena: a late wake-up may reach a task that has run on meanwhile, or
// returned; the process it stands for is still there.
UserThread::UserThread(Machine& machine, const TaskSpec& task)
    : machine_(machine),
      kernel_(machine.kernel()),
      task_(task),
      current_(InArena<TaskStruct>("task.state", task.cpu)) {
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
  return reaction() != Reaction::kStop;
}

int64_t UserThread::Call(const IoSpec& io, uint32_t from) {
  const IovIter iter(SegmentsFrom(machine_, io, from), io.flags.registered,
                     /*nofault=*/false);
  Iocb iocb(io.op, io.file_offset + from, iter, current_, io.flags,
            machine_.record(io.index), /*done=*/nullptr);
  const int64_t result = Enter(io, iocb);
  checker::Note([&] { return ResultText(io, result); });
  return result;
}

int64_t UserThread::Enter(const IoSpec& io, Iocb& iocb) {
  const FileSpec& file = machine_.workload().files[io.file];
  switch (file.filesystem) {
    case FileSystem::kRawBlockDevice:
      return blkdev_direct_io(kernel_, machine_.device(file.device), iocb);
    case FileSystem::kXfs:
    case FileSystem::kBtrfs:
      return xfs_file_direct_io(kernel_, machine_.file(io.file), iocb);
  }
  return -EINVAL;
}

void UserThread::Submit(const IoSpec& io) {
  const IovIter iter(SegmentsFrom(machine_, io, 0), io.flags.registered,
                     /*nofault=*/false);
  auto* const iocb = checker::Heap::New<Iocb>(
      "iocb", io.op, io.file_offset, iter, current_, io.flags,
      machine_.record(io.index), done_);
  ++in_flight_;
  const int64_t result = Enter(io, *iocb);
  checker::Note([&] { return ResultText(io, result); });
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
    kernel_.At(KernelStep::kReap);
    done_->Wait();
    --in_flight_;
  }
  return true;
}

bool UserThread::Do(const StoreSpec& store) {
  UserBuffer& buffer = machine_.buffer(store.buffer);
  kernel_.At(KernelStep::kUserStore);
  for (uint32_t i = 0; i < store.count; ++i) {
    buffer.memory().Fill(buffer.base() + store.offset + i * store.stride,
                         store.data);
  }
  return true;
}

bool UserThread::Do(const LoadSpec& load) {
  UserBuffer& buffer = machine_.buffer(load.buffer);
  kernel_.At(KernelStep::kUserLoad);
  buffer.memory().Sample(
      buffer.base() + load.offset,
      Executor::Current().arena().AllocateArray<uint8_t>(load.bytes));
  return true;
}

}  // namespace dio
