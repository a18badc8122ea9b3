#include "model/step.h"

#include <array>

namespace dio {
namespace {

constexpr std::array<StepInfo, static_cast<size_t>(KernelStep::kCount)> kSteps =
    {{
        {KernelStep::kFileLock, "P1", "P1 inode lock"},
        {KernelStep::kZeroEof, "P1z", "P1z zero from EOF to the write"},
        {KernelStep::kDioAlloc, "P3", "P3 allocate dio"},
        {KernelStep::kReadWriteBack, "P4", "P4 write back cached pages"},
        {KernelStep::kWriteInvalidate, "P5", "P5 write back and invalidate"},
        {KernelStep::kDioWorkqueue, "P6", "P6 s_dio_done_wq"},
        {KernelStep::kDioBegin, "P7", "P7 inode_dio_begin"},
        {KernelStep::kMapping, "L1", "L1 iomap_begin"},
        {KernelStep::kZeroUser, "L1z", "L1z zero user memory of a hole"},
        {KernelStep::kMappingFlags, "L3", "L3 flags of the mapping"},
        {KernelStep::kZeroHead, "L5", "L5 zero the head of the block"},
        {KernelStep::kReadError, "L6", "L6 look at dio->error"},
        {KernelStep::kPinZeroCopy, "L8a", "L8a pin user pages"},
        {KernelStep::kBounceWriteCopy, "L8b", "L8b bounce copy"},
        {KernelStep::kBounceReadAllocate, "L8d", "L8d pin for copy-back"},
        {KernelStep::kFsIntegrity, "L9", "L9 fs_bio_integrity_generate"},
        {KernelStep::kDirtyBeforeRead, "L10", "L10 dirty user pages"},
        {KernelStep::kDioGet, "L12", "L12 get dio"},
        {KernelStep::kDioSize, "L14", "L14 dio->size"},
        {KernelStep::kZeroTail, "L15", "L15 zero the tail of the block"},
        {KernelStep::kRevert, "L16", "L16 revert the iterator"},
        {KernelStep::kSplit, "b1", "b1 split"},
        {KernelStep::kGenerate, "b2", "b2 bio_integrity_generate"},
        {KernelStep::kMerge, "b3", "b3 merge into a request"},
        {KernelStep::kSchedule, "b3s", "b3s I/O scheduler"},
        {KernelStep::kDispatch, "b4", "b4 dispatch"},
        {KernelStep::kDeviceFetch, "D1", "D1 device fetches and checks"},
        {KernelStep::kDeviceCommit, "D2", "D2 commit"},
        {KernelStep::kFlush, "D2f", "D2f flush"},
        {KernelStep::kDeviceRead, "D0", "D0 read medium"},
        {KernelStep::kDeviceDeliver, "D1r", "D1r device writes memory"},
        {KernelStep::kRaiseInterrupt, "D3", "D3 raise interrupt"},
        {KernelStep::kPolledTimeout, "IT", "IT polled request times out"},
        {KernelStep::kInterrupt, "I1", "I1 bio_endio"},
        {KernelStep::kBatchCompletion, "T0", "T0 bio_complete_in_task"},
        {KernelStep::kBatchWorker, "T1", "T1 completion batch worker"},
        {KernelStep::kCpuOffline, "TX", "TX CPU goes offline"},
        {KernelStep::kVerify, "K1", "K1 bio_integrity_verify"},
        {KernelStep::kFreeIntegrity, "K2", "K2 free PI"},
        {KernelStep::kQueueIoend, "X1", "X1 queue ioend"},
        {KernelStep::kIoend, "E1", "E1 ioend worker"},
        {KernelStep::kIoendVerify, "E2", "E2 fs_bio_integrity_verify"},
        {KernelStep::kCopyBack, "E4", "E4 copy back"},
        {KernelStep::kSetError, "C1", "C1 first error wins"},
        {KernelStep::kReleaseBio, "C2", "C2 release bio"},
        {KernelStep::kDioPut, "C3", "C3 put dio"},
        {KernelStep::kWakeWaiter, "C4", "C4 wake waiter"},
        {KernelStep::kAsyncDone, "C4a", "C4a async: where to complete"},
        {KernelStep::kQueueDioWork, "C4w", "C4w queue to s_dio_done_wq"},
        {KernelStep::kDirtyCheck, "C2d", "C2d check dirty"},
        {KernelStep::kDirtyWorker, "B1", "B1 bio_dirty_work"},
        {KernelStep::kEndIo, "F1", "F1 end_io"},
        {KernelStep::kReportError, "F2", "F2 report the error"},
        {KernelStep::kPostInvalidate, "F4", "F4 invalidate again"},
        {KernelStep::kDioEnd, "F5", "F5 inode_dio_end"},
        {KernelStep::kWriteSync, "F6", "F6 generic_write_sync"},
        {KernelStep::kDioFree, "F7", "F7 free dio"},
        {KernelStep::kKiComplete, "F8", "F8 ki_complete"},
        {KernelStep::kIterToEof, "Z2", "Z2 iterator back to EOF"},
        {KernelStep::kSubmitterError, "Z3", "Z3 error of the submission"},
        {KernelStep::kWaitDecision, "Z5", "Z5 wait_for_completion"},
        {KernelStep::kWait, "Z6", "Z6 wait for completion"},
        {KernelStep::kReread, "J1", "J1 verification failed: bounced re-read"},
        {KernelStep::kRereadDone, "J3", "J3 re-read copied back"},
        {KernelStep::kReadSimple, "S1", "S1 iomap_dio_read_simple"},
        {KernelStep::kSetReadBounce, "J0", "J0 write csum/read_bounce"},
        {KernelStep::kCsum, "BC", "BC btrfs_csum_one_bio"},
        {KernelStep::kCsumVerify, "BV", "BV btrfs_check_read_bio"},
        {KernelStep::kBdevWait, "W1", "W1 submit_bio_wait"},
        {KernelStep::kBdevRelease, "W2", "W2 release pages"},
        {KernelStep::kBdevDone, "W3", "W3 blkdev_bio_end_io"},
        {KernelStep::kBdevFallback, "W4", "W4 direct_write_fallback"},
        {KernelStep::kUserStore, "U", "user store"},
        {KernelStep::kUserLoad, "UL", "user load"},
        {KernelStep::kReap, "UR", "reap a completion"},
        {KernelStep::kMmapFault, "M1", "M1 page fault"},
        {KernelStep::kBufferedWrite, "PW", "PW buffered write"},
        {KernelStep::kBufferedRead, "PR", "PR buffered read"},
        {KernelStep::kSpliceRead, "PS", "PS splice read"},
        {KernelStep::kWriteBack, "FW", "FW write back"},
        {KernelStep::kTruncate, "PT", "PT truncate"},
        {KernelStep::kSetBlocksize, "PB", "PB set_blocksize"},
        {KernelStep::kTaskExit, "UX", "UX task exits"},
        {KernelStep::kLegClone, "G1", "G1 clone for a leg"},
        {KernelStep::kParity, "G2", "G2 compute parity"},
        {KernelStep::kDigest, "N1", "N1 compute digest"},
        {KernelStep::kSend, "N2", "N2 send"},
        {KernelStep::kQueueLimits, "Q", "Q write queue/stable_writes"},
    }};

constexpr bool InOrder() {
  for (size_t i = 0; i < kSteps.size(); ++i) {
    if (static_cast<size_t>(kSteps[i].step) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "kSteps must list the steps in the order of the enum");

}  // namespace

const StepInfo& InfoOf(KernelStep step) {
  return kSteps[static_cast<size_t>(step)];
}

std::optional<KernelStep> FindStep(absl::string_view id) {
  for (const StepInfo& info : kSteps) {
    if (info.id == id) return info.step;
  }
  return std::nullopt;
}

std::vector<absl::string_view> StepIds() {
  std::vector<absl::string_view> ids;
  for (const StepInfo& info : kSteps) ids.push_back(info.id);
  return ids;
}

}  // namespace dio
