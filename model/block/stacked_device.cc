#include "model/block/stacked_device.h"

#include <algorithm>
#include <new>
#include <string>

#include "checker/runtime/executor.h"
#include "checker/sync/heap.h"

namespace dio {
namespace {

using checker::Executor;

}  // namespace

StackedDevice::StackedDevice(Kernel& kernel, const DeviceSpec& spec,
                             absl::Span<BlockDevice* const> legs)
    : BlockDevice(kernel, spec), legs_(legs) {}

bool StackedDevice::DropsStableFlag() const {
  return !kernel().has(Switch::kDrbdStableWrites) &&
         std::any_of(legs_.begin(), legs_.end(), [](const BlockDevice* leg) {
           return leg->spec().kind == DeviceKind::kNetwork;
         });
}

bool StackedDevice::stable_writes() const {
  if (spec().stable_writes.has_value()) return *spec().stable_writes;
  if (DropsStableFlag()) return false;
  return std::any_of(legs_.begin(), legs_.end(), [](const BlockDevice* leg) {
    return leg->stable_writes();
  });
}

bool StackedDevice::write_cache() const {
  return std::any_of(legs_.begin(), legs_.end(),
                     [](const BlockDevice* leg) { return leg->write_cache(); });
}

void StackedDevice::submit_flush(Bio& bio) {
  bio.bi_bdev = this;
  checker::Arena& arena = Executor::Current().arena();
  auto& join = *new (arena.Allocate(sizeof(Join), alignof(Join)))
                   Join(*this, bio, static_cast<int>(legs_.size()));
  for (BlockDevice* const leg : legs_) {
    Bio& clone = CloneOf(bio, 0, 0, 0);
    JoinEnd(join, clone);
    leg->submit_flush(clone);
  }
}

uint8_t StackedDevice::InitialFill() const { return legs_[0]->InitialFill(); }

Bio& StackedDevice::CloneOf(const Bio& bio, uint32_t offset, uint32_t bytes,
                            uint64_t address) {
  Bio& clone = *checker::Heap::New<Bio>("bio_clone", bio.op, address,
                                        bio.io_vec, *bio.call, bio.promise);
  clone.fua = bio.fua;
  clone.atomic = bio.atomic;
  // MD has no BLK_FEAT_POLL: submit_bio clears REQ_POLLED.
  clone.polled = false;
  clone.nowait = bio.nowait;
  clone.preflush = bio.preflush;
  clone.zeroing = bio.zeroing;
  clone.skip = bio.skip + offset;
  clone.bi_size = bytes;
  clone.call_offset = bio.call_offset + offset;
  return clone;
}

absl::string_view StackedDevice::RowOf(const Bio& bio,
                                       absl::string_view usual) const {
  if (bio.promise.stable) return "";
  if (DropsStableFlag()) return "R13";
  return bio.promise.race == "R14" ? bio.promise.race : usual;
}

void StackedDevice::ReportDifference(const Bio& bio, absl::string_view kind,
                                     absl::string_view oracle,
                                     absl::string_view row,
                                     const TwoLooks::Difference& difference,
                                     absl::string_view message) {
  Executor::Current().Report(
      {.kind = kind,
       .oracle = oracle,
       .object = difference.change.object,
       .blame = bio.promise.stable ? absl::string_view("kernel")
                                   : absl::string_view("no_promise"),
       .row = row,
       .first = difference.change,
       .second = difference.look},
      [&] { return std::string(message); });
}

void StackedDevice::JoinEnd(Join& join, Bio& clone) {
  clone.bi_private = &join;
  clone.bi_end_io = [](Bio& bio) {
    auto& all = *static_cast<Join*>(bio.bi_private);
    const BlkStatus status = bio.bi_status.Load(std::memory_order_relaxed);
    if (status != BlkStatus::kOk)
      all.master.bi_status.Store(status, std::memory_order_relaxed);
    checker::Heap::Delete(&bio);
    if (all.remaining.Put()) bio_endio(all.device.kernel(), all.master);
  };
}

}  // namespace dio
