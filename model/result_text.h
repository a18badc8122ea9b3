// What a call returned, in words.

#ifndef DIORACE_MODEL_RESULT_TEXT_H_
#define DIORACE_MODEL_RESULT_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace dio {

// "pwrite returns -5 (EIO)".
std::string ResultText(absl::string_view call, int64_t result);

}  // namespace dio

#endif  // DIORACE_MODEL_RESULT_TEXT_H_
