// The steps of the direct-I/O path, by name.
//
// Every operation that the model announces belongs to one of them; timelines
// show its label, and scenarios can demand (must_reach) that some execution
// performs it. docs/model.md says what each step does.

#ifndef DIORACE_MODEL_STEP_H_
#define DIORACE_MODEL_STEP_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace dio {

enum class KernelStep : uint8_t {
  kFileLock,
  kZeroEof,
  kDioAlloc,
  kReadWriteBack,
  kWriteInvalidate,
  kDioWorkqueue,
  kDioBegin,
  kMapping,
  kZeroUser,
  kMappingFlags,
  kZeroHead,
  kReadError,
  kPinZeroCopy,
  kBounceWriteCopy,
  kBounceReadAllocate,
  kFsIntegrity,
  kDirtyBeforeRead,
  kDioGet,
  kDioSize,
  kZeroTail,
  kRevert,
  kSplit,
  kGenerate,
  kMerge,
  kSchedule,
  kDispatch,
  kDeviceFetch,
  kDeviceCommit,
  kFlush,
  kDeviceRead,
  kDeviceDeliver,
  kRaiseInterrupt,
  kPolledTimeout,
  kInterrupt,
  kBatchCompletion,
  kBatchWorker,
  kCpuOffline,
  kVerify,
  kFreeIntegrity,
  kQueueIoend,
  kIoend,
  kIoendVerify,
  kCopyBack,
  kSetError,
  kReleaseBio,
  kDioPut,
  kWakeWaiter,
  kAsyncDone,
  kQueueDioWork,
  kDirtyCheck,
  kDirtyWorker,
  kEndIo,
  kReportError,
  kPostInvalidate,
  kDioEnd,
  kWriteSync,
  kDioFree,
  kKiComplete,
  kIterToEof,
  kSubmitterError,
  kWaitDecision,
  kWait,
  kReread,
  kRereadDone,
  kReadSimple,
  kSetReadBounce,
  kCsum,
  kCsumVerify,
  kBdevWait,
  kBdevRelease,
  kBdevDone,
  kBdevFallback,
  kUserStore,
  kUserLoad,
  kReap,
  kMmapFault,
  kBufferedWrite,
  kBufferedRead,
  kSpliceRead,
  kWriteBack,
  kTruncate,
  kSetBlocksize,
  kTaskExit,
  kLegClone,
  kParity,
  kDigest,
  kSend,
  kQueueLimits,
  kCount,
};

struct StepInfo {
  KernelStep step;
  absl::string_view id;  // "b2"
  const char* label;     // "b2 bio_integrity_generate"
};

const StepInfo& InfoOf(KernelStep step);
std::optional<KernelStep> FindStep(absl::string_view id);
std::vector<absl::string_view> StepIds();

// Which steps some execution has performed.
using StepSet = std::bitset<static_cast<size_t>(KernelStep::kCount)>;

}  // namespace dio

#endif  // DIORACE_MODEL_STEP_H_
