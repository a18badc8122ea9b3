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
#include "checker/runtime/tsan.h"

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
// entry at that moment, as he owns the bio that holds it. The rest is noted by
// several contexts of one call, which need not be ordered: TSan does not look.
class IoRecord {
 public:
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
  void Excuse(int error) {
    const checker::TsanIgnore ignore;
    excuses_ |= uint64_t{1} << (-error % 64);
  }
  bool Excuses(int error) const {
    const checker::TsanIgnore ignore;
    return (excuses_ >> (-error % 64) & 1) != 0;
  }
  // There is a reason to transfer less than was asked for: the end of the file.
  void ExcuseShort() { Excuse(0); }
  // Whatever may make a call fail may also cut it short.
  bool may_be_short() const {
    const checker::TsanIgnore ignore;
    return excuses_ != 0;
  }

  // [begin, end) of the call is one that it may have zeroed itself, in a way of
  // which nobody knows whether a kernel does it: docs/findings.md.
  void AddCandidate(uint32_t begin, uint32_t end, checker::Arena& arena) {
    const checker::TsanIgnore ignore;
    if (candidate_.empty()) candidate_ = arena.AllocateArray<bool>(data.size());
    for (uint32_t at = begin; at < end && at < candidate_.size(); ++at)
      candidate_[at] = true;
  }
  // Whether some of [at, at + bytes) is.
  bool IsCandidate(uint32_t at, uint32_t bytes) const {
    const checker::TsanIgnore ignore;
    if (candidate_.empty()) return false;
    const absl::Span<const bool> part = candidate_.subspan(at, bytes);
    return std::find(part.begin(), part.end(), true) != part.end();
  }

  // Of a read: the device has delivered what it spoilt at `at` of the call,
  // which the host wants to verify.
  void Spoilt(uint32_t at) {
    const checker::TsanIgnore ignore;
    spoilt_at_ = std::min(spoilt_at_, at);
  }
  // The lowest such position; UINT32_MAX: nowhere.
  uint32_t spoilt_at() const {
    const checker::TsanIgnore ignore;
    return spoilt_at_;
  }

  // Code was met that is known to be wrong: that row of the catalogue explains
  // what is wrong with the call.
  void Suspect(absl::string_view row) {
    const checker::TsanIgnore ignore;
    suspect_ = row;
  }
  absl::string_view suspect() const {
    const checker::TsanIgnore ignore;
    return suspect_;
  }

  const IoSpec* spec;
  const size_t index;  // IoSpec::index
  const absl::Span<uint8_t> data = {};
  const absl::Span<bool> known = {};
  // Submitted.
  bool started = false;
  // What the call returned or ki_complete was told: bytes or -errno. Valid once
  // `completions` is 1.
  int64_t result = 0;
  // Exactly one completion is right.
  int completions = 0;

 private:
  // A bit an errno, modulo 64. Only ever set, so it does not matter in which
  // order.
  uint64_t excuses_ = 0;
  // Only ever lowered.
  uint32_t spoilt_at_ = UINT32_MAX;
  absl::string_view suspect_ = {};
  // By position, or empty.
  absl::Span<bool> candidate_ = {};
};

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_IO_RECORD_H_
