#include "model/block/integrity.h"

#include <algorithm>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "model/block/interval_check.h"
#include "model/block/tuple_contents.h"
#include "model/kernel.h"
#include "model/mutation.h"
#include "model/pi/check.h"
#include "model/pi/guard.h"
#include "model/pi/remap.h"
#include "model/pi/seed.h"

namespace dio {
namespace {

using checker::Executor;

constexpr uint32_t kSectorBytes = 512;

// The device counts in intervals.
uint64_t RealSeed(const Bio& bio) {
  return bio.address / bio.bi_integrity->profile.interval_bytes;
}

void bio_integrity_verify_fn(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kVerify);
  const BlkStatus status = bio_integrity_verify(bio);
  if (status != BlkStatus::kOk && !Mutated(Mutation::kVerifyErrorLost))
    bio.bi_status.Store(status, std::memory_order_relaxed);
  bio_integrity_free(kernel, bio);
  bio_endio(kernel, bio);
}

}  // namespace

void IntegrityPayload::ShowTuples() const {
  checker::Watch(checker::Heap::IdOf(this), "tuples",
                 [this] { return TupleContents(profile.guard, tuples); });
}

IntegrityPayload* bio_integrity_alloc(Kernel& kernel, const Bio& bio,
                                      const pi::Profile& profile) {
  checker::Arena& arena = Executor::Current().arena();
  const uint32_t interval = profile.interval_bytes;
  const uint64_t sector = bio.address / std::min(interval, kSectorBytes);
  return checker::Heap::New<IntegrityPayload>(
      "bio_integrity_payload", profile,
      arena.AllocateArray<pi::Tuple>(bio.bi_size / interval),
      pi::SeedOf(sector, interval, kernel.has(Switch::kSeedInIntervals)),
      TwoLooks(bio.bi_size, arena));
}

void bio_integrity_generate(Bio& bio) {
  IntegrityPayload& payload = *bio.bi_integrity;
  const uint32_t interval = payload.profile.interval_bytes;
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(interval);
  for (uint32_t i = 0; i < payload.tuples.size(); ++i) {
    if (Mutated(Mutation::kGenerateOneLess) && i + 1 == payload.tuples.size())
      break;
    pi::Guard guard(payload.profile.guard);
    ForEachPiece(
        bio, i * interval, (i + 1) * interval,
        [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
          const absl::Span<uint8_t> piece = scratch.subspan(0, length);
          vec.memory->Sample(offset, piece);
          guard.Add(piece);
          payload.looks.First(at, piece);
        });
    guard.AddZeros(payload.profile.pi_offset);
    payload.tuples[i] = pi::MakeTuple(
        payload.profile, guard.value(),
        payload.seed + (Mutated(Mutation::kSeedNotAdvanced) ? 0 : i));
    payload.ShowTuples();
  }
}

BlkStatus bio_integrity_verify(Bio& bio, uint32_t count) {
  const IntegrityPayload& payload = *bio.bi_integrity;
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(
          payload.profile.interval_bytes);
  count = std::min(count, static_cast<uint32_t>(payload.tuples.size()));
  if (Mutated(Mutation::kVerifyOneLess)) --count;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t guard = LookAgain(bio, i, scratch);
    if (!CheckInterval(bio, guard, i, pi::Verifier::kLinux)) continue;
    bio.call->Excuse(blk_status_to_errno(BlkStatus::kProtection));
    return BlkStatus::kProtection;
  }
  return BlkStatus::kOk;
}

std::optional<FailedInterval> bio_integrity_try_verify(Bio& bio,
                                                       uint32_t count) {
  IntegrityPayload& payload = *bio.bi_integrity;
  const absl::Span<uint8_t> scratch =
      Executor::Current().arena().AllocateArray<uint8_t>(
          payload.profile.interval_bytes);
  count = std::min(count, static_cast<uint32_t>(payload.tuples.size()));
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t guard = LookAgain(bio, i, scratch);
    if (pi::Check(payload.profile, pi::Verifier::kLinux, payload.tuples[i],
                  guard, payload.seed + i)
            .failed())
      return FailedInterval{i, guard};
    // What a user stored over it is his business.
    payload.looks.TakeDifference();
  }
  return std::nullopt;
}

void bio_integrity_free(Kernel& kernel, Bio& bio) {
  kernel.At(KernelStep::kFreeIntegrity);
  if (Mutated(Mutation::kPiFreedTwice)) checker::Heap::Delete(bio.bi_integrity);
  checker::Heap::Delete(bio.bi_integrity);
  bio.bi_integrity = nullptr;
}

void bio_integrity_prep(Kernel& kernel, Bio& bio, const pi::Profile& profile) {
  const bool write = bio.op == ReqOp::kWrite;
  if (write ? !profile.generate : !profile.verify) return;
  bio.bi_integrity = bio_integrity_alloc(kernel, bio, profile);
  if (!write) return;
  kernel.At(KernelStep::kGenerate);
  bio_integrity_generate(bio);
}

bool bio_integrity_endio(Kernel& kernel, Bio& bio) {
  if (bio.bi_integrity->fs_owned) return true;
  kernel.At(KernelStep::kInterrupt);
  if (bio.op == ReqOp::kRead &&
      bio.bi_status.Load(std::memory_order_relaxed) == BlkStatus::kOk) {
    if (Mutated(Mutation::kVerifyWorkNotQueued)) return false;
    kernel.cpus[bio.cpu].kintegrityd->Queue(
        [&kernel, &bio] { bio_integrity_verify_fn(kernel, bio); });
    return false;
  }
  bio_integrity_free(kernel, bio);
  return true;
}

void bio_integrity_split(Kernel& kernel, Bio& front, Bio& bio) {
  IntegrityPayload& whole = *bio.bi_integrity;
  if (!whole.whole.has_value())
    whole.whole = {whole.tuples, whole.seed, whole.looks};
  const size_t count = front.bi_size / whole.profile.interval_bytes;
  front.bi_integrity = bio_integrity_alloc(kernel, front, whole.profile);
  front.bi_integrity->fs_owned = whole.fs_owned;
  front.bi_integrity->seed = whole.seed;
  front.bi_integrity->tuples = whole.tuples.subspan(0, count);
  front.bi_integrity->looks = whole.looks;
  if (!Mutated(Mutation::kSplitTuplesNotAdvanced))
    whole.tuples = whole.tuples.subspan(count);
  if (!Mutated(Mutation::kSplitSeedNotAdvanced)) whole.seed += count;
  whole.looks.Skip(front.bi_size);
  front.bi_integrity->ShowTuples();
  whole.ShowTuples();
}

void blk_integrity_prepare(Bio& bio) {
  IntegrityPayload& payload = *bio.bi_integrity;
  if (payload.mapped) return;
  payload.mapped = true;
  if (bio.op == ReqOp::kWrite)
    pi::RemapRefTags(payload.profile, payload.tuples, payload.seed,
                     RealSeed(bio));
  payload.ShowTuples();
}

void blk_integrity_complete(Bio& bio) {
  IntegrityPayload& payload = *bio.bi_integrity;
  if (bio.op == ReqOp::kRead && !Mutated(Mutation::kCompleteNotRemapped))
    pi::RemapRefTags(payload.profile, payload.tuples, RealSeed(bio),
                     payload.seed);
  payload.ShowTuples();
}

}  // namespace dio
