// Compares the tuple that came with an integrity interval to the guard of the
// interval's data and to its place, for protection Type 1.
//
//   CheckResult result = Check(Verifier::kLinux, Decode(tuple_bytes),
//                              guard.value(), seed + i);
//   if (result.failed()) log = KernelMessage(result);
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

#include "model/pi/tuple.h"

namespace dio::pi {

// Who checks, which decides the order, and so the error that is reported when
// both tags are wrong. Nobody here checks the application tag's value beyond
// the escape.
enum class Verifier : uint8_t {
  // The block layer of Linux, on reads: escape, reference tag, guard.
  kLinux,
  // A device, with its guard and reference checks enabled: escape, guard,
  // reference tag. An NVMe controller on reads and writes; scsi_debug on reads.
  kDevice,
  // scsi_debug on writes: guard, reference tag; the escape means nothing.
  kScsiDebugWrite,
};

enum class CheckOutcome : uint8_t {
  kOk,
  kSkipped,  // the application tag is the escape, so nothing was compared
  kRefError,
  kGuardError,
};

struct CheckResult {
  CheckOutcome outcome = CheckOutcome::kOk;
  // Of the tag that failed: what the tuple says, and what was expected. 0 if
  // none failed.
  uint32_t received = 0;
  uint32_t wanted = 0;
  uint64_t seed = 0;  // of the interval, as given to Check

  // BLK_STS_PROTECTION, and -EILSEQ to the user.
  bool failed() const {
    return outcome == CheckOutcome::kRefError ||
           outcome == CheckOutcome::kGuardError;
  }

  friend bool operator==(const CheckResult&, const CheckResult&) = default;
};

// `guard` is computed from the data, `seed` is the seed of the bio plus the
// interval's number in it.
CheckResult Check(Verifier verifier, const Tuple& tuple, uint16_t guard,
                  uint64_t seed);

// What the block layer of Linux logs after the disk's name, one of
//   guard tag error at sector N (rcvd xxxx, want xxxx)   4 hexadecimal digits
//   ref tag error at location N (rcvd N)                 decimal; no "want"
// or nothing if the result is no failure. N is the whole seed; the newest
// kernels print only the low 32 bits of a location. For Verifier::kLinux:
// devices report a status instead, and scsi_debug logs words of its own.
std::string KernelMessage(const CheckResult& result);

}  // namespace dio::pi

#endif  // DIORACE_MODEL_PI_CHECK_H_
