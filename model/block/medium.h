// What a disk keeps: data, and protection information beside it.

#ifndef DIORACE_MODEL_BLOCK_MEDIUM_H_
#define DIORACE_MODEL_BLOCK_MEDIUM_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/sync/bytes.h"
#include "checker/sync/mutex.h"
#include "model/block/device_spec.h"
#include "model/pi/tuple.h"

namespace dio {

// All but the data's bytes belongs to the same step as the access to them: it
// is kept in the same sectors.
struct Medium {
  // Filled as `spec` says, with protection information that fits.
  explicit Medium(const DeviceSpec& spec);

  // Tuples of the intervals of [address, address + bytes).
  absl::Span<pi::Tuple> TuplesOf(uint64_t address, uint32_t bytes) const;
  // Writes the tuples of these intervals anew, from the data.
  void Protect(uint64_t address, uint32_t bytes);

  // Shows who observes the state what the tuples are; they change without an
  // operation of their own.
  void ShowTuples() const;

  // Makes an interval not fit.
  void Spoil(const SpoiltPlace& place);

  // Data of a command reaches the device; `through` its volatile cache, if it
  // has one, onto the medium. One operation, or several under its lock.
  void Commit(uint32_t address, absl::Span<const uint8_t> bytes, bool through);
  // All that was committed gets onto the medium.
  void Flush();

  // The kernel's own data, from memory that nobody can change meanwhile, with
  // protection information that fits. As Commit.
  void Write(uint64_t address, absl::Span<const uint8_t> bytes);

  // Notes who has put [address, address + bytes) there: write-back of the page
  // cache, or not.
  void NoteWriter(uint64_t address, uint32_t bytes, bool write_back);

  // The interval at `address` was made not to fit, as an injected fault.
  bool Spoilt(uint64_t address) const {
    return !spoilt.empty() && spoilt[address / spec.integrity->interval_bytes];
  }

  const DeviceSpec& spec;
  // As the device shows it.
  checker::Bytes data;
  // With a volatile cache: what is left of it without power.
  std::optional<checker::Bytes> durable;
  std::optional<checker::SpinLock> cache_lock;
  // By logical block: what is there was written back from the page cache.
  absl::Span<bool> written_back;
  // By interval.
  absl::Span<pi::Tuple> tuples;
  absl::Span<bool> spoilt;
  // The write that put an interval there had seen its data change: the race to
  // blame if it does not fit. Empty: none.
  absl::Span<absl::string_view> unstable;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_MEDIUM_H_
