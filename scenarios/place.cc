#include "scenarios/place.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace diorace {

using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

Place Place::Of(absl::string_view name, int index) const {
  return Of(*type_->FindFieldByName(std::string(name)), index);
}

Place Place::Of(const FieldDescriptor& field, int index) const {
  Place place = *this;
  place.type_ = field.message_type();
  if (locations_ == nullptr) return place;
  const TextFormat::ParseLocation start =
      locations_->GetLocation(&field, index);
  place.locations_ = field.message_type() == nullptr
                         ? nullptr
                         : locations_->GetTreeForNested(&field, index);
  if (start.line < 0) return place;
  place.line_ = start.line;
  place.column_ = start.column;
  return place;
}

std::string Place::In(absl::string_view file) const {
  if (!known_) return std::string(file);
  return absl::StrCat(file, ":", line_ + 1, ":", column_ + 1);
}

}  // namespace diorace
