#include "model/block/bio.h"

#include <cerrno>
#include <string>

#include "model/block/integrity.h"
#include "model/kernel.h"

namespace dio {

absl::string_view BlkStatusName(BlkStatus status) {
  switch (status) {
    case BlkStatus::kOk:
      return "BLK_STS_OK";
    case BlkStatus::kProtection:
      return "BLK_STS_PROTECTION";
  }
  return "unknown";
}

std::string CheckerValueText(BlkStatus status) {
  return std::string(BlkStatusName(status));
}

int blk_status_to_errno(BlkStatus status) {
  return status == BlkStatus::kOk ? 0 : -EILSEQ;
}

void bio_endio(Kernel& kernel, Bio& bio) {
  if (bio.bi_integrity != nullptr && !bio_integrity_endio(kernel, bio)) return;
  bio.bi_end_io(bio);
}

}  // namespace dio
