#include "model/block/parity.h"

#include <algorithm>
#include <optional>

#include "checker/runtime/executor.h"
#include "checker/sync/bytes.h"
#include "checker/sync/heap.h"
#include "checker/sync/wait_queue.h"
#include "model/in_arena.h"

namespace dio {
namespace {

using checker::Executor;

// Memory of the stripe cache, filled; only devices see it.
BioVec CachePage(absl::Span<const uint8_t> data) {
  const auto bytes = static_cast<uint32_t>(data.size());
  auto& page = InArena<checker::Bytes>("stripe_cache", bytes, bytes);
  std::copy(data.begin(), data.end(), page.Poke().begin());
  page.ShowPoked();
  return {.memory = &page, .offset = 0, .length = bytes, .granule = bytes};
}

Bio& CacheBio(Bio& bio, uint64_t address, absl::Span<const uint8_t> data) {
  const absl::Span<BioVec> io_vec =
      Executor::Current().arena().AllocateArray<BioVec>(1);
  io_vec[0] = CachePage(data);
  Bio& cached =
      *checker::Heap::New<Bio>("stripe_bio", ReqOp::kWrite, address, io_vec,
                               *bio.call, Promise{.stable = true, .race = ""});
  cached.bi_size = io_vec[0].length;
  cached.zeroing = bio.zeroing;
  cached.fua = bio.fua;
  return cached;
}

// Ends the wait of raid5d. In the arena.
struct StripeWait {
  explicit StripeWait(int count)
      : remaining("stripe.remaining", count), done("stripe.done") {}

  checker::Refcount remaining;
  checker::Completion done;
};

struct StripeEnd {
  StripeWait* wait;
  Bio* master;
  bool* failed;
};

void raid5_end_write_request(Bio& bio) {
  const StripeEnd& end = *static_cast<StripeEnd*>(bio.bi_private);
  const BlkStatus status = bio.bi_status.Load(std::memory_order_relaxed);
  if (status != BlkStatus::kOk) {
    *end.failed = true;
    end.master->bi_status.Store(status, std::memory_order_relaxed);
  }
  checker::Heap::Delete(&bio);
  if (end.wait->remaining.Put()) end.wait->done.Complete();
}

}  // namespace

ParityDevice::ParityDevice(Kernel& kernel, const DeviceSpec& spec,
                           absl::Span<BlockDevice* const> legs)
    : StackedDevice(kernel, spec, legs),
      unit_bytes_(spec.stripe_unit_bytes == 0 ? spec.logical_block_bytes
                                              : spec.stripe_unit_bytes),
      skip_copy_("skip_copy", spec.skip_copy),
      stripe_cache_(
          Executor::Current().arena().AllocateArray<uint8_t>(spec.bytes)),
      current_("raid5d.state", std::nullopt),
      raid5d_("raid5d") {
  Medium& parity = leg(data_legs()).medium();
  const absl::Span<uint8_t> bytes = parity.data.Poke();
  std::fill(bytes.begin(), bytes.end(), uint8_t{0});
  for (size_t i = 0; i < data_legs(); ++i) {
    const absl::Span<const uint8_t> data = leg(i).medium().data.Peek();
    // Disks may be of different sizes.
    for (size_t at = 0; at < std::min(bytes.size(), data.size()); ++at)
      bytes[at] ^= data[at];
  }
  parity.data.ShowPoked();
  parity.Protect(0, static_cast<uint32_t>(bytes.size()));
  for (uint32_t at = 0; at < spec.bytes; at += unit_bytes_) {
    const absl::Span<const uint8_t> unit = Content(at, unit_bytes_);
    std::copy(unit.begin(), unit.end(), stripe_cache_.begin() + at);
  }
}

uint32_t ParityDevice::StripeBytes() const {
  return unit_bytes_ * static_cast<uint32_t>(data_legs());
}

bool ParityDevice::stable_writes() const {
  return StackedDevice::stable_writes() ||
         (spec().skip_copy && spec().stable_writes.value_or(true));
}

void ParityDevice::SetStableWrites(bool on) { skip_copy_.Store(on); }

absl::Span<const uint8_t> ParityDevice::Content(uint64_t address,
                                                uint32_t bytes) const {
  const uint64_t unit = address / unit_bytes_;
  return leg(unit % data_legs())
      .Content(unit / data_legs() * unit_bytes_ + address % unit_bytes_, bytes);
}

bool ParityDevice::WrittenBack(uint64_t address) const {
  const uint64_t unit = address / unit_bytes_;
  return leg(unit % data_legs())
      .WrittenBack(unit / data_legs() * unit_bytes_ + address % unit_bytes_);
}

bool ParityDevice::IsDurable(uint64_t address,
                             absl::Span<const uint8_t> bytes) {
  bool durable = true;
  for (size_t at = 0; at < bytes.size();) {
    const uint64_t place = address + at;
    const uint64_t unit = place / unit_bytes_;
    const size_t length =
        std::min<size_t>(bytes.size() - at, (unit + 1) * unit_bytes_ - place);
    durable &=
        leg(unit % data_legs())
            .IsDurable(unit / data_legs() * unit_bytes_ + place % unit_bytes_,
                       bytes.subspan(at, length));
    at += length;
  }
  return durable;
}

absl::Span<ParityDevice::Part> ParityDevice::PartsOf(const Bio& bio) const {
  const uint64_t end = bio.address + bio.bi_size;
  const auto count = static_cast<size_t>((end - 1) / unit_bytes_ -
                                         bio.address / unit_bytes_ + 1);
  const absl::Span<Part> parts =
      Executor::Current().arena().AllocateArray<Part>(count);
  uint64_t at = bio.address;
  for (Part& part : parts) {
    const uint64_t unit = at / unit_bytes_;
    part.offset = static_cast<uint32_t>(at - bio.address);
    part.bytes =
        static_cast<uint32_t>(std::min(end, (unit + 1) * unit_bytes_) - at);
    part.leg = unit % data_legs();
    part.address = unit / data_legs() * unit_bytes_ + at % unit_bytes_;
    at += part.bytes;
  }
  return parts;
}

void ParityDevice::Enqueue(Bio& bio, TaskStruct& current) {
  if (bio.op == ReqOp::kRead) return Read(bio, current);
  kernel().At(KernelStep::kParity);
  raid5d_.Queue([this, &bio] { Write(bio); });
}

void ParityDevice::Read(Bio& bio, TaskStruct& current) {
  const absl::Span<Part> parts = PartsOf(bio);
  auto& join = InArena<Join>(*this, bio, static_cast<int>(parts.size()));
  for (const Part& part : parts) {
    kernel().At(KernelStep::kLegClone);
    Bio& clone = CloneOf(bio, part.offset, part.bytes, part.address);
    JoinEnd(join, clone);
    leg(part.leg).submit_bio(clone, current);
  }
}

Bio& ParityDevice::PrepareCopied(Bio& bio, Part& part) {
  const absl::Span<uint8_t> cache =
      stripe_cache_.subspan(bio.address + part.offset, part.bytes);
  ForEachPiece(
      bio, part.offset, part.offset + part.bytes,
      [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
        vec.memory->Sample(offset, cache.subspan(at - part.offset, length));
      });
  if (!bio.promise.stable && !bio.zeroing)
    bio.call->Moved(bio.call_offset + part.offset, cache);
  Bio& copied = CacheBio(bio, part.address, cache);
  copied.call_offset = bio.call_offset + part.offset;
  return copied;
}

Bio& ParityDevice::PrepareInPlace(Bio& bio, Part& part) {
  Bio& clone = CloneOf(bio, part.offset, part.bytes, part.address);
  checker::Arena& arena = Executor::Current().arena();
  part.parity = &InArena<FetchRecord>(clone, arena);
  part.fetched = &InArena<FetchRecord>(clone, arena);
  clone.fetched = part.fetched;
  const absl::Span<uint8_t> cache =
      stripe_cache_.subspan(bio.address + part.offset, part.bytes);
  ForEachPiece(
      clone, 0, part.bytes,
      [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
        const absl::Span<uint8_t> piece = cache.subspan(at, length);
        vec.memory->Sample(offset, piece);
        part.parity->Saw(clone.call_offset + at, piece,
                         Executor::Current().operation(),
                         vec.memory->last_fill(offset));
      });
  return clone;
}

// The parity of a whole stripe, from the cache.
Bio& ParityDevice::ParityOf(Bio& bio, uint64_t stripe) {
  const absl::Span<uint8_t> parity =
      Executor::Current().arena().AllocateArray<uint8_t>(unit_bytes_);
  for (size_t i = 0; i < data_legs(); ++i) {
    const absl::Span<const uint8_t> unit = stripe_cache_.subspan(
        stripe * StripeBytes() + i * unit_bytes_, unit_bytes_);
    for (size_t at = 0; at < unit_bytes_; ++at) parity[at] ^= unit[at];
  }
  Bio& written = CacheBio(bio, stripe * unit_bytes_, parity);
  written.zeroing = true;
  return written;
}

// handle_stripe, in raid5d.
void ParityDevice::Write(Bio& bio) {
  kernel().At(KernelStep::kParity);
  const bool skip_copy = skip_copy_.Load(std::memory_order_relaxed);
  const absl::Span<Part> parts = PartsOf(bio);
  const uint64_t first = bio.address / StripeBytes();
  const uint64_t last = (bio.address + bio.bi_size - 1) / StripeBytes();
  const auto stripes = static_cast<size_t>(last - first + 1);
  checker::Arena& arena = Executor::Current().arena();
  const absl::Span<Bio*> bios =
      arena.AllocateArray<Bio*>(parts.size() + stripes);
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool in_place = skip_copy && parts[i].bytes == unit_bytes_;
    bios[i] = in_place ? &PrepareInPlace(bio, parts[i])
                       : &PrepareCopied(bio, parts[i]);
  }
  for (size_t i = 0; i < stripes; ++i)
    bios[parts.size() + i] = &ParityOf(bio, first + i);

  auto& wait = InArena<StripeWait>(static_cast<int>(bios.size()));
  const absl::Span<StripeEnd> ends =
      arena.AllocateArray<StripeEnd>(bios.size());
  bool parity_failed = false;
  BlkPlug plug;
  blk_start_plug(plug, current_);
  for (size_t i = 0; i < bios.size(); ++i) {
    const bool data = i < parts.size();
    ends[i] = {&wait, &bio, data ? &parts[i].failed : &parity_failed};
    bios[i]->bi_private = &ends[i];
    bios[i]->bi_end_io = &raid5_end_write_request;
    leg(data ? parts[i].leg : data_legs()).submit_bio(*bios[i], current_);
  }
  blk_finish_plug(plug, current_);
  wait.done.Wait();
  Finish(bio, parts);
}

void ParityDevice::Finish(Bio& bio, absl::Span<const Part> parts) {
  bool reported = false;
  for (const Part& part : parts) {
    if (part.fetched == nullptr) continue;
    if (!bio.promise.stable && !bio.zeroing) {
      part.fetched->ForEachSeen(
          [&](uint32_t at, absl::Span<const uint8_t> bytes) {
            bio.call->Moved(at, bytes);
          });
    }
    if (part.failed || reported) continue;
    const std::optional<TwoLooks::Difference> difference =
        FetchRecord::Compare(*part.parity, *part.fetched);
    if (!difference.has_value()) continue;
    ReportDifference(bio, "parity_mismatch", "parity", RowOf(bio, "R05"),
                     *difference,
                     "the data leg fetched other data than the parity was "
                     "computed over: mismatch_cnt, and wrong data after a "
                     "rebuild");
    reported = true;
  }
  bio_endio(kernel(), bio);
}

}  // namespace dio
