// Protocol buffers in text format, read from people: every error says where and
// what.

#ifndef DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_
#define DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "checker/schedule/whole_file.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace checker {

// Text beyond this is refused; real files have a few kilobytes.
inline constexpr size_t kMaxTextProtoBytes = kMostBytesOfAFile;

// Parses `text` into `message`. Unknown fields, wrong types and duplicates are
// kInvalidArgument, one line an error: "FILE:LINE:COLUMN: what is wrong".
// `locations`, if not null, gets the place of every field.
absl::Status ParseTextProto(
    absl::string_view text, absl::string_view file,
    google::protobuf::Message* message,
    google::protobuf::TextFormat::ParseInfoTree* locations = nullptr);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_
