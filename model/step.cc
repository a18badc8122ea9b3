#include "model/step.h"

#include <array>

namespace dio {
namespace {

constexpr std::array<StepInfo, static_cast<size_t>(KernelStep::kCount)> kSteps =
    {{
        {KernelStep::kDioBegin, "P7", "P7 inode_dio_begin"},
        {KernelStep::kReadError, "L6", "L6 look at dio->error"},
        {KernelStep::kPinZeroCopy, "L8a", "L8a pin user pages"},
        {KernelStep::kBounceWriteCopy, "L8b", "L8b bounce copy"},
        {KernelStep::kBounceReadAllocate, "L8d", "L8d pin for copy-back"},
        {KernelStep::kDirtyBeforeRead, "L10", "L10 dirty user pages"},
        {KernelStep::kDioGet, "L12", "L12 get dio"},
        {KernelStep::kGenerate, "b2", "b2 bio_integrity_generate"},
        {KernelStep::kDispatch, "b4", "b4 dispatch"},
        {KernelStep::kDeviceFetch, "D1", "D1 device fetches and checks"},
        {KernelStep::kDeviceCommit, "D2", "D2 commit"},
        {KernelStep::kDeviceRead, "D0", "D0 read medium"},
        {KernelStep::kDeviceDeliver, "D1r", "D1r device writes memory"},
        {KernelStep::kRaiseInterrupt, "D3", "D3 raise interrupt"},
        {KernelStep::kInterrupt, "I1", "I1 bio_endio"},
        {KernelStep::kVerify, "K1", "K1 bio_integrity_verify"},
        {KernelStep::kFreeIntegrity, "K2", "K2 free PI"},
        {KernelStep::kQueueIoend, "X1", "X1 queue ioend"},
        {KernelStep::kIoend, "E1", "E1 ioend worker"},
        {KernelStep::kCopyBack, "E4", "E4 copy back"},
        {KernelStep::kSetError, "C1", "C1 first error wins"},
        {KernelStep::kReleaseBio, "C2", "C2 release bio"},
        {KernelStep::kDioPut, "C3", "C3 put dio"},
        {KernelStep::kWakeWaiter, "C4", "C4 wake waiter"},
        {KernelStep::kWait, "Z6", "Z6 wait for completion"},
        {KernelStep::kDioEnd, "F5", "F5 inode_dio_end"},
        {KernelStep::kDioFree, "F7", "F7 free dio"},
        {KernelStep::kBdevWait, "W1", "W1 submit_bio_wait"},
        {KernelStep::kBdevRelease, "W2", "W2 release pages"},
        {KernelStep::kUserStore, "U", "user store"},
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
