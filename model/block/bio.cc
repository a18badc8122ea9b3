#include "model/block/bio.h"

#include <array>
#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "model/block/bio_complete_batch.h"
#include "model/block/integrity.h"
#include "model/kernel.h"
#include "model/mutation.h"

namespace dio {
namespace {

struct StatusInfo {
  BlkStatus status;
  absl::string_view name;
  int error;
};

constexpr std::array<StatusInfo, 7> kStatuses = {{
    {BlkStatus::kOk, "BLK_STS_OK", 0},
    {BlkStatus::kIoErr, "BLK_STS_IOERR", -EIO},
    {BlkStatus::kMedium, "BLK_STS_MEDIUM", -ENODATA},
    {BlkStatus::kProtection, "BLK_STS_PROTECTION", -EILSEQ},
    {BlkStatus::kResource, "BLK_STS_RESOURCE", -ENOMEM},
    {BlkStatus::kAgain, "BLK_STS_AGAIN", -EAGAIN},
    {BlkStatus::kInval, "BLK_STS_INVAL", -EINVAL},
}};

// A child has ended.
Bio& EndChild(Kernel& kernel, Bio& child) {
  Bio& parent = *static_cast<Bio*>(child.bi_private);
  bio_store_status(kernel, parent,
                   child.bi_status.Load(std::memory_order_relaxed));
  // A part of its parent's.
  if (child.bi_integrity != nullptr) bio_integrity_free(kernel, child);
  if (!Mutated(Mutation::kChildNotFreed)) checker::Heap::Delete(&child);
  return parent;
}

// Only marks a bio as somebody's child; bio_endio goes on with the parent.
void bio_chain_endio(Bio&) {}

}  // namespace

absl::string_view BlkStatusName(BlkStatus status) {
  return kStatuses[static_cast<size_t>(status)].name;
}

std::string CheckerValueText(BlkStatus status) {
  return std::string(BlkStatusName(status));
}

int blk_status_to_errno(BlkStatus status) {
  return kStatuses[static_cast<size_t>(status)].error;
}

BlkStatus errno_to_blk_status(int error) {
  for (const StatusInfo& info : kStatuses) {
    if (info.error == error) return info.status;
  }
  return BlkStatus::kIoErr;
}

void bio_chain(Bio& child, Bio& bio) {
  child.bi_private = &bio;
  child.bi_end_io = &bio_chain_endio;
  // The kernel sets it every time, beside a bio_endio() that looks, to no
  // effect.
  if (!bio.chain) bio.chain = true;
  if (!Mutated(Mutation::kChainNotCounted)) bio.remaining.Get();
}

void bio_store_status(Kernel& kernel, Bio& parent, BlkStatus status) {
  if (status != BlkStatus::kOk && !Mutated(Mutation::kChainErrorLost))
    return parent.bi_status.Store(status, std::memory_order_relaxed);
  if (kernel.has(Switch::kChainStoresOnlyErrors)) return;
  const BlkStatus before =
      parent.bi_status.Exchange(status, std::memory_order_relaxed);
  if (before == BlkStatus::kOk) return;
  parent.call->Suspect("R35");
  checker::Executor::Current().Report(
      {.kind = "error_overwritten",
       .oracle = "chained_status",
       .object = parent.bi_status.id(),
       .blame = "kernel",
       .row = "R35"},
      [&] {
        return absl::StrCat("the status of a chained bio was ",
                            BlkStatusName(before),
                            ", and the success of another overwrites it");
      });
}

void bio_endio(Kernel& kernel, Bio& bio) {
  Bio* ended = &bio;
  while (true) {
    if (ended->chain) {
      if (!ended->remaining.Put()) return;
      // Verification calls bio_endio again, which must not count again.
      ended->chain = false;
    }
    if (ended->bi_integrity != nullptr && !bio_integrity_endio(kernel, *ended))
      return;
    if (ended->bi_end_io != &bio_chain_endio) break;
    ended = &EndChild(kernel, *ended);
  }
  if (ended->complete_in_task && bio_complete_in_task(kernel, *ended)) return;
  ended->bi_end_io(*ended);
}

}  // namespace dio
