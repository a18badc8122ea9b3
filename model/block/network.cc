#include "model/block/network.h"

#include <optional>
#include <string>

#include "checker/runtime/executor.h"
#include "model/block/fetch_record.h"
#include "model/block/two_looks.h"

namespace dio {
namespace {

using checker::Executor;

// Calls look(at, piece, vec, offset) for each piece of the request, read from
// memory into `data`; `at` counts from the request's start.
template <typename Look>
void ReadAll(Request& request, absl::Span<uint8_t> data, Look look) {
  ForEachBio(request, [&](Bio& bio) {
    const auto begin = static_cast<uint32_t>(bio.address - request.address());
    ForEachPiece(
        bio, 0, bio.bi_size,
        [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
          const absl::Span<uint8_t> piece = data.subspan(begin + at, length);
          vec.memory->Sample(offset, piece);
          look(bio, begin + at, piece, vec, offset);
        });
  });
}

std::optional<TwoLooks::Difference> Send(Kernel& kernel, Request& request,
                                         absl::Span<uint8_t> data,
                                         TwoLooks& looks) {
  kernel.At(KernelStep::kSend);
  ReadAll(request, data,
          [&](Bio& bio, uint32_t at, absl::Span<const uint8_t> piece,
              const BioVec& vec, uint32_t offset) {
            const checker::Operation look = Executor::Current().operation();
            const checker::Operation& change = vec.memory->last_fill(offset);
            looks.Second(at, piece, look, change);
            if (bio.fetched == nullptr) return;
            const uint64_t begin = bio.address - request.address();
            bio.fetched->Saw(
                bio.call_offset + (at - static_cast<uint32_t>(begin)), piece,
                look, change);
          });
  return looks.TakeDifference();
}

void ReportMismatch(const Bio& bio, const TwoLooks::Difference& difference,
                    bool again) {
  Executor::Current().Report(
      {.kind = "digest_mismatch",
       .oracle = "digest",
       .object = difference.change.object,
       .blame = bio.promise.stable ? absl::string_view("kernel")
                                   : absl::string_view("no_promise"),
       .row = "R06",
       .first = difference.change,
       .second = difference.look},
      [again] {
        return std::string(
            again ? "what was sent again does not match the digest either: the "
                    "connection is reset, BLK_STS_IOERR, -EIO"
                  : "what was sent does not match the digest that was computed "
                    "before: it is sent again");
      });
}

}  // namespace

BlkStatus SendOverNetwork(BlockDevice& device, Request& request,
                          absl::Span<uint8_t> data) {
  Kernel& kernel = device.kernel();
  TwoLooks looks(request.bytes, Executor::Current().arena());
  kernel.At(KernelStep::kDigest);
  ReadAll(request, data,
          [&](Bio&, uint32_t at, absl::Span<const uint8_t> piece, const BioVec&,
              uint32_t) { looks.First(at, piece); });
  for (const bool again : {false, true}) {
    const auto difference = Send(kernel, request, data, looks);
    if (!difference.has_value()) return BlkStatus::kOk;
    ReportMismatch(*request.first, *difference, again);
  }
  return BlkStatus::kIoErr;
}

}  // namespace dio
