#include "model/block/medium.h"

#include <algorithm>
#include <cstring>

#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
#include "checker/sync/task.h"
#include "model/block/tuple_contents.h"
#include "model/pi/metadata.h"

namespace dio {

using checker::Executor;

Medium::Medium(const DeviceSpec& spec)
    : spec(spec),
      data("medium", spec.legs.empty() ? spec.bytes : 0,
           spec.logical_block_bytes) {
  if (data.size() == 0) return;
  std::memset(data.Poke().data(), spec.fill, spec.bytes);
  if (spec.write_cache) {
    durable.emplace("medium.durable", spec.bytes, spec.logical_block_bytes);
    std::memset(durable->Poke().data(), spec.fill, spec.bytes);
    cache_lock.emplace("medium.cache");
  }
  data.ShowPoked();
  checker::Arena& arena = Executor::Current().arena();
  written_back =
      arena.AllocateArray<bool>(spec.bytes / spec.logical_block_bytes);
  if (!spec.integrity.has_value()) return;
  const size_t count = spec.bytes / spec.integrity->interval_bytes;
  tuples = arena.AllocateArray<pi::Tuple>(count);
  spoilt = arena.AllocateArray<bool>(count);
  unstable = arena.AllocateArray<absl::string_view>(count);
  Protect(0, spec.bytes);
  for (const SpoiltPlace& place : spec.spoilt) Spoil(place);
  if (!spec.spoilt.empty()) data.ShowPoked();
  ShowTuples();
}

void Medium::ShowTuples() const {
  checker::Watch(data.id(), "tuples", [this] {
    return TupleContents(spec.integrity->guard, tuples);
  });
}

absl::Span<pi::Tuple> Medium::TuplesOf(uint64_t address, uint32_t bytes) const {
  const uint32_t interval = spec.integrity->interval_bytes;
  return tuples.subspan(address / interval, bytes / interval);
}

void Medium::Spoil(const SpoiltPlace& place) {
  const uint32_t index = place.offset / spec.integrity->interval_bytes;
  spoilt[index] = true;
  switch (place.what) {
    case SpoiltPlace::What::kData:
      data.Poke()[place.offset] ^= 1;
      break;
    case SpoiltPlace::What::kGuard:
      tuples[index].guard ^= 1;
      break;
    case SpoiltPlace::What::kRef:
      tuples[index].ref ^= 1;
      break;
  }
}

void Medium::Protect(uint64_t address, uint32_t bytes) {
  if (!spec.integrity.has_value()) return;
  const checker::TsanIgnore ignore;  // the device's own
  const pi::Profile& profile = *spec.integrity;
  const uint32_t interval = profile.interval_bytes;
  uint64_t guard = 0;
  for (uint64_t i = address / interval; i < (address + bytes) / interval; ++i) {
    const absl::Span<const uint8_t> now =
        data.Peek().subspan(i * interval, interval);
    // A checksum is dear, and most media hold the same everywhere.
    const bool repeats =
        i != address / interval &&
        now == data.Peek().subspan((i - 1) * interval, interval);
    if (!repeats) guard = pi::IntervalGuard(profile, now);
    tuples[i] = pi::MakeTuple(profile, guard, i);
  }
  ShowTuples();
}

void Medium::Commit(uint32_t address, absl::Span<const uint8_t> bytes,
                    bool through) {
  if (!durable.has_value()) return data.Fill(address, bytes);
  cache_lock->Lock();
  data.Fill(address, bytes);
  if (through) durable->Fill(address, bytes);
  cache_lock->Unlock();
}

void Medium::Flush() {
  if (!durable.has_value()) return;
  const absl::Span<uint8_t> all =
      Executor::Current().arena().AllocateArray<uint8_t>(data.size());
  cache_lock->Lock();
  data.Sample(0, all);
  durable->Fill(0, all);
  cache_lock->Unlock();
}

void Medium::NoteWriter(uint64_t address, uint32_t bytes, bool write_back) {
  const checker::TsanIgnore ignore;  // the device's own
  const uint32_t block = spec.logical_block_bytes;
  for (uint64_t at = address; at < address + bytes; at += block)
    written_back[at / block] = write_back;
}

void Medium::Write(uint64_t address, absl::Span<const uint8_t> bytes) {
  Commit(static_cast<uint32_t>(address), bytes, /*through=*/false);
  NoteWriter(address, static_cast<uint32_t>(bytes.size()), /*write_back=*/true);
  if (!spec.integrity.has_value()) return;
  const checker::TsanIgnore ignore;
  const uint32_t interval = spec.integrity->interval_bytes;
  Protect(address, static_cast<uint32_t>(bytes.size()));
  for (uint64_t i = address / interval; i * interval < address + bytes.size();
       ++i)
    unstable[i] = {};
}

}  // namespace dio
