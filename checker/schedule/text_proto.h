// Protocol buffers in text format, read from people: every error says where and
// what.

#ifndef DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_
#define DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace checker {

// Files beyond this are refused; real ones have a few kilobytes.
inline constexpr size_t kMaxTextProtoBytes = size_t{16} << 20;

// Parses `text` into `message`. Unknown fields, wrong types and duplicates are
// kInvalidArgument, one line an error: "FILE:LINE:COLUMN: what is wrong".
// `locations`, if not null, gets the place of every field.
absl::Status ParseTextProto(
    absl::string_view text, absl::string_view file,
    google::protobuf::Message* message,
    google::protobuf::TextFormat::ParseInfoTree* locations = nullptr);

// The whole of a file, or more than `at_most` bytes of it, so that the caller
// notices what is too large. kNotFound if there is none, else kInvalidArgument
// or kUnavailable, with its name and the reason.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t at_most = kMaxTextProtoBytes);

// Writes `contents` to `path` so that a reader sees either the old file or the
// new one: under a temporary name in the same folder first, then renamed. Makes
// the folder if it is missing; the new file has the permissions of the old one
// if there was one. What is no file (/dev/null, a pipe) is written
// to where it is. `durable`: also if the machine loses power; takes as long as
// the disk does.
absl::Status WriteFileAtomically(const std::string& path,
                                 absl::string_view contents,
                                 bool durable = false);

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_TEXT_PROTO_H_
