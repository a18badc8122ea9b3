// What a call has to answer for: kept beside the call by those who move its
// data, for the oracles.

#ifndef DIORACE_MODEL_BLOCK_IO_RECORD_H_
#define DIORACE_MODEL_BLOCK_IO_RECORD_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/runtime/arena.h"

namespace dio {

struct IoSpec;

enum class ReqOp : uint8_t { kRead, kWrite };

// What was promised to the user about a buffer under this I/O, for those who
// judge.
struct Promise {
  bool stable = false;  // the I/O works on a copy: whatever the user does, the
                        // data is consistent
  absl::string_view race = {};  // the row of the catalogue of races, if the
                                // data changes under an unstable I/O
};

// Each byte of the call, by its position in it. Whoever moves a byte owns its
// entry at that moment, as he owns the bio that holds it.
struct IoRecord {
  IoRecord(const IoSpec& spec, size_t index, uint32_t bytes,
           checker::Arena& arena)
      : spec(&spec),
        index(index),
        data(arena.AllocateArray<uint8_t>(bytes)),
        known(arena.AllocateArray<bool>(bytes)) {}
  // Of I/O that is for nobody's call; no fault hits it.
  IoRecord() : spec(nullptr), index(SIZE_MAX) {}

  // Of a write: these bytes were taken from user memory. Of a read: the device
  // delivered them.
  void Moved(uint32_t at, absl::Span<const uint8_t> bytes) {
    if (at >= data.size()) return;  // padding
    const size_t count = std::min(bytes.size(), data.size() - at);
    std::copy_n(bytes.begin(), count, data.begin() + at);
    std::fill_n(known.begin() + at, count, true);
  }

  // There is a reason for the call to fail with `error` (negative).
  void Excuse(int error) { excuses |= uint64_t{1} << (-error % 64); }
  bool Excuses(int error) const { return (excuses >> (-error % 64) & 1) != 0; }
  // There is a reason to transfer less than was asked for: the end of the file.
  void ExcuseShort() { excuses |= 1; }
  // [begin, end) of the call is `candidate`.
  void AddCandidate(uint32_t begin, uint32_t end, checker::Arena& arena) {
    if (candidate.empty()) candidate = arena.AllocateArray<bool>(data.size());
    for (uint32_t at = begin; at < end && at < candidate.size(); ++at)
      candidate[at] = true;
  }
  // Whether some of [at, at + bytes) is.
  bool IsCandidate(uint32_t at, uint32_t bytes) const {
    if (candidate.empty()) return false;
    const absl::Span<const bool> part = candidate.subspan(at, bytes);
    return std::find(part.begin(), part.end(), true) != part.end();
  }
  // Whatever may make a call fail may also cut it short.
  bool may_be_short() const { return excuses != 0; }

  const IoSpec* spec;
  const size_t index;  // IoSpec::index
  const absl::Span<uint8_t> data = {};
  const absl::Span<bool> known = {};
  // A bit an errno, modulo 64. Only ever set, so it does not matter in which
  // order.
  uint64_t excuses = 0;
  // Of a read: from here on the device has delivered what it spoilt, which the
  // host wants to verify. Only ever lowered.
  uint32_t spoilt_at = UINT32_MAX;
  // The row of the catalogue that explains what is wrong with the call, if code
  // was met that is known to be.
  absl::string_view suspect = {};
  // Bytes of the call that it may have zeroed itself, in a way of which nobody
  // knows whether a kernel does it: docs/findings.md. By position, or empty.
  absl::Span<bool> candidate = {};
  // Submitted.
  bool started = false;
  // What the call returned or ki_complete was told: bytes or -errno. Valid once
  // `completions` is 1.
  int64_t result = 0;
  // Exactly one completion is right.
  int completions = 0;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_IO_RECORD_H_
