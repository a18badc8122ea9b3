#include "scenarios/problems.h"

#include <algorithm>
#include <bit>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "scenarios/limits.h"
#include "scenarios/near_names.h"

namespace diorace {

bool IsName(absl::string_view name) {
  const auto allowed = [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  };
  return !name.empty() && name.size() <= kMaxNameBytes &&
         absl::ascii_islower(name[0]) &&
         std::all_of(name.begin(), name.end(), allowed);
}

std::string Quoted(absl::string_view text) {
  constexpr size_t kMostShown = 200;
  if (text.size() > kMostShown) {
    return absl::StrCat("'", absl::CHexEscape(text.substr(0, kMostShown)),
                        "' and ", text.size() - kMostShown, " bytes more");
  }
  return absl::StrCat("'", absl::CHexEscape(text), "'");
}

void Problems::Add(const Place& place, absl::string_view what) {
  if (problems_.size() == kMostProblems) {
    ++more_;
    return;
  }
  problems_.push_back(absl::StrCat(place.In(file_), ": ", what));
}

bool Problems::CheckName(bool present, const std::string& name,
                         absl::string_view kind, const Place& place) {
  if (!present) {
    Add(place, absl::StrCat("the ", kind, " has no name"));
    return false;
  }
  if (IsName(name)) return true;
  Add(place.Of("name"),
      absl::StrCat(Quoted(name),
                   " is no name: lower-case letters, digits and underscores, a "
                   "letter first, at most ",
                   kMaxNameBytes));
  return false;
}

bool Problems::CheckReference(bool present, const std::string& name,
                              absl::string_view field,
                              const std::map<std::string, int>& names,
                              const Place& place) {
  if (!present) {
    Add(place, absl::StrCat("no ", field, " is named here"));
    return false;
  }
  return CheckKnown(name, field, names, place.Of(field));
}

bool Problems::CheckKnown(const std::string& name, absl::string_view kind,
                          const std::map<std::string, int>& names,
                          const Place& place) {
  if (names.contains(name)) return true;
  if (problems_.size() == kMostProblems) {
    ++more_;
    return false;
  }
  std::vector<std::string> known;
  known.reserve(names.size());
  for (const auto& [each, index] : names) known.push_back(Quoted(each));
  Add(place,
      absl::StrCat("there is no ", kind, " ", Quoted(name), "; ", kind,
                   "s: ", known.empty() ? "none" : absl::StrJoin(known, ", ")));
  return false;
}

bool Problems::CheckSize(bool present, uint64_t value, absl::string_view field,
                         uint64_t most, const Place& place) {
  if (!present) {
    Add(place, absl::StrCat("no ", field, " here; it takes a number from 1 to ",
                            most));
    return false;
  }
  if (value >= 1 && value <= most) return true;
  Add(place.Of(field),
      absl::StrCat(field, " is ", value, "; it must be from 1 to ", most));
  return false;
}

bool Problems::CheckMultiple(uint64_t value, absl::string_view field,
                             uint64_t unit, absl::string_view what,
                             const Place& place) {
  if (value % unit == 0) return true;
  Add(place.Of(field),
      absl::StrCat(field, " is ", value, "; it must be a multiple of ", unit,
                   ", ", what));
  return false;
}

bool Problems::CheckPowerOfTwo(uint64_t value, absl::string_view field,
                               uint64_t least, uint64_t most,
                               const Place& place) {
  if (std::has_single_bit(value) && value >= least && value <= most)
    return true;
  Add(place.Of(field),
      absl::StrCat(field, " is ", value, "; it must be a power of two from ",
                   least, " to ", most));
  return false;
}

bool Problems::CheckByte(uint32_t value, absl::string_view field,
                         const Place& place) {
  if (value <= 255) return true;
  Add(place.Of(field),
      absl::StrCat(field, " is ", value, "; it is a byte, from 0 to 255"));
  return false;
}

bool Problems::CheckInside(uint64_t begin, uint64_t size, uint64_t whole,
                           absl::string_view what, const Place& place) {
  if (begin + size <= whole) return true;
  Add(place, absl::StrCat("bytes [", begin, ",", begin + size,
                          ") reach beyond ", what, ", which has ", whole));
  return false;
}

absl::Status Problems::status() const {
  if (problems_.empty()) return absl::OkStatus();
  std::string text = absl::StrJoin(problems_, "\n");
  if (more_ != 0)
    absl::StrAppend(&text, "\n", file_, ": and ", more_, " problems more");
  return absl::InvalidArgumentError(text);
}

}  // namespace diorace
