#include "model/block/integrity.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "model/kernel.h"
#include "model/pi/check.h"
#include "model/pi/guard.h"

namespace dio {
namespace {

using checker::Executor;

// One tuple per interval, from live memory, piece by piece.
void bio_integrity_generate(Bio& bio, IntegrityPayload& payload) {
  const uint32_t interval = payload.profile.interval_bytes;
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(interval);
  for (uint32_t i = 0; i < payload.tuples.size(); ++i) {
    pi::Guard guard(payload.profile.guard);
    ForEachPiece(bio, i * interval, (i + 1) * interval,
                 [&](uint32_t at, uint32_t offset, uint32_t length) {
                   const absl::Span<uint8_t> piece = scratch.subspan(0, length);
                   bio.vec.memory->Sample(offset, piece);
                   guard.Add(piece);
                   bio.looks.First(at, piece);
                 });
    guard.AddZeros(payload.profile.pi_offset);
    payload.tuples[i] =
        pi::MakeTuple(payload.profile, guard.value(), bio.sector + i);
  }
}

// Stops at the first interval that fails.
BlkStatus bio_integrity_verify(Bio& bio, const IntegrityPayload& payload) {
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(
          payload.profile.interval_bytes);
  for (uint32_t i = 0; i < payload.tuples.size(); ++i) {
    const uint64_t guard = LookAgain(bio, payload.profile, i, scratch);
    if (CheckInterval(bio, payload.tuples[i], guard, i, SecondParty::kKernel))
      return BlkStatus::kProtection;
  }
  return BlkStatus::kOk;
}

void bio_integrity_free(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kFreeIntegrity);
  checker::Heap::Delete(bio.bi_integrity);
  bio.bi_integrity = nullptr;
}

void bio_integrity_verify_fn(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kVerify);
  const BlkStatus status = bio_integrity_verify(bio, *bio.bi_integrity);
  if (status != BlkStatus::kOk) bio.bi_status.Write(status);
  bio_integrity_free(kernel, bio);
  bio_endio(kernel, bio);
}

}  // namespace

void bio_integrity_prep(Kernel& kernel, Bio& bio, const pi::Profile& profile) {
  const size_t count = bio.size() / profile.interval_bytes;
  bio.bi_integrity = checker::Heap::New<IntegrityPayload>(
      "bio_integrity_payload", profile,
      Executor::Current().arena().AllocateArray<pi::Tuple>(count));
  if (bio.op != ReqOp::kWrite) return;
  kernel.At(KernelStep::kGenerate);
  bio_integrity_generate(bio, *bio.bi_integrity);
}

bool bio_integrity_endio(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kInterrupt);
  if (bio.op == ReqOp::kRead && bio.bi_status.Read() == BlkStatus::kOk) {
    kernel.kintegrityd->Queue(
        [&kernel, &bio] { bio_integrity_verify_fn(kernel, bio); });
    return false;
  }
  bio_integrity_free(kernel, bio);
  return true;
}

uint64_t LookAgain(Bio& bio, const pi::Profile& profile, uint32_t index,
                   absl::Span<uint8_t> interval) {
  const uint32_t begin = index * profile.interval_bytes;
  pi::Guard guard(profile.guard);
  ForEachPiece(bio, begin, begin + profile.interval_bytes,
               [&](uint32_t at, uint32_t offset, uint32_t length) {
                 const absl::Span<uint8_t> piece =
                     interval.subspan(at - begin, length);
                 bio.vec.memory->Sample(offset, piece);
                 guard.Add(piece);
                 bio.looks.Second(at, piece, Executor::Current().operation(),
                                  bio.vec.memory->last_fill(offset));
               });
  guard.AddZeros(profile.pi_offset);
  return guard.value();
}

bool CheckInterval(Bio& bio, const pi::Tuple& tuple, uint64_t guard,
                   uint32_t index, SecondParty party) {
  const bool device = party == SecondParty::kDevice;
  const pi::Verifier verifier =
      device ? pi::Verifier::kDevice : pi::Verifier::kLinux;
  const pi::Profile& profile = bio.bi_integrity->profile;
  const pi::CheckResult result =
      pi::Check(profile, verifier, tuple, guard, bio.sector + index);
  const std::optional<TwoLooks::Difference> difference =
      bio.looks.TakeDifference();
  if (!result.failed() && !difference.has_value()) return false;
  checker::Finding finding{
      .kind = result.failed() ? absl::string_view("guard_mismatch")
                              : absl::string_view("undetected_mismatch"),
      .oracle = device ? absl::string_view("device_check")
                       : absl::string_view("read_verify"),
      .blame = bio.promise.stable || !difference.has_value()
                   ? absl::string_view("kernel")
                   : absl::string_view("no_promise"),
      .row = bio.promise.race};
  if (difference.has_value()) {
    finding.object = difference->change.object;
    finding.first = difference->change;
    finding.second = difference->look;
  }
  Executor::Current().Report(finding, [&] {
    return result.failed()
               ? absl::StrCat(pi::KernelMessage(profile.guard, result),
                              ", BLK_STS_PROTECTION, -EILSEQ")
               : absl::StrCat("the data of interval ", index,
                              " changed between two looks, and the guard ",
                              absl::Hex(guard, absl::kZeroPad4),
                              " is the same for both: the I/O will succeed");
  });
  return result.failed();
}

}  // namespace dio
