#include "model/block/fs_integrity.h"

#include <algorithm>
#include <string>

#include "checker/runtime/executor.h"
#include "model/block/block_device.h"
#include "model/block/integrity.h"
#include "model/kernel.h"

namespace dio {

void fs_bio_integrity_prep(Kernel& kernel, Bio& bio) {
  const pi::Profile& profile = *bio.bi_bdev->profile();
  const bool write = bio.op == ReqOp::kWrite;
  const bool wanted = write ? profile.generate : profile.verify;
  if (!wanted && kernel.has(Switch::kFsIntegrityHonoursFlags)) return;
  kernel.At(KernelStep::kFsIntegrity);
  bio.bi_integrity = bio_integrity_alloc(kernel, bio, profile);
  bio.bi_integrity->fs_owned = true;
  if (!write) return;
  bio_integrity_generate(bio);
  if (wanted) return;
  checker::Executor::Current().Report(
      {.kind = "generate_ignored",
       .oracle = "integrity_flags",
       .blame = "kernel",
       .row = "R65"},
      [] {
        return std::string(
            "protection information is generated though integrity/"
            "write_generate is 0");
      });
}

int fs_bio_integrity_verify(Kernel& kernel, Bio& bio, const SavedIter& saved) {
  kernel.At(KernelStep::kIoendVerify);
  bio.address = saved.address;
  bio.skip = saved.skip;
  bio.bi_size = saved.size;
  return blk_status_to_errno(bio_integrity_verify(bio));
}

void fs_bio_integrity_free(Kernel& kernel, Bio& bio) {
  bio_integrity_free(kernel, bio);
}

uint32_t max_integrity_io_size(const Kernel& kernel,
                               const BlockDevice& device) {
  const pi::Profile& profile = *device.profile();
  const uint64_t intervals =
      kernel.limits.integrity_buffer_bytes / profile.metadata_bytes;
  return static_cast<uint32_t>(std::min<uint64_t>(
      intervals * profile.interval_bytes, kernel.limits.bio_max_bytes));
}

}  // namespace dio
