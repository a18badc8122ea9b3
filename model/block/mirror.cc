#include "model/block/mirror.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/heap.h"
#include "checker/sync/task.h"
#include "model/in_arena.h"
#include "model/mutation.h"

namespace dio {

using checker::Executor;

struct MirrorDevice::R1Bio {
  R1Bio(MirrorDevice& device, Bio& master, absl::Span<Leg> legs, int count)
      : device(device),
        master(master),
        call(*master.call),
        legs(legs),
        remaining("r1_bio.remaining", count) {}

  MirrorDevice& device;
  Bio& master;  // until it ends
  IoRecord& call;
  absl::Span<Leg> legs;
  checker::Refcount remaining;
  // Of the writes of user memory that are done.
  R1Bio* next_done = nullptr;
};

MirrorDevice::MirrorDevice(Kernel& kernel, const DeviceSpec& spec,
                           absl::Span<BlockDevice* const> legs)
    : StackedDevice(kernel, spec, legs),
      faulty_(Executor::Current().arena().AllocateArray<checker::Atomic<bool>*>(
          legs.size())) {
  for (size_t i = 0; i < legs.size(); ++i)
    faulty_[i] = &InArena<checker::Atomic<bool>>(
        checker::Name("rdev.faulty", static_cast<int>(i)), false);
}

absl::Span<const uint8_t> MirrorDevice::Content(uint64_t address,
                                                uint32_t bytes) const {
  return FirstGood().Content(address, bytes);
}

bool MirrorDevice::WrittenBack(uint64_t address) const {
  return FirstGood().WrittenBack(address);
}

const BlockDevice& MirrorDevice::FirstGood() const {
  for (size_t i = 0; i < leg_count(); ++i) {
    if (!faulty_[i]->Peek()) return leg(i);
  }
  return leg(0);
}

bool MirrorDevice::IsDurable(uint64_t address,
                             absl::Span<const uint8_t> bytes) {
  bool durable = true;
  for (size_t i = 0; i < leg_count(); ++i)
    durable &= faulty_[i]->Peek() || leg(i).IsDurable(address, bytes);
  return durable;
}

void MirrorDevice::Enqueue(Bio& bio, TaskStruct& current) {
  kernel().At(KernelStep::kLegClone);
  if (bio.op == ReqOp::kRead) return Read(bio, current);
  Write(bio, current);
}

void MirrorDevice::Read(Bio& bio, TaskStruct& current) {
  size_t from = 0;
  while (from + 1 < leg_count() && faulty_[from]->Load()) ++from;
  Bio& clone = CloneOf(bio, 0, bio.bi_size, bio.address);
  JoinEnd(InArena<Join>(*this, bio, 1), clone);
  leg(from).submit_bio(clone, current);
}

size_t MirrorDevice::ErrorLeg(const Bio& bio) const {
  const FaultPlan& faults = kernel().faults;
  if (!faults.any()) return 0;
  if (!faults.Planned(FaultKind::kDeviceError, bio.call->index) &&
      !faults.Planned(FaultKind::kDevicePrefix, bio.call->index))
    return 0;
  return static_cast<size_t>(
      checker::Choose(static_cast<int>(leg_count()), "leg with the error"));
}

void MirrorDevice::Write(Bio& bio, TaskStruct& current) {
  const absl::Span<Leg> legs =
      Executor::Current().arena().AllocateArray<Leg>(leg_count());
  const size_t error_leg = ErrorLeg(bio);
  int count = 0;
  for (size_t i = 0; i < legs.size(); ++i) {
    legs[i].number = i;
    legs[i].asked = !faulty_[i]->Load();
    count += legs[i].asked ? 1 : 0;
  }
  if (count == 0) {
    bio.call->Excuse(-EIO);
    bio.bi_status.Store(BlkStatus::kIoErr, std::memory_order_relaxed);
    return bio_endio(kernel(), bio);
  }
  R1Bio& r1_bio = InArena<R1Bio>(*this, bio, legs, count);
  for (Leg& mine : legs) {
    if (!mine.asked) continue;
    kernel().At(KernelStep::kLegClone);
    // bio may be gone once the last clone is on its way, but not before.
    Bio& clone = CloneOf(bio, 0, bio.bi_size, bio.address);
    mine.r1_bio = &r1_bio;
    mine.fetched = &InArena<FetchRecord>(clone, Executor::Current().arena());
    clone.fetched = mine.fetched;
    clone.spared = mine.number != error_leg;
    clone.bi_private = &mine;
    clone.bi_end_io = &EndWrite;
    leg(mine.number).submit_bio(clone, current);
  }
}

// raid1_end_write_request.
void MirrorDevice::EndWrite(Bio& clone) {
  Leg& mine = *static_cast<Leg*>(clone.bi_private);
  R1Bio& r1_bio = *mine.r1_bio;
  mine.status = clone.bi_status.Load(std::memory_order_relaxed);
  checker::Heap::Delete(&clone);
  if (r1_bio.remaining.Put()) r1_bio.device.FinishWrite(r1_bio);
}

// The write is good if it is on one leg.
void MirrorDevice::FinishWrite(R1Bio& r1_bio) {
  Bio& bio = r1_bio.master;
  const Leg* good = nullptr;
  const Leg* bad = nullptr;
  for (const Leg& mine : r1_bio.legs) {
    if (!mine.asked) continue;
    const Leg*& place = mine.status == BlkStatus::kOk ? good : bad;
    if (place == nullptr) place = &mine;
    // No leg is to blame for what the caller asked.
    if (mine.status == BlkStatus::kInval) ReportDegraded(mine.number);
  }
  if (good == nullptr) {
    bio.bi_status.Store(bad->status, std::memory_order_relaxed);
  } else {
    if (bad != nullptr && !Mutated(Mutation::kFaultyLegKept))
      MarkFaulty(r1_bio);
    CompareLegs(r1_bio);
  }
  if (!bio.promise.stable && !bio.zeroing) {
    const checker::TsanIgnore ignore;  // for oracles
    r1_bio.next_done = done_;
    done_ = &r1_bio;
    TakeFromFirstGood(r1_bio);
  }
  bio_endio(kernel(), bio);
}

// What the write took from user memory is what the first good leg fetched: its
// data is read from now on.
void MirrorDevice::TakeFromFirstGood(const R1Bio& r1_bio) const {
  const Leg* kept = nullptr;
  for (const Leg& mine : r1_bio.legs) {
    if (!mine.asked) continue;
    const bool good =
        mine.status == BlkStatus::kOk && !faulty_[mine.number]->Peek();
    if (kept == nullptr || good) kept = &mine;
    if (good) break;
  }
  kept->fetched->ForEachSeen([&](uint32_t at, absl::Span<const uint8_t> bytes) {
    r1_bio.call.Moved(at, bytes);
  });
}

// md_error.
void MirrorDevice::MarkFaulty(const R1Bio& r1_bio) {
  for (const Leg& mine : r1_bio.legs) {
    if (mine.asked && mine.status != BlkStatus::kOk)
      faulty_[mine.number]->Store(true);
  }
  const checker::TsanIgnore ignore;
  for (const R1Bio* write = done_; write != nullptr; write = write->next_done)
    TakeFromFirstGood(*write);
}

void MirrorDevice::ReportDegraded(size_t number) {
  Executor::Current().Report(
      {.kind = "array_degraded",
       .oracle = "legs",
       .object = faulty_[number]->id(),
       .blame = "kernel",
       .row = "R58"},
      [&] {
        return absl::StrCat(leg(number).spec().name,
                            " leaves the array, since it refused memory that "
                            "is not aligned for DMA: BLK_STS_INVAL");
      });
}

void MirrorDevice::CompareLegs(const R1Bio& r1_bio) {
  const Leg* first = nullptr;
  for (const Leg& mine : r1_bio.legs) {
    if (!mine.asked || mine.status != BlkStatus::kOk) continue;
    if (first == nullptr) {
      first = &mine;
      continue;
    }
    const std::optional<TwoLooks::Difference> difference =
        FetchRecord::Compare(*first->fetched, *mine.fetched);
    if (!difference.has_value()) continue;
    ReportDifference(
        r1_bio.master, "legs_differ", "legs", RowOf(r1_bio.master, "R04"),
        *difference,
        absl::StrCat("legs ", leg(first->number).spec().name, " and ",
                     leg(mine.number).spec().name,
                     " fetched different data for one write, which succeeds: "
                     "mismatch_cnt"));
    return;
  }
}

}  // namespace dio
