// Single-line faults of the model, for the test that the catalogue of scenarios
// notices them: docs/mutations.md.
//
//   if (!Mutated(Mutation::kDioEndSkipped)) inode.inode_dio_end();
//
// Only a build with DIORACE_MUTATIONS has them; elsewhere nothing is left of
// that.

#ifndef DIORACE_MODEL_MUTATION_H_
#define DIORACE_MODEL_MUTATION_H_

#include <cstdint>

namespace dio {

enum class Mutation : uint8_t {
  kNone,
  kWakeBeforeTelling,
  kWaiterNotTold,
  kWaiterNotWoken,
  kCompletedTwice,
  kDioWorkNotQueued,
  kAlwaysInline,
  kCachedPagesMissed,
  kPostInvalidateSkipped,
  kDioPutTwice,
  kBioNotFreed,
  kWriteNotUnpinned,
  kBioErrorIgnored,
  kPiNotFreed,
  kEndIoSkipped,
  kResultBeyondEof,
  kDioEndSkipped,
  kSyncSkipped,
  kDioNotFreed,
  kSecondMappingAtFirst,
  kSubmitterDoesNotWait,
  kSubmissionErrorLost,
  kSyncInline,
  kSubmitterKeepsReference,
  kWriteBackSkipped,
  kPreInvalidateSkipped,
  kLosersWorkqueueKept,
  kDioBeginSkipped,
  kPlugNotFinished,
  kSizeNotCounted,
  kHoleNotZeroed,
  kHeadNotZeroed,
  kTailNotZeroed,
  kIterNotReexpanded,
  kUnwrittenForgotten,
  kCowForgotten,
  kBioWithoutReference,
  kZeroingWithoutReference,
  kBiosAtOneAddress,
  kLastChunkNotCopiedIn,
  kFoliosKeptAfterFault,
  kTrimKeepsIterator,
  kLastChunkNotCopiedBack,
  kCopyBackAfterError,
  kCopyBackNotDirty,
  kBouncedReadNotUnpinned,
  kReadFolioNotPut,
  kWriteFolioNotPut,
  kFolioKeptForNothing,
  kNotPinned,
  kTrimKeepsUserIterator,
  kSecondIoendLost,
  kIoendNotQueued,
  kIoendNotVerified,
  kAppendNotRecorded,
  kIoendErrorLost,
  kSimpleReadDioEndSkipped,
  kDioWaitSkipped,
  kConvertSkipped,
  kRemapSkipped,
  kFlushSkipped,
  kSizeNotUpdated,
  kZeroToEofSkipped,
  kTruncateDoesNotDrain,
  kRereadNotCopied,
  kRereadFolioNotPut,
  kRereadWithoutReference,
  kReadNotVerified,
  kRereadErrorLost,
  kExtentLockKept,
  kCsumNotForgotten,
  kBdevNotUnpinned,
  kBdevErrorLost,
  kBdevBioWithoutReference,
  kBdevSizeNotCounted,
  kChainNotCounted,
  kChainErrorLost,
  kChildNotFreed,
  kSplitKeepsAddress,
  kPlugLosesSecond,
  kNotPrepared,
  kMergeForgetsBytes,
  kMergeAcrossGap,
  kVerifyOneLess,
  kGenerateOneLess,
  kSeedNotAdvanced,
  kSplitSeedNotAdvanced,
  kSplitTuplesNotAdvanced,
  kPiFreedTwice,
  kVerifyWorkNotQueued,
  kVerifyErrorLost,
  kCompleteNotRemapped,
  kBatchLosesSecond,
  kBatchNotQueued,
  kUnpinnedTwice,
  kDirtyWorkNotQueued,
  kDirtyWorkerDirtiesNothing,
  kFaultyLegKept,
  kWritebackNotEnded,
  kDirtyPageDropped,
  kStoreNotDirty,
  kRemapOnlyFirst,
  kCompletionNotSignalled,
  kCount,
};

#ifdef DIORACE_MUTATIONS
// The one that the model has now; defined by the test.
extern Mutation active_mutation;

inline bool Mutated(Mutation mutation) { return active_mutation == mutation; }
#else
constexpr bool Mutated(Mutation) { return false; }
#endif

}  // namespace dio

#endif  // DIORACE_MODEL_MUTATION_H_
