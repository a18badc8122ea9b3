#include "model/block/fs_integrity.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "model/block/block_device.h"
#include "model/block/integrity.h"
#include "model/block/poll.h"
#include "model/kernel.h"
#include "model/pi/check.h"
#include "model/pi/metadata.h"
#include "model/pi/tuple.h"

namespace dio {
namespace {

using checker::Executor;

bool Wanted(const Bio& bio, const pi::Profile& profile) {
  return bio.op == ReqOp::kWrite ? profile.generate : profile.verify;
}

// bio_integrity_action(): what nobody wants needs no buffer, if the device can
// do without.
bool NeedsNoBuffer(const Kernel& kernel, const Bio& bio,
                   const pi::Profile& profile) {
  if (Wanted(bio, profile)) return false;
  const bool offloads = bio.bi_bdev->spec().inserts_integrity &&
                        profile.metadata_bytes == pi::TupleBytes(profile.guard);
  return offloads || kernel.has(Switch::kFsIntegrityHonoursFlags);
}

void CheckSize(const Kernel& kernel, const Bio& bio,
               const pi::Profile& profile) {
  const uint64_t bytes =
      uint64_t{bio.bi_size} / profile.interval_bytes * profile.metadata_bytes;
  if (bytes <= kernel.limits.integrity_buffer_bytes) return;
  Executor::Current().Report(
      {.kind = "buffer_overrun",
       .oracle = "integrity_buffer",
       .blame = "kernel",
       .row = kernel.has(Switch::kMaxIntegrityIoSize) ? "" : "R68"},
      [&] {
        return absl::StrCat("a bio needs ", bytes,
                            " bytes of protection information, but one ",
                            "element of the mempool has ",
                            kernel.limits.integrity_buffer_bytes);
      });
}

// Before 431e40042d35 the range to verify was as long as its protection
// information.
uint32_t IntervalsToVerify(const Kernel& kernel, const Bio& bio) {
  const IntegrityPayload& payload = *bio.bi_integrity;
  const auto all = static_cast<uint32_t>(payload.tuples.size());
  if (kernel.has(Switch::kFsVerifyDataIter)) return all;
  const uint32_t bytes = all * payload.profile.metadata_bytes;
  const uint32_t interval = payload.profile.interval_bytes;
  return std::min(all, (bytes + interval - 1) / interval);
}

// What verification has left out must fit as well, by what the device has
// delivered.
void CheckRest(const Bio& bio, uint32_t verified) {
  const IntegrityPayload& payload = *bio.bi_integrity;
  const uint32_t interval = payload.profile.interval_bytes;
  for (uint32_t i = verified; i < payload.tuples.size(); ++i) {
    const uint64_t guard = pi::IntervalGuard(
        payload.profile,
        bio.call->data.subspan(bio.call_offset + i * interval, interval));
    if (!pi::Check(payload.profile, pi::Verifier::kLinux, payload.tuples[i],
                   guard, payload.seed + i)
             .failed())
      continue;
    Executor::Current().Report(
        {.kind = "corruption_undetected",
         .oracle = "read_verify",
         .blame = "kernel",
         .row = "R61"},
        [&] {
          return absl::StrCat(
              "interval ", i, " does not match its protection information, ",
              "but only the first ", verified,
              " are verified: corrupt data is returned as success");
        });
    return;
  }
}

// Before 7de79a5ffe33 verification began where the first vector does.
bool BeginsTooEarly(const Kernel& kernel, const SavedIter& saved) {
  return saved.skip != 0 && !kernel.has(Switch::kFsVerifyBvecOffset);
}

void ReportWrongStart(const Bio& bio) {
  Executor::Current().Report(
      {.kind = "guard_mismatch",
       .oracle = "read_verify",
       .object = bio.io_vec[0].memory->id(),
       .blame = "kernel",
       .row = "R63"},
      [] {
        return std::string(
            "verification looks at the start of the first vector, where the "
            "data does not begin");
      });
}

// Takes an element of the mempool, once there is one. Requests of the task that
// hold elements must not wait for it: its plug is flushed, as by whoever
// sleeps, whether it has to or not.
void TakeElement(Kernel& kernel, TaskStruct& current) {
  if (!kernel.integrity_pool.has_value()) return;
  if (current.plug != nullptr) blk_flush_plug(*current.plug);
  TimeOutPolled(kernel, current);
  kernel.At(KernelStep::kFsIntegrity);
  kernel.integrity_pool->Wait();
}

}  // namespace

void fs_bio_integrity_prep(Kernel& kernel, Bio& bio, TaskStruct& current) {
  const pi::Profile& profile = *bio.bi_bdev->profile();
  const bool write = bio.op == ReqOp::kWrite;
  bio.fs_integrity = true;
  if (NeedsNoBuffer(kernel, bio, profile)) return;
  kernel.At(KernelStep::kFsIntegrity);
  CheckSize(kernel, bio, profile);
  TakeElement(kernel, current);
  bio.bi_integrity = bio_integrity_alloc(kernel, bio, profile);
  bio.bi_integrity->fs_owned = true;
  if (!write) return;
  bio_integrity_generate(bio);
  if (profile.generate) return;
  Executor::Current().Report(
      {.kind = "generate_ignored",
       .oracle = "integrity_flags",
       .blame = "kernel",
       .row = "R65"},
      [] {
        return std::string(
            "protection information is generated though integrity/"
            "write_generate is 0");
      });
}

void RestoreIter(Bio& bio, const SavedIter& saved) {
  bio.address = saved.address;
  bio.skip = saved.skip;
  bio.bi_size = saved.size;
  bio.call_offset = saved.call_offset;
  if (bio.bi_integrity == nullptr) return;
  IntegrityPayload& payload = *bio.bi_integrity;
  if (!payload.whole.has_value()) return;
  payload.tuples = payload.whole->tuples;
  payload.seed = payload.whole->seed;
  payload.looks = payload.whole->looks;
}

bool fs_bio_integrity_wanted(const Kernel& kernel, const Bio& bio) {
  return Wanted(bio, bio.bi_integrity->profile) ||
         !kernel.has(Switch::kFsIntegrityHonoursFlags);
}

int fs_bio_integrity_verify(Kernel& kernel, Bio& bio, const SavedIter& saved) {
  kernel.At(KernelStep::kIoendVerify);
  RestoreIter(bio, saved);
  const uint32_t count = IntervalsToVerify(kernel, bio);
  const BlkStatus status = bio_integrity_verify(bio, count);
  if (status == BlkStatus::kOk) CheckRest(bio, count);
  return blk_status_to_errno(status);
}

std::optional<FailedInterval> fs_bio_integrity_try_verify(
    Kernel& kernel, Bio& bio, const SavedIter& saved) {
  kernel.At(KernelStep::kIoendVerify);
  RestoreIter(bio, saved);
  if (BeginsTooEarly(kernel, saved)) bio.skip = 0;
  const uint32_t count = IntervalsToVerify(kernel, bio);
  const std::optional<FailedInterval> failed =
      bio_integrity_try_verify(bio, count);
  if (!failed.has_value()) CheckRest(bio, count);
  if (failed.has_value() && bio.skip != saved.skip) ReportWrongStart(bio);
  bio.skip = saved.skip;
  return failed;
}

void fs_bio_integrity_free(Kernel& kernel, Bio& bio) {
  const bool expected = bio.fs_integrity;
  bio.fs_integrity = false;
  if (bio.bi_integrity != nullptr) {
    bio_integrity_free(kernel, bio);
    if (kernel.integrity_pool.has_value()) kernel.integrity_pool->Complete();
    return;
  }
  if (!expected || kernel.has(Switch::kFsIntegrityFreeChecked)) return;
  Executor::Current().Fail(
      {.kind = "null_dereference",
       .oracle = "integrity_payload",
       .blame = "kernel",
       .row = "R64"},
      [] {
        return std::string(
            "the protection information of a bio is freed that never had any");
      });
}

uint32_t max_integrity_io_size(const Kernel& kernel,
                               const BlockDevice& device) {
  const pi::Profile& profile = *device.profile();
  const uint64_t intervals =
      kernel.limits.integrity_buffer_bytes / profile.metadata_bytes;
  return static_cast<uint32_t>(std::min<uint64_t>(
      intervals * profile.interval_bytes, kernel.limits.bio_max_bytes));
}

}  // namespace dio
