#include "model/block/fetch.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/block/fetch_record.h"
#include "model/block/integrity.h"
#include "model/block/interval_check.h"
#include "model/block/network.h"
#include "model/pi/check.h"

namespace dio {

using checker::Executor;

Fetch::Fetch(BlockDevice& device, Request& request, absl::Span<uint8_t> data)
    : device_(device),
      kernel_(device.kernel()),
      request_(request),
      data_(data) {
  if (!device.profile().has_value()) return;
  torn_ = Executor::Current().arena().AllocateArray<bool>(
      request.bytes / device.profile()->interval_bytes);
}

bool Fetch::torn(uint64_t address) const {
  return torn_[(address - request_.address()) /
               device_.profile()->interval_bytes];
}

absl::Span<uint8_t> Fetch::DataOf(const Bio& bio) {
  return data_.subspan(bio.address - request_.address(), bio.bi_size);
}

// Bytes [begin, end) of the bio, of which nothing is to be checked.
void Fetch::Sample(Bio& bio, uint32_t begin, uint32_t end) {
  const absl::Span<uint8_t> data = DataOf(bio);
  ForEachPiece(
      bio, begin, end,
      [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
        const absl::Span<uint8_t> piece = data.subspan(at, length);
        vec.memory->Sample(offset, piece);
        if (bio.fetched != nullptr)
          bio.fetched->Saw(bio.call_offset + at, piece,
                           Executor::Current().operation(),
                           vec.memory->last_fill(offset));
      });
}

BlkStatus Fetch::Check() {
  if (device_.spec().kind == DeviceKind::kNetwork)
    return SendOverNetwork(device_, request_, data_);
  if (hardware() == HardwareProfile::kFree) return CheckFreely();
  BlkStatus status = BlkStatus::kOk;
  ForEachBio(request_, [&](Bio& bio) {
    if (status == BlkStatus::kOk) status = CheckInOrder(bio);
  });
  return status;
}

// One pass over the bio's memory. Every interval must match its tuple.
BlkStatus Fetch::CheckInOrder(Bio& bio) {
  if (bio.bi_integrity == nullptr) {
    // scsi_debug has nothing to check, and so does not look before it copies.
    if (hardware() != HardwareProfile::kScsiDebug) Sample(bio, 0, bio.bi_size);
    return BlkStatus::kOk;
  }
  for (uint32_t i = 0; i < bio.bi_integrity->tuples.size(); ++i) {
    if (!CheckOne(bio, i)) return BlkStatus::kProtection;
  }
  return BlkStatus::kOk;
}

bool Fetch::CheckOne(Bio& bio, uint32_t index) {
  const uint32_t interval = bio.bi_integrity->profile.interval_bytes;
  const uint64_t guard =
      LookAgain(bio, index, DataOf(bio).subspan(index * interval, interval));
  const pi::Verifier verifier = hardware() == HardwareProfile::kScsiDebug
                                    ? pi::Verifier::kScsiDebugWrite
                                    : pi::Verifier::kDevice;
  return !CheckInterval(bio, guard, index, verifier);
}

void Fetch::Finish() {
  if (hardware() != HardwareProfile::kScsiDebug) return;
  // The copy pass.
  ForEachBio(request_, [&](Bio& bio) {
    if (bio.bi_integrity == nullptr) return Sample(bio, 0, bio.bi_size);
    for (uint32_t i = 0; i < bio.bi_integrity->tuples.size(); ++i)
      FetchAgain(bio, i);
  });
}

// What was checked is fetched once more. If it differs now, the medium will
// hold data that does not match its tuple.
void Fetch::FetchAgain(Bio& bio, uint32_t index) {
  const uint32_t interval = bio.bi_integrity->profile.interval_bytes;
  const uint64_t guard =
      LookAgain(bio, index, DataOf(bio).subspan(index * interval, interval));
  if (ReportLatent(bio, guard, index)) {
    torn_[(bio.address - request_.address()) / interval + index] = true;
  }
}

bool Fetch::ReportLatent(Bio& bio, uint64_t guard, uint32_t index) {
  IntegrityPayload& payload = *bio.bi_integrity;
  const std::optional<TwoLooks::Difference> difference =
      payload.looks.TakeDifference();
  if (!difference.has_value()) return false;
  const bool noticeable = guard != payload.tuples[index].guard;
  Executor::Current().Report(
      {.kind = noticeable ? absl::string_view("latent_mismatch")
                          : absl::string_view("undetected_mismatch"),
       .oracle = "commit",
       .object = difference->change.object,
       .blame = bio.promise.stable ? absl::string_view("kernel")
                                   : absl::string_view("no_promise"),
       .row = bio.promise.race,
       .first = difference->change,
       .second = difference->look},
      [&] {
        return absl::StrCat(
            "interval ", index,
            " changed between the device's check and its copy: the write "
            "succeeds, and the medium does not match its protection "
            "information");
      });
  return noticeable;
}

uint32_t Fetch::PartBytes(const Bio& bio) const {
  return bio.bi_integrity == nullptr ? device_.logical_block_bytes()
                                     : bio.bi_integrity->profile.interval_bytes;
}

absl::Span<Fetch::Part> Fetch::Parts() {
  size_t count = 0;
  ForEachBio(request_,
             [&](Bio& bio) { count += bio.bi_size / PartBytes(bio); });
  const absl::Span<Part> parts =
      Executor::Current().arena().AllocateArray<Part>(count);
  size_t next = 0;
  ForEachBio(request_, [&](Bio& bio) {
    for (uint32_t i = 0; i < bio.bi_size / PartBytes(bio); ++i)
      parts[next++] = {.bio = &bio, .index = i};
  });
  return parts;
}

// False if it does not match its tuple.
bool Fetch::FetchPart(Part& part) {
  Bio& bio = *part.bio;
  if (bio.bi_integrity != nullptr) return CheckOne(bio, part.index);
  const uint32_t bytes = PartBytes(bio);
  Sample(bio, part.index * bytes, (part.index + 1) * bytes);
  return true;
}

BlkStatus Fetch::CheckFreely() {
  parts_ = Parts();
  const absl::Span<Part*> left =
      Executor::Current().arena().AllocateArray<Part*>(parts_.size());
  for (size_t i = 0; i < parts_.size(); ++i) left[i] = &parts_[i];
  for (size_t done = 0; done < left.size(); ++done) {
    const auto choices = static_cast<int>(left.size() - done);
    if (choices > 1) {
      const int pick = checker::Choose(choices, "fetch order");
      std::swap(left[done], left[done + static_cast<size_t>(pick)]);
    }
    left[done]->good = FetchPart(*left[done]);
    if (left[done]->good) continue;
    ChoosePrefix();
    return BlkStatus::kProtection;
  }
  // One part may be fetched once more, and that is what is committed.
  const int again =
      checker::Choose(static_cast<int>(parts_.size()) + 1, "fetch again");
  if (again == 0) return BlkStatus::kOk;
  Part& part = parts_[static_cast<size_t>(again - 1)];
  if (part.bio->bi_integrity == nullptr) {
    FetchPart(part);
  } else {
    FetchAgain(*part.bio, part.index);
  }
  return BlkStatus::kOk;
}

// The good parts at the front, or some of them, may have been committed before
// the bad one was found.
void Fetch::ChoosePrefix() {
  const auto bad = std::find_if(parts_.begin(), parts_.end(),
                                [](const Part& part) { return !part.good; });
  const auto good = static_cast<int>(bad - parts_.begin());
  if (good == 0) return;
  const int kept = checker::Choose(good + 1, "committed prefix");
  for (int i = 0; i < kept; ++i)
    prefix_ += PartBytes(*parts_[static_cast<size_t>(i)].bio);
}

}  // namespace dio
