// What a kernel does, as a set of switches. kernel_release.h says what each
// means, and which are on in which release.

#ifndef DIORACE_MODEL_BEHAVIOUR_H_
#define DIORACE_MODEL_BEHAVIOUR_H_

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace dio {

// In the order of the table: by the release that turns them on first, then what
// was posted, what this project proposes, and rules. model/kernel_release*.cc
// say what each does.
enum class Switch : uint8_t {
  // 6.19
  kDioInlineCompletion,
  kErrorCompletionInTask,
  kDioWqForReads,
  kBtrfsCsumFallback,
  // 7.0: the series of 15 patches
  kBioSplitAtP2p,
  kSubmitErrorKeepsIter,
  kBioLoopUntilDone,
  kIoendSharesBioEnd,
  kBioReleasedBeforeDioRef,
  kReadIoendsNeverMerge,
  kDioBounce,
  // 7.0: others
  kBounceReadErrorDropsFolio,
  kDrbdStableWrites,
  // 7.1
  kFsIntegrity,
  kFsVerifyDataIter,
  kBounceMinsize,
  kBounceAlignDown,
  // 7.2
  kBounceAlignVec,
  kHugeZeroFolioExempt,
  kBounceWriteRevertsIter,
  kBounceWriteNofault,
  kSeedInIntervals,
  // 7.3
  kBtrfsBounce,
  kValidateUserVectors,
  kCompleteInTask,
  kCompleteInTaskHotplug,
  kFsIntegrityFreeChecked,
  // 7.4-queue
  kFsIntegrityHonoursFlags,
  kFsVerifyBvecOffset,
  kBounceWriteAllocFirst,
  kMaxIntegrityIoSize,
  kLazyReadBounce,
  kDioReadSimple,
  // Posted, not merged: off in every release.
  kAtomicShortPin,
  kTrimUnpinsAllPages,
  kBdevFallbackLocked,
  // Proposed by this project: off in every release.
  kCutBlockEndsWrite,
  kBufferedExtendDrains,
  kRereadWorker,
  // Rules: on in every release.
  kWaitDecisionLocal,
  kStateBeforeTest,
  kWakerCopiesWaiter,
  kFirstErrorWins,
  kDioWqInstalledByCmpxchg,
  kDioFlagsPreloaded,
  kPollOnlySingleBio,
  kReadSimpleLocals,
  kChainStoresOnlyErrors,
  kEndIoBeforeInvalidate,
  kAioPostInvalidate,
  kSizeUpdateRechecks,
  kUnalignedExclusive,
  kEofZeroingDrains,
  kDirtyRecheck,
  kRereadBounced,
  kFreePiBeforeReread,
  kWriteThroughNeedsFua,
  kCount,
};

// The set of switches that are on.
class Behaviour {
 public:
  bool has(Switch id) const { return on_[static_cast<size_t>(id)]; }
  void Set(Switch id, bool on) { on_[static_cast<size_t>(id)] = on; }

  friend bool operator==(const Behaviour&, const Behaviour&) = default;

 private:
  std::bitset<static_cast<size_t>(Switch::kCount)> on_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_BEHAVIOUR_H_
