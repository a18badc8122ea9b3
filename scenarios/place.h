// Where something stands in a text-format file.
//
//   Place top(&locations, scenario);
//   top.Of("device", 0).Of("bytes").In("my.textproto")
//       // "my.textproto:5:32", or where the device begins if it has no bytes

#ifndef DIORACE_SCENARIOS_PLACE_H_
#define DIORACE_SCENARIOS_PLACE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace diorace {

// A message or a field. A small value; what it was made from must outlive it.
class Place {
 public:
  using Locations = google::protobuf::TextFormat::ParseInfoTree;

  // The whole of `message`. `locations` is what TextFormat::Parser wrote when
  // it read it, or null if it was not read from a file.
  Place(const Locations* locations, const google::protobuf::Message& message)
      : locations_(locations), type_(message.GetDescriptor()) {}

  // The field called `name`, which must exist in the schema; `index` counts
  // from 0 in a repeated field and is -1 for others. A field that is not in the
  // file is where its message is.
  Place Of(absl::string_view name, int index = -1) const;
  Place Of(const google::protobuf::FieldDescriptor& field,
           int index = -1) const;

  // "FILE:LINE:COLUMN", counted from 1; "FILE" if there are no locations.
  std::string In(absl::string_view file) const;

 private:
  const Locations* locations_;
  const google::protobuf::Descriptor* type_;  // null for a scalar
  bool known_ = locations_ != nullptr;
  int line_ = 0;
  int column_ = 0;
};

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_PLACE_H_
