// Compares the tuple that came with an integrity interval to the guard of the
// interval's data and to its place.
//
//   CheckResult result = Check(profile, Verifier::kLinux, tuple, guard.value(),
//                              seed + i);
//   if (result.failed()) log = KernelMessage(profile.guard, result);
//   // "guard tag error at sector 1000 (rcvd d0db, want 8bb7)"
//
// One interval per call. Who verifies a bio or a command stops at the first
// interval that fails.
//
// Source: block/t10-pi.c and drivers/scsi/scsi_debug.c of Linux; hw/nvme/dif.c
// of QEMU; NVM Command Set Specification, "End-to-end Data Protection"; T10
// SBC-4, "Protection information model".

#ifndef DIORACE_MODEL_PI_CHECK_H_
#define DIORACE_MODEL_PI_CHECK_H_

#include <cstdint>
#include <string>

#include "model/pi/guard.h"
#include "model/pi/profile.h"
#include "model/pi/tuple.h"

namespace dio::pi {

// Who checks, which decides the order, and so the error that is reported when
// both tags are wrong. Nobody here compares the reference tags of type 3, nor
// the application tag's value to anything but the escape.
//
// The standards' escape, which skips an interval, is the application tag
// kAppEscape and, with type 3, a reference tag of all ones besides.
enum class Verifier : uint8_t {
  // The block layer of Linux, on reads: escape, reference tag, guard.
  kLinux,
  // A device, with its guard and reference checks enabled: escape, guard,
  // reference tag. An NVMe controller on reads and writes.
  kDevice,
  // scsi_debug on reads: as a device, but the application tag alone is the
  // escape of all types.
  kScsiDebugRead,
  // scsi_debug on writes: guard, reference tag; the escape means nothing.
  kScsiDebugWrite,
};

enum class CheckOutcome : uint8_t {
  kOk,
  kSkipped,  // the tuple has the escape, so nothing was compared
  kRefError,
  kGuardError,
};

struct CheckResult {
  CheckOutcome outcome = CheckOutcome::kOk;
  // Of the tag that failed: what the tuple says, and what was expected. 0 if
  // none failed.
  uint64_t received = 0;
  uint64_t wanted = 0;
  uint64_t seed = 0;  // of the interval, as given to Check

  // BLK_STS_PROTECTION, and -EILSEQ to the user.
  bool failed() const {
    return outcome == CheckOutcome::kRefError ||
           outcome == CheckOutcome::kGuardError;
  }

  friend bool operator==(const CheckResult&, const CheckResult&) = default;
};

// `guard` is computed from the data (IntervalGuard of metadata.h), `seed` is
// the seed of the bio plus the interval's number in it.
CheckResult Check(const Profile& profile, Verifier verifier, const Tuple& tuple,
                  uint64_t guard, uint64_t seed);

// What the block layer of Linux logs after the disk's name, one of
//   guard tag error at sector N (rcvd xxxx, want xxxx)   hexadecimal
//   ref tag error at location N (rcvd N)                 decimal; no "want"
// or nothing if the result is no failure. A guard has 4 digits, one of 64 bits
// 16. N is the whole seed; only a location beside a guard of 64 bits is its low
// 48 bits, and the newest kernels print the low 32 bits of the others. For
// Verifier::kLinux: devices report a status instead, and scsi_debug logs words
// of its own.
std::string KernelMessage(GuardType guard, const CheckResult& result);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_CHECK_H_
