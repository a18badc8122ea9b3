#include "model/block/block_device.h"

#include <algorithm>
#include <cstring>

#include "checker/runtime/executor.h"
#include "model/block/integrity.h"
#include "model/pi/metadata.h"

namespace dio {
namespace {

using checker::Executor;

}  // namespace

BlockDevice::BlockDevice(Kernel& kernel, const checker::Name& name,
                         uint32_t bytes, uint32_t logical_block_bytes,
                         const std::optional<pi::Profile>& profile,
                         uint8_t fill)
    : kernel_(kernel),
      profile_(profile),
      logical_block_bytes_(logical_block_bytes),
      medium_("medium", bytes, logical_block_bytes_),
      hardware_(name, checker::ContextKind::kDevice) {
  std::memset(medium_.Poke().data(), fill, bytes);
  if (!profile.has_value()) return;
  const size_t count = bytes / profile->interval_bytes;
  medium_tuples_ = Executor::Current().arena().AllocateArray<pi::Tuple>(count);
  // All intervals hold the same bytes, so one guard serves them all.
  const uint64_t guard = pi::IntervalGuard(
      *profile, medium_.Peek().subspan(0, profile->interval_bytes));
  for (size_t i = 0; i < count; ++i)
    medium_tuples_[i] = pi::MakeTuple(*profile, guard, i);
}

void BlockDevice::submit_bio(Bio& bio, BlkPlug* plug) {
  if (profile_.has_value() &&
      (bio.op == ReqOp::kWrite ? profile_->generate : profile_->verify))
    bio_integrity_prep(kernel_, bio, *profile_);
  if (plug != nullptr) {
    plug->request = &bio;
    return;
  }
  kernel_.At(KernelStep::kDispatch);
  kernel_.kblockd->Queue([this, &bio] { Dispatch(bio); });
}

void BlockDevice::blk_finish_plug(BlkPlug& plug) {
  if (plug.request != nullptr) Dispatch(*plug.request);
  plug.request = nullptr;
}

void BlockDevice::Dispatch(Bio& bio) {
  kernel_.At(KernelStep::kDispatch);
  hardware_.Queue([this, &bio] { Execute(bio); });
}

void BlockDevice::Execute(Bio& bio) {
  BlkStatus status = BlkStatus::kOk;
  if (bio.op == ReqOp::kWrite) {
    status = Write(bio);
  } else {
    Read(bio);
  }
  RaiseInterrupt(bio, status);
}

BlkStatus BlockDevice::Write(Bio& bio) {
  kernel_.At(KernelStep::kDeviceFetch);
  const absl::Span<uint8_t> data =
      Executor::Current().arena().AllocateArray<uint8_t>(bio.size());
  if (bio.bi_integrity != nullptr) {
    if (const BlkStatus status = CheckProtection(bio, data);
        status != BlkStatus::kOk)
      return status;
  } else {
    ForEachPiece(bio, 0, bio.size(),
                 [&](uint32_t at, uint32_t offset, uint32_t length) {
                   bio.vec.memory->Sample(offset, data.subspan(at, length));
                 });
  }
  // A bounced write was taken from user memory before.
  if (!bio.promise.stable)
    std::copy(data.begin(), data.end(), bio.data.begin());
  kernel_.At(KernelStep::kDeviceCommit);
  medium_.Fill(static_cast<uint32_t>(bio.sector) * logical_block_bytes_, data);
  if (bio.bi_integrity != nullptr) {
    std::copy(bio.bi_integrity->tuples.begin(), bio.bi_integrity->tuples.end(),
              medium_tuples_.begin() + bio.sector);
  }
  return BlkStatus::kOk;
}

// The second look: every interval is fetched, and must match its tuple.
BlkStatus BlockDevice::CheckProtection(Bio& bio, absl::Span<uint8_t> data) {
  const IntegrityPayload& payload = *bio.bi_integrity;
  for (uint32_t i = 0; i < payload.tuples.size(); ++i) {
    const absl::Span<uint8_t> interval = data.subspan(
        i * payload.profile.interval_bytes, payload.profile.interval_bytes);
    const uint64_t guard = LookAgain(bio, payload.profile, i, interval);
    if (CheckInterval(bio, payload.tuples[i], guard, i, SecondParty::kDevice))
      return BlkStatus::kProtection;
  }
  return BlkStatus::kOk;
}

void BlockDevice::Read(Bio& bio) {
  kernel_.At(KernelStep::kDeviceRead);
  const absl::Span<uint8_t> data =
      Executor::Current().arena().AllocateArray<uint8_t>(bio.size());
  medium_.Sample(static_cast<uint32_t>(bio.sector) * logical_block_bytes_,
                 data);
  kernel_.At(KernelStep::kDeviceDeliver);
  ForEachPiece(bio, 0, bio.size(),
               [&](uint32_t at, uint32_t offset, uint32_t length) {
                 bio.vec.memory->Fill(offset, data.subspan(at, length));
               });
  bio.looks.First(0, data);
  std::copy(data.begin(), data.end(), bio.data.begin());
  if (bio.bi_integrity == nullptr) return;
  const absl::Span<pi::Tuple> tuples = bio.bi_integrity->tuples;
  std::copy_n(medium_tuples_.begin() + bio.sector, tuples.size(),
              tuples.begin());
}

void BlockDevice::RaiseInterrupt(Bio& bio, BlkStatus status) {
  kernel_.At(KernelStep::kRaiseInterrupt);
  kernel_.irq->Queue([this, &bio, status] {
    kernel_.At(KernelStep::kInterrupt);
    bio.bi_status.Write(status);
    bio_endio(kernel_, bio);
  });
}

}  // namespace dio
