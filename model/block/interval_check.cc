#include "model/block/interval_check.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "model/block/block_device.h"
#include "model/block/fetch_record.h"
#include "model/block/integrity.h"
#include "model/pi/guard.h"

namespace dio {
namespace {

using checker::Executor;

absl::string_view KindOf(const pi::CheckResult& result) {
  switch (result.outcome) {
    case pi::CheckOutcome::kRefError:
      return "ref_mismatch";
    case pi::CheckOutcome::kGuardError:
      return "guard_mismatch";
    default:
      return "undetected_mismatch";
  }
}

// The row of the catalogue: of a wrong tag, the way in which it can come about;
// else what was promised about the buffer.
absl::string_view RowOf(const Bio& bio, const pi::CheckResult& result) {
  const Kernel& kernel = bio.bi_bdev->kernel();
  if (!result.failed() && !bio.promise.stable &&
      bio.bi_integrity->profile.guard == pi::GuardType::kIpChecksum)
    return "R73";
  if (result.outcome != pi::CheckOutcome::kRefError) return bio.promise.race;
  return kernel.has(Switch::kSeedInIntervals) ? "" : "R62";
}

std::string Message(const pi::Profile& profile, const pi::CheckResult& result,
                    uint32_t index, uint64_t guard) {
  if (result.failed())
    return absl::StrCat(pi::KernelMessage(profile.guard, result),
                        ", BLK_STS_PROTECTION, -EILSEQ");
  return absl::StrCat("the data of interval ", index,
                      " changed between two looks, and the guard ",
                      absl::Hex(guard, absl::kZeroPad4),
                      " is the same for both: the I/O will succeed");
}

}  // namespace

uint64_t LookAgain(Bio& bio, uint32_t index, absl::Span<uint8_t> interval) {
  IntegrityPayload& payload = *bio.bi_integrity;
  const uint32_t begin = index * payload.profile.interval_bytes;
  pi::Guard guard(payload.profile.guard);
  ForEachPiece(
      bio, begin, begin + payload.profile.interval_bytes,
      [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
        const absl::Span<uint8_t> piece = interval.subspan(at - begin, length);
        vec.memory->Sample(offset, piece);
        guard.Add(piece);
        const checker::Operation look = Executor::Current().operation();
        const checker::Operation& change = vec.memory->last_fill(offset);
        payload.looks.Second(at, piece, look, change);
        if (bio.fetched != nullptr)
          bio.fetched->Saw(bio.call_offset + at, piece, look, change);
      });
  guard.AddZeros(payload.profile.pi_offset);
  return guard.value();
}

bool CheckInterval(Bio& bio, uint64_t guard, uint32_t index,
                   pi::Verifier verifier) {
  IntegrityPayload& payload = *bio.bi_integrity;
  const bool device = verifier != pi::Verifier::kLinux;
  const uint64_t first =
      device ? bio.address / payload.profile.interval_bytes : payload.seed;
  const pi::CheckResult result = pi::Check(
      payload.profile, verifier, payload.tuples[index], guard, first + index);
  const std::optional<TwoLooks::Difference> difference =
      payload.looks.TakeDifference();
  if (!result.failed() && !difference.has_value()) return false;
  const uint64_t address =
      bio.address + uint64_t{index} * payload.profile.interval_bytes;
  if (!difference.has_value() && !device &&
      bio.bi_bdev->medium().Spoilt(address))
    return true;
  checker::Finding finding{
      .kind = KindOf(result),
      .oracle = device ? absl::string_view("device_check")
                       : absl::string_view("read_verify"),
      .blame = bio.promise.stable || !difference.has_value()
                   ? absl::string_view("kernel")
                   : absl::string_view("no_promise"),
      .row = RowOf(bio, result)};
  if (difference.has_value()) {
    finding.object = difference->change.object;
    finding.first = difference->change;
    finding.second = difference->look;
  }
  Executor::Current().Report(
      finding, [&] { return Message(payload.profile, result, index, guard); });
  return result.failed();
}

}  // namespace dio
