#include "model/result_text.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "model/iocb.h"

namespace dio {
namespace {

absl::string_view ErrnoName(int64_t error) {
  switch (-error) {
    case EIO:
      return "EIO";
    case EAGAIN:
      return "EAGAIN";
    case ENOMEM:
      return "ENOMEM";
    case EFAULT:
      return "EFAULT";
    case EINVAL:
      return "EINVAL";
    case EILSEQ:
      return "EILSEQ";
    case ENODATA:
      return "ENODATA";
    case ENOSPC:
      return "ENOSPC";
    case ENOTBLK:
      return "ENOTBLK";
    case -kEiocbqueued:
      return "EIOCBQUEUED";
    default:
      return "";
  }
}

}  // namespace

std::string ResultText(absl::string_view call, int64_t result) {
  if (result >= 0) return absl::StrCat(call, " returns ", result);
  return absl::StrCat(call, " returns ", result, " (", ErrnoName(result), ")");
}

}  // namespace dio
