#include "model/block/hardware.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/task.h"
#include "model/block/fetch.h"
#include "model/block/integrity.h"
#include "model/pi/check.h"
#include "model/pi/metadata.h"
#include "model/pi/remap.h"
#include "model/rcu.h"

namespace dio {
namespace {

using checker::Executor;

// One command on its way through the hardware.
class Command {
 public:
  Command(BlockDevice& device, Request& request)
      : device_(device),
        kernel_(device.kernel()),
        request_(request),
        data_(
            Executor::Current().arena().AllocateArray<uint8_t>(request.bytes)),
        fetch_(device, request, data_) {}

  BlkStatus Run() {
    if (request_.first->preflush) return Flush();
    return request_.first->op == ReqOp::kWrite ? Write() : Read();
  }

 private:
  // The bio's part of the command's data.
  absl::Span<uint8_t> DataOf(const Bio& bio) {
    return data_.subspan(bio.address - request_.address(), bio.bi_size);
  }

  BlkStatus Flush() {
    kernel_.At(KernelStep::kFlush);
    device_.medium().Flush();
    return BlkStatus::kOk;
  }

  BlkStatus Write() {
    kernel_.At(KernelStep::kDeviceFetch);
    BlkStatus status = fetch_.Check();
    if (status != BlkStatus::kOk) {
      // A logical block is committed whole, or not at all.
      // An append that fails has got no place.
      const uint32_t block = device_.logical_block_bytes();
      Commit(request_.first->zone_append ? 0 : fetch_.prefix() / block * block);
      return status;
    }
    uint32_t bytes = request_.bytes;
    if (const std::optional<uint32_t> good = InjectedError();
        good.has_value()) {
      status = BlkStatus::kIoErr;
      bytes = *good;
    }
    if (bytes > 0) {
      fetch_.Finish();
      if (!PickPlace()) return BlkStatus::kIoErr;
    }
    Commit(bytes);
    // REQ_FUA to a device that has none: blk-flush.c sends a flush after it.
    if (status == BlkStatus::kOk && request_.first->fua && !device_.fua())
      return Flush();
    return status;
  }

  // How much of the command is good, if an error is injected.
  std::optional<uint32_t> InjectedError() {
    std::optional<uint32_t> good;
    if (!kernel_.faults.any()) return good;
    ForEachBio(request_, [&](Bio& bio) {
      if (bio.zeroing || bio.spared) return;
      const uint32_t begin = bio.call_offset;
      const uint32_t end = begin + bio.bi_size;
      if (kernel_.faults.HappensWithin(FaultKind::kDeviceError, bio.call->index,
                                       begin, end))
        good = 0;
      if (const auto at = kernel_.faults.HappensWithin(
              FaultKind::kDevicePrefix, bio.call->index, begin, end))
        good = static_cast<uint32_t>(bio.address - request_.address()) +
               (*at - begin);
    });
    return good;
  }

  // Zone append: at the write pointer. The device rewrites the reference tags
  // from those of the zone's start (PIREMAP). False if the zone is full.
  bool PickPlace() {
    Bio& bio = *request_.first;
    if (!bio.zone_append) return true;
    kernel_.At(KernelStep::kDeviceCommit);
    const uint64_t zone = bio.address;
    const std::optional<uint32_t> place =
        device_.AdvanceWritePointer(bio.bi_size);
    if (!place.has_value()) return false;
    bio.address = *place;
    if (bio.bi_integrity == nullptr) return true;
    const pi::Profile& profile = bio.bi_integrity->profile;
    pi::RemapRefTags(profile, bio.bi_integrity->tuples,
                     zone / profile.interval_bytes,
                     bio.address / profile.interval_bytes);
    bio.bi_integrity->ShowTuples();
    return true;
  }

  // The first `bytes` of the command reach the medium.
  void Commit(uint32_t bytes) {
    if (bytes == 0) return;
    kernel_.At(KernelStep::kDeviceCommit);
    Medium& medium = device_.medium();
    const auto address = static_cast<uint32_t>(request_.address());
    medium.Commit(address, data_.subspan(0, bytes),
                  request_.first->fua && device_.fua());
    ForEachBio(request_, [&](Bio& bio) {
      const uint64_t begin = bio.address - request_.address();
      if (begin >= bytes) return;
      const uint32_t size =
          std::min(bio.bi_size, bytes - static_cast<uint32_t>(begin));
      medium.NoteWriter(bio.address, size,
                        /*write_back=*/bio.call->spec == nullptr);
      // A bounced write was taken from user memory before.
      if (!bio.promise.stable && !bio.zeroing && bio.fetched == nullptr)
        bio.call->Moved(bio.call_offset, DataOf(bio).subspan(0, size));
      CommitTuples(medium, bio, size);
    });
  }

  void CommitTuples(Medium& medium, Bio& bio, uint32_t bytes) {
    const DeviceSpec& spec = device_.spec();
    if (!spec.integrity.has_value()) return;
    if (bio.bi_integrity == nullptr) {
      if (spec.inserts_integrity) medium.Protect(bio.address, bytes);
      return;
    }
    const uint32_t interval = spec.integrity->interval_bytes;
    const absl::Span<pi::Tuple> to = medium.TuplesOf(bio.address, bytes);
    for (size_t i = 0; i < to.size(); ++i) {
      const pi::Tuple tuple = bio.bi_integrity->tuples[i];
      const checker::TsanIgnore ignore;  // the device's own
      to[i] = tuple;
      const size_t at = bio.address / interval + i;
      medium.spoilt[at] = false;
      medium.unstable[at] = fetch_.torn(at * interval) ? bio.promise.race : "";
    }
    medium.ShowTuples();
  }

  BlkStatus Read() {
    kernel_.At(KernelStep::kDeviceRead);
    Medium& medium = device_.medium();
    const auto address = static_cast<uint32_t>(request_.address());
    medium.data.Sample(address, data_);
    if (!MediumFits(medium)) return BlkStatus::kProtection;
    BlkStatus status = BlkStatus::kOk;
    uint32_t bytes = request_.bytes;
    if (const std::optional<uint32_t> good = InjectedError();
        good.has_value()) {
      status = BlkStatus::kMedium;
      bytes = *good;
    }
    ForEachBio(request_, [&](Bio& bio) { TakeTuples(medium, bio); });
    kernel_.At(KernelStep::kDeviceDeliver);
    ForEachBio(request_, [&](Bio& bio) { Deliver(bio, bytes); });
    return status;
  }

  // In the same step as the access to the medium.
  void TakeTuples(const Medium& medium, Bio& bio) {
    NoteSpoilt(medium, bio);
    if (bio.bi_integrity == nullptr) return;
    const absl::Span<pi::Tuple> from =
        medium.TuplesOf(bio.address, bio.bi_size);
    for (size_t i = 0; i < from.size(); ++i)
      bio.bi_integrity->tuples[i] = OwnTuple(from[i]);
    bio.bi_integrity->ShowTuples();
  }

  static pi::Tuple OwnTuple(const pi::Tuple& tuple) {
    const checker::TsanIgnore ignore;  // the device's own
    return tuple;
  }

  void NoteSpoilt(const Medium& medium, const Bio& bio) {
    const checker::TsanIgnore ignore;  // the device's own
    const DeviceSpec& spec = device_.spec();
    if (spec.spoilt.empty() || !spec.integrity->verify) return;
    for (uint32_t at = 0; at < bio.bi_size;
         at += spec.integrity->interval_bytes) {
      if (medium.Spoilt(bio.address + at))
        bio.call->Spoilt(bio.call_offset + at);
    }
  }

  void Deliver(Bio& bio, uint32_t good) {
    const uint64_t begin = bio.address - request_.address();
    if (begin >= good) return;
    const uint32_t bytes =
        std::min(bio.bi_size, good - static_cast<uint32_t>(begin));
    const absl::Span<uint8_t> data = DataOf(bio).subspan(0, bytes);
    ForEachPiece(
        bio, 0, bytes,
        [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
          vec.memory->Fill(offset, data.subspan(at, length));
        });
    if (bio.bi_integrity != nullptr) bio.bi_integrity->looks.First(0, data);
    bio.call->Moved(bio.call_offset, data);
  }

  // The device checks what it has before it delivers it.
  bool MediumFits(const Medium& medium);

  BlockDevice& device_;
  Kernel& kernel_;
  Request& request_;
  const absl::Span<uint8_t> data_;
  Fetch fetch_;
};

bool Command::MediumFits(const Medium& medium) {
  const DeviceSpec& spec = device_.spec();
  if (!spec.integrity.has_value()) return true;
  const pi::Profile& profile = *spec.integrity;
  const pi::Verifier verifier = spec.hardware == HardwareProfile::kScsiDebug
                                    ? pi::Verifier::kScsiDebugRead
                                    : pi::Verifier::kDevice;
  const checker::TsanIgnore ignore;  // the device's own
  const uint64_t first = request_.address() / profile.interval_bytes;
  for (uint32_t i = 0; i < request_.bytes / profile.interval_bytes; ++i) {
    // Injected: for the kernel to find.
    if (medium.spoilt[first + i]) continue;
    const uint64_t guard = pi::IntervalGuard(
        profile,
        data_.subspan(i * profile.interval_bytes, profile.interval_bytes));
    const pi::CheckResult result = pi::Check(
        profile, verifier, medium.tuples[first + i], guard, first + i);
    if (!result.failed()) continue;
    const absl::string_view race = medium.unstable[first + i];
    if (profile.generate) {
      Executor::Current().Report(
          {.kind = "guard_mismatch",
           .oracle = "medium_check",
           .object = medium.data.id(),
           .blame = race.empty() ? absl::string_view("kernel")
                                 : absl::string_view("no_promise"),
           .row = race},
          [&] {
            return absl::StrCat(
                "the medium does not match its protection information: ",
                pi::KernelMessage(profile.guard, result));
          });
    }
    return false;
  }
  return true;
}

}  // namespace

void CompleteRequest(Kernel& kernel, Request& request, BlkStatus status) {
  kernel.At(KernelStep::kInterrupt);
  ForEachBio(request, [&](Bio& bio) {
    if (status != BlkStatus::kOk) {
      bio.call->Excuse(blk_status_to_errno(status));
      bio.bi_status.Store(status, std::memory_order_relaxed);
    }
    if (bio.bi_integrity != nullptr) blk_integrity_complete(bio);
    bio_endio(kernel, bio);
  });
}

void StartCommand(BlockDevice& device, Request& request) {
  checker::Spawn(checker::Name(device.spec().name),
                 checker::ContextKind::kDevice, [&device, &request] {
                   Kernel& kernel = device.kernel();
                   const BlkStatus status = Command(device, request).Run();
                   kernel.At(KernelStep::kRaiseInterrupt);
                   if (request.polled_done != nullptr) {
                     request.polled_status = status;
                     request.polled_done->Complete();
                     return;
                   }
                   checker::Spawn("irq", checker::ContextKind::kIrq,
                                  [&kernel, &request, status] {
                                    const RcuReadSection section(kernel);
                                    CompleteRequest(kernel, request, status);
                                  });
                 });
}

}  // namespace dio
