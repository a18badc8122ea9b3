#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "scenarios/limits.h"
#include "scenarios/validator.h"

namespace diorace {

void Validator::Tasks() {
  Names(scenario_.task(), "task", kMaxTasksOfScenario);
  if (scenario_.task_size() == 0)
    problems_.Add(top_, "no task here; a scenario needs at least one");
  for (int i = 0; i < scenario_.task_size(); ++i)
    CheckTask(scenario_.task(i), top_.Of("task", i));
}

void Validator::CheckTask(const Task& task, const Place& place) {
  if (task.operation_size() == 0)
    problems_.Add(place, "the task has no operation");
  CheckCpu(task.cpu(), place);
  InFlight in_flight;
  for (int j = 0; j < task.operation_size(); ++j) {
    const Place inside = place.Of("operation", j);
    CheckOperation(task.operation(j), inside, in_flight);
    if (task.operation(j).has_task_exit() && j + 1 != task.operation_size())
      problems_.Add(inside, "task_exit is the last operation of its task");
  }
  if (in_flight.operations > kMaxOperationsOfTask) {
    const int last = std::min(kMaxOperationsOfTask, task.operation_size() - 1);
    problems_.Add(
        place.Of("operation", last),
        absl::StrCat("too many: a task has at most ", kMaxOperationsOfTask,
                     " operations, those of batches included"));
  }
}

void Validator::CheckOperation(const Operation& operation, const Place& place,
                               InFlight& in_flight) {
  ++in_flight.operations;
  switch (operation.kind_case()) {
    case Operation::kPwrite:
      return CheckDirectIo(operation.pwrite(), /*write=*/true,
                           /*batched=*/false, place.Of("pwrite"), in_flight);
    case Operation::kPread:
      return CheckDirectIo(operation.pread(), /*write=*/false,
                           /*batched=*/false, place.Of("pread"), in_flight);
    case Operation::kStore:
      if (RefusePipe(operation.store().buffer(), "store", place)) return;
      return CheckStore(operation.store(), place.Of("store"));
    case Operation::kLoad:
      CheckPipe(operation.load().buffer(), place, in_flight);
      return CheckLoad(operation.load(), place.Of("load"));
    case Operation::kBatch:
      return CheckBatch(operation.batch(), place.Of("batch"), in_flight);
    case Operation::kReap:
      return CheckReap(operation.reap(), place.Of("reap"), in_flight);
    case Operation::kWriteBack:
      return CheckWriteBack(operation.write_back(), place.Of("write_back"));
    case Operation::kTruncate:
      return CheckTruncate(operation.truncate(), place.Of("truncate"));
    case Operation::kPunchHole:
      return CheckPunchHole(operation.punch_hole(), place.Of("punch_hole"));
    case Operation::kSetStableWrites:
      return CheckSetStableWrites(operation.set_stable_writes(),
                                  place.Of("set_stable_writes"));
    case Operation::kOfflineCpu:
      return CheckOfflineCpu(operation.offline_cpu(), place.Of("offline_cpu"));
    case Operation::kSetReadBounce:
      return CheckSetReadBounce(operation.set_read_bounce(),
                                place.Of("set_read_bounce"));
    case Operation::kSetBlocksize:
      return CheckSetBlocksize(operation.set_blocksize(),
                               place.Of("set_blocksize"));
    case Operation::kSpliceRead:
      return CheckSpliceRead(operation.splice_read(), place.Of("splice_read"),
                             in_flight);
    case Operation::kTaskExit:
      return;  // CheckTask
    case Operation::KIND_NOT_SET:
      problems_.Add(place,
                    "the operation is empty; it takes pwrite, pread, store, "
                    "load, batch, reap, write_back, truncate, punch_hole, "
                    "set_stable_writes, offline_cpu, set_read_bounce, "
                    "set_blocksize, splice_read or task_exit");
  }
}

void Validator::CheckBatch(const Batch& batch, const Place& place,
                           InFlight& in_flight) {
  if (batch.operation_size() == 0) {
    problems_.Add(place,
                  "the batch is empty; it takes operation { pwrite { ... } } "
                  "or operation { pread { ... } }");
  }
  for (int i = 0; i < batch.operation_size(); ++i) {
    const Operation& operation = batch.operation(i);
    const Place inside = place.Of("operation", i);
    if (operation.has_pwrite() || operation.has_pread()) {
      ++in_flight.operations;
      const bool write = operation.has_pwrite();
      CheckDirectIo(write ? operation.pwrite() : operation.pread(), write,
                    /*batched=*/true, inside.Of(write ? "pwrite" : "pread"),
                    in_flight);
    } else {
      problems_.Add(inside, "a batch takes pwrite and pread only");
    }
  }
}

void Validator::CheckReap(const Reap& reap, const Place& place,
                          InFlight& in_flight) {
  if (in_flight.count == 0) {
    return problems_.Add(place,
                         "nothing is in flight here; before a reap, the task "
                         "needs I/O with async: true, or a batch");
  }
  if (reap.count() > in_flight.count) {
    return problems_.Add(place.Of("count"),
                         absl::StrCat("count is ", reap.count(), "; only ",
                                      in_flight.count, " can be in flight"));
  }
  in_flight.count -= reap.count() == 0 ? in_flight.count : reap.count();
}

void Validator::CheckDirectIo(const DirectIo& io, bool write, bool batched,
                              const Place& place, InFlight& in_flight) {
  in_flight.count += io.async() || batched;
  const bool file =
      problems_.CheckReference(io.has_file(), io.file(), "file", files_, place);
  CheckFlags(io, write, batched, place);
  CheckPipes(io, write, place, in_flight);
  const uint64_t bytes = CheckMemory(io, place);
  memory_ += bytes;
  if (!file || bytes == 0) return;
  CheckFileRange(io, bytes, place);
  const File& to = scenario_.file(files_[io.file()]);
  const uint64_t block = std::max(1u, to.block_bytes());
  if (write && to.zoned() &&
      (io.buffered() || bytes % block != 0 || io.file_offset() % block != 0)) {
    problems_.Add(place.Of("file"),
                  absl::StrCat("file ", Quoted(to.name()),
                               " is zoned; only direct writes of whole blocks "
                               "are modelled, others go through the page "
                               "cache"));
  }
}

void Validator::CheckFlags(const DirectIo& io, bool write, bool batched,
                           const Place& place) {
  const auto refuse = [&](bool wrong, absl::string_view field,
                          absl::string_view why) {
    if (wrong) problems_.Add(place.Of(field), absl::StrCat(field, " ", why));
  };
  refuse(io.dsync() && !write, "dsync", "is for pwrite; leave it out");
  refuse(io.sync() && !write, "sync", "is for pwrite; leave it out");
  refuse(io.atomic() && !write, "atomic", "is for pwrite; leave it out");
  refuse(batched && io.has_async() && !io.async(), "async",
         "cannot be false in a batch; all its I/O is asynchronous");
  const bool async = batched || io.async();
  refuse(io.buffered() && async, "buffered",
         "I/O is waited for; leave it out, or async");
  refuse(io.buffered() && (io.hipri() || io.atomic() || io.registered()),
         "buffered", "goes with none of hipri, atomic and registered");
  refuse(async && io.on_short() != DirectIo::GO_ON, "on_short",
         "is for I/O that the thread waits for; leave it out, or async");
  refuse(async && io.on_error() != DirectIo::GO_ON, "on_error",
         "is for I/O that the thread waits for; leave it out, or async");
}

uint64_t Validator::CheckMemory(const DirectIo& io, const Place& place) {
  if (io.segment_size() != 0) return CheckSegments(io, place);
  const bool buffer = problems_.CheckReference(io.has_buffer(), io.buffer(),
                                               "buffer", buffers_, place);
  if (!problems_.CheckSize(io.has_bytes(), io.bytes(), "bytes", kMaxIoBytes,
                           place))
    return 0;
  if (buffer) {
    problems_.CheckMultiple(io.buffer_offset(), "buffer_offset", chunk_,
                            "chunk_bytes", place);
    problems_.CheckInside(io.buffer_offset(), io.bytes(),
                          BufferOf(io.buffer()).bytes(),
                          absl::StrCat("buffer ", Quoted(io.buffer())),
                          place.Of("buffer_offset"));
  }
  return io.bytes();
}

uint64_t Validator::CheckSegments(const DirectIo& io, const Place& place) {
  if (io.has_buffer() || io.has_buffer_offset() || io.has_bytes()) {
    problems_.Add(place.Of("segment", 0),
                  "both segments and buffer, buffer_offset or bytes; a call "
                  "takes one of them");
  }
  CheckCount(io.segment_size(), "segment", kMaxSegments, place);
  uint64_t sum = 0;
  for (int i = 0; i < io.segment_size(); ++i) {
    const Segment& segment = io.segment(i);
    const Place inside = place.Of("segment", i);
    const bool buffer = problems_.CheckReference(
        segment.has_buffer(), segment.buffer(), "buffer", buffers_, inside);
    if (!problems_.CheckSize(segment.has_bytes(), segment.bytes(), "bytes",
                             kMaxIoBytes, inside))
      return 0;
    sum += segment.bytes();
    problems_.CheckMultiple(segment.bytes(), "bytes", chunk_, "chunk_bytes",
                            inside);
    problems_.CheckMultiple(segment.offset(), "offset", chunk_, "chunk_bytes",
                            inside);
    if (buffer) {
      problems_.CheckInside(segment.offset(), segment.bytes(),
                            BufferOf(segment.buffer()).bytes(),
                            absl::StrCat("buffer ", Quoted(segment.buffer())),
                            inside.Of("offset"));
    }
  }
  if (sum <= kMaxIoBytes) return sum;
  problems_.Add(place, absl::StrCat("the segments have ", sum,
                                    " bytes together; at most ", kMaxIoBytes,
                                    " are possible"));
  return 0;
}

void Validator::CheckFileRange(const DirectIo& io, uint64_t bytes,
                               const Place& place) {
  const int index = files_[io.file()];
  const Device* const device = DeviceOf(scenario_.file(index));
  if (device == nullptr) return;  // said already
  const uint64_t block = BlockOf(*device);
  if (io.segment_size() == 0) {
    problems_.CheckMultiple(bytes, "bytes", block, BlockName(*device), place);
  } else if (bytes % block != 0) {
    problems_.Add(place.Of("segment", 0),
                  absl::StrCat("the segments have ", bytes,
                               " bytes together; it must be a multiple of ",
                               block, ", ", BlockName(*device)));
  }
  problems_.CheckMultiple(io.file_offset(), "file_offset", block,
                          BlockName(*device), place);
  if (const uint64_t end = file_end_[static_cast<size_t>(index)]; end != 0) {
    problems_.CheckInside(io.file_offset(), bytes, end,
                          absl::StrCat("file ", Quoted(io.file())),
                          place.Of("file_offset"));
  }
  CheckAlignment(io, *device, place);
  Count(io, *device, bytes, place);
}

void Validator::CheckAlignment(const DirectIo& io, const Device& device,
                               const Place& place) {
  const uint64_t alignment = std::max(1u, device.dma_alignment());
  constexpr absl::string_view kWhat = "the device's dma_alignment";
  // Segments may be misaligned: whether that is noticed is R58.
  if (io.segment_size() != 0) return;
  problems_.CheckMultiple(io.buffer_offset(), "buffer_offset", alignment, kWhat,
                          place);
  problems_.CheckMultiple(io.bytes(), "bytes", alignment, kWhat, place);
}

void Validator::Count(const DirectIo& io, const Device& device, uint64_t bytes,
                      const Place& place) {
  const Limits& limits = scenario_.limits();
  const uint64_t block = BlockOf(device);
  // No kind of fault can hit more often than at each of these.
  const uint64_t unit = std::min({chunk_, page_, block});
  if (scenario_.faults().budget() != 0) {
    fault_sites_ += (bytes + unit - 1) / unit *
                    static_cast<uint64_t>(scenario_.faults().kind_size());
  }
  uint64_t most = std::min({page_ * limits.bio_max_vecs(),
                            uint64_t{limits.bounce_folio_bytes()},
                            uint64_t{limits.bio_max_bytes()}});
  if (device.max_request_bytes() != 0)
    most = std::min<uint64_t>(most, device.max_request_bytes());
  if (device.has_integrity()) {
    const uint64_t interval = std::max(1u, device.integrity().interval_bytes());
    const uint64_t metadata = std::max(8u, device.integrity().metadata_bytes());
    most =
        std::min(most, limits.integrity_buffer_bytes() / metadata * interval);
  }
  const uint64_t bios =
      bytes / std::max(most, block) + static_cast<uint64_t>(io.segment_size());
  if (bios <= kMaxBiosOfIo) return;
  problems_.Add(place,
                absl::StrCat("with these limits, the call can make ", bios,
                             " bios; at most ", kMaxBiosOfIo,
                             " are possible: transfer less, or use larger "
                             "limits"));
}

}  // namespace diorace
