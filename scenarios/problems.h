// What is wrong with a scenario: collects complaints, each with its place.
//
//   Problems problems("my.textproto");
//   problems.CheckSize(device.has_bytes(), device.bytes(), "bytes", 4096,
//                      place_of_the_device);
//   return problems.status();

#ifndef DIORACE_SCENARIOS_PROBLEMS_H_
#define DIORACE_SCENARIOS_PROBLEMS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "scenarios/place.h"

namespace diorace {

// Lower-case letters, digits and underscores, a letter first; not too long.
bool IsName(absl::string_view name);

// A text of the file in a message: whatever it holds, it does not reach the
// terminal as it is, nor more than some of it.
std::string Quoted(absl::string_view text);

// `place` is that of the message that has the field called `field`. `present`
// says whether it has it. A check returns whether all is well, and complains if
// not.
class Problems {
 public:
  explicit Problems(absl::string_view file) : file_(file) {}

  void Add(const Place& place, absl::string_view what);

  // The field `name` of a `kind` is a name.
  bool CheckName(bool present, const std::string& name, absl::string_view kind,
                 const Place& place);
  // The field refers to one of `names`, whose kind has the field's name.
  bool CheckReference(bool present, const std::string& name,
                      absl::string_view field,
                      const std::map<std::string, int>& names,
                      const Place& place);
  // `name`, which stands at `place`, is one of `names`, each of which is a
  // `kind`.
  bool CheckKnown(const std::string& name, absl::string_view kind,
                  const std::map<std::string, int>& names, const Place& place);
  // The field is there and in 1 … most.
  bool CheckSize(bool present, uint64_t value, absl::string_view field,
                 uint64_t most, const Place& place);
  // The field is a multiple of `unit`, which is called `what`.
  bool CheckMultiple(uint64_t value, absl::string_view field, uint64_t unit,
                     absl::string_view what, const Place& place);
  // The field is a power of two in least … most.
  bool CheckPowerOfTwo(uint64_t value, absl::string_view field, uint64_t least,
                       uint64_t most, const Place& place);
  bool CheckByte(uint32_t value, absl::string_view field, const Place& place);
  // [begin, begin + size) is in [0, whole), which is what `what` has. Here,
  // `place` is that of the field.
  bool CheckInside(uint64_t begin, uint64_t size, uint64_t whole,
                   absl::string_view what, const Place& place);

  // kInvalidArgument, a line a problem, in the order of Add; the first
  // kMostProblems, and how many more there are.
  absl::Status status() const;

  static constexpr size_t kMostProblems = 200;

 private:
  const std::string file_;
  std::vector<std::string> problems_;
  uint64_t more_ = 0;  // that were not kept
};

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_PROBLEMS_H_
