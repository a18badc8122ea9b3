#include "model/block/block_device.h"

#include <cerrno>
#include <new>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/block/hardware.h"
#include "model/block/integrity.h"
#include "model/block/poll.h"
#include "model/mutation.h"

namespace dio {

using checker::Executor;

namespace {

void ShowPlug(const BlkPlug& plug) {
  checker::Watch(plug.task, "plug", [&plug] {
    std::string text = plug.count == 0 ? "empty" : "";
    for (const Request* request = plug.first; request != nullptr;
         request = request->next) {
      absl::StrAppend(&text, text.empty() ? "" : ", ", "request of [",
                      request->address(), ",", request->end(), ")");
    }
    return checker::TextContents(checker::sort::kQueues, std::move(text));
  });
}

}  // namespace

BlockDevice::BlockDevice(Kernel& kernel, const DeviceSpec& spec)
    : kernel_(kernel), spec_(spec), medium_(spec) {
  if (spec.open_zone.has_value())
    write_pointer_.emplace("zone.wp", spec.open_zone->write_pointer);
  if (spec.scheduler == SchedulerKind::kMqDeadline)
    scheduler_.emplace(kernel, spec.max_request_bytes);
}

std::optional<uint32_t> BlockDevice::AdvanceWritePointer(uint32_t bytes) {
  const uint32_t address = write_pointer_->FetchAdd(bytes);
  if (address + bytes > spec_.bytes) return std::nullopt;
  return address;
}

bool BlockDevice::stable_writes() const {
  return spec_.stable_writes.value_or(spec_.integrity.has_value() ||
                                      spec_.kind == DeviceKind::kNetwork);
}

absl::Span<const uint8_t> BlockDevice::Content(uint64_t address,
                                               uint32_t bytes) const {
  return medium_.data.Peek().subspan(address, bytes);
}

// bio_split_io_at, which bio-based drivers do not call.
bool BlockDevice::DmaAligned(const Bio& bio) const {
  if (spec_.bio_based || !spec_.legs.empty()) return true;
  bool aligned = true;
  uint32_t at = 0;
  for (const BioVec& vec : bio.io_vec) {
    if (at >= bio.skip + bio.bi_size) break;
    at += vec.length;
    if (vec.user == nullptr) continue;
    aligned &= vec.user_offset % spec_.dma_alignment == 0 &&
               vec.length % spec_.dma_alignment == 0;
  }
  return aligned;
}

bool BlockDevice::IsDurable(uint64_t address, absl::Span<const uint8_t> bytes) {
  if (!medium_.durable.has_value())
    return Content(address, static_cast<uint32_t>(bytes.size())) == bytes;
  const absl::Span<uint8_t> kept =
      Executor::Current().arena().AllocateArray<uint8_t>(bytes.size());
  medium_.durable->Sample(static_cast<uint32_t>(address), kept);
  return kept == bytes;
}

void BlockDevice::submit_flush(Bio& bio) {
  bio.bi_bdev = this;
  if (!write_cache()) return bio_endio(kernel_, bio);
  checker::Arena& arena = Executor::Current().arena();
  StartCommand(*this, *new (arena.Allocate(sizeof(Request), alignof(Request)))
                          Request(bio));
}

void BlockDevice::submit_bio(Bio& bio, TaskStruct& current) {
  bio.bi_bdev = this;
  const uint32_t block = spec_.logical_block_bytes;
  if (bio.bi_size % block != 0 || bio.address % block != 0) {
    bio.call->Suspect("R56");
    bio.bi_status.Store(BlkStatus::kIoErr, std::memory_order_relaxed);
    bio_endio(kernel_, bio);
    return;
  }
  if (spec_.dma_alignment > 1 && !DmaAligned(bio)) {
    bio.call->Excuse(-EINVAL);
    bio.bi_status.Store(BlkStatus::kInval, std::memory_order_relaxed);
    return bio_endio(kernel_, bio);
  }
  const uint32_t most = spec_.max_request_bytes;
  while (most != 0 && bio.bi_size > most)
    Enqueue(SplitFront(bio, most), current);
  Enqueue(bio, current);
}

// b1: the front becomes a bio of its own, chained to the rest.
Bio& BlockDevice::SplitFront(Bio& bio, uint32_t bytes) {
  kernel_.At(KernelStep::kSplit);
  Bio& front = *checker::Heap::New<Bio>("bio_split", bio.op, bio.address,
                                        bio.io_vec, *bio.call, bio.promise);
  front.fua = bio.fua;
  front.nowait = bio.nowait;
  // What is split cannot be polled for.
  bio.polled = false;
  front.zeroing = bio.zeroing;
  front.spared = bio.spared;
  front.fetched = bio.fetched;
  front.bi_bdev = bio.bi_bdev;
  front.skip = bio.skip;
  front.bi_size = bytes;
  front.call_offset = bio.call_offset;
  if (bio.bi_integrity != nullptr) bio_integrity_split(kernel_, front, bio);
  if (!Mutated(Mutation::kSplitKeepsAddress)) bio.address += bytes;
  bio.skip += bytes;
  bio.bi_size -= bytes;
  bio.call_offset += bytes;
  bio_chain(front, bio);
  return front;
}

void BlockDevice::Enqueue(Bio& bio, TaskStruct& current) {
  if (spec_.integrity.has_value() && bio.bi_integrity == nullptr)
    bio_integrity_prep(kernel_, bio, *spec_.integrity);
  if (WouldBlock(bio)) return bio_endio(kernel_, bio);
  BlkPlug* const plug = current.plug;
  if (plug != nullptr && MergeIntoPlug(*plug, bio)) return;
  if (scheduler_.has_value() && scheduler_->Merge(bio)) return;
  bio.cpu = current.NextInterruptCpu(kernel_.limits.cpus);
  checker::Arena& arena = Executor::Current().arena();
  Request* const request =
      new (arena.Allocate(sizeof(Request), alignof(Request))) Request(bio);
  if (bio.polled) AddPolled(current, *request);
  if (plug != nullptr) return AddToPlug(*plug, *request);
  if (scheduler_.has_value()) {
    if (!scheduler_->Insert(*request)) return;
    kernel_.At(KernelStep::kDispatch);
    return kernel_.kblockd->Queue([this] { RunQueue(); });
  }
  kernel_.At(KernelStep::kDispatch);
  kernel_.kblockd->Queue([this, request] { Dispatch(*request); });
}

// blk_mq_run_hw_queue: as many runs as requests were inserted, so each takes
// one.
void BlockDevice::RunQueue() {
  if (Request* const request = scheduler_->Take(); request != nullptr)
    Dispatch(*request);
}

void BlockDevice::Unplug(Request& request) {
  if (!scheduler_.has_value()) return Dispatch(request);
  if (scheduler_->Insert(request)) RunQueue();
}

// b3: no request can be had without waiting for one.
bool BlockDevice::WouldBlock(Bio& bio) {
  if (!bio.nowait || !kernel_.faults.any() ||
      !kernel_.faults
           .HappensWithin(FaultKind::kNowait, bio.call->index, bio.call_offset,
                          bio.call_offset + bio.bi_size)
           .has_value())
    return false;
  bio.call->Excuse(-EAGAIN);
  bio.bi_status.Store(BlkStatus::kAgain, std::memory_order_relaxed);
  return true;
}

// b3.
bool BlockDevice::MergeIntoPlug(BlkPlug& plug, Bio& bio) {
  Request request(bio);
  for (Request* held = plug.first; held != nullptr; held = held->next) {
    if (!held->CanAppend(request, spec_.max_request_bytes)) continue;
    kernel_.At(KernelStep::kMerge);
    held->Append(request);
    ShowPlug(plug);
    return true;
  }
  return false;
}

void BlockDevice::AddToPlug(BlkPlug& plug, Request& request) const {
  if (plug.count >= kernel_.limits.plug_requests ||
      (plug.last != nullptr &&
       plug.last->bytes >= kernel_.limits.plug_flush_bytes))
    blk_flush_plug(plug);
  (plug.last == nullptr ? plug.first : plug.last->next) = &request;
  plug.last = &request;
  ++plug.count;
  ShowPlug(plug);
}

void BlockDevice::Dispatch(Request& request) {
  kernel_.At(KernelStep::kDispatch);
  ForEachBio(request, [&](Bio& bio) {
    // The host does not know the address of an append.
    if (bio.bi_integrity != nullptr && !bio.zone_append &&
        !Mutated(Mutation::kNotPrepared))
      blk_integrity_prepare(bio);
  });
  StartCommand(*this, request);
}

void blk_start_plug(BlkPlug& plug, TaskStruct& current) {
  if (current.plug != nullptr) return;
  current.plug = &plug;
  plug.task = current.id();
}

void blk_flush_plug(BlkPlug& plug) {
  Request* request = std::exchange(plug, {.task = plug.task}).first;
  if (request != nullptr) ShowPlug(plug);
  while (request != nullptr) {
    Request* next = std::exchange(request->next, nullptr);
    if (Mutated(Mutation::kPlugLosesSecond)) next = nullptr;
    request->first->bi_bdev->Unplug(*request);
    request = next;
  }
}

void blk_finish_plug(BlkPlug& plug, TaskStruct& current) {
  if (current.plug != &plug) return;
  current.plug = nullptr;
  blk_flush_plug(plug);
}

}  // namespace dio
