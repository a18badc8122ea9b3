// Which operation of an execution a user means.
//
//   17            the 17th step
//   fill          the next operation of this kind
//   fill:buffer   the same, on this object
//   D1            the next one with this label, or whose label begins with this
//                 word ("D1 device fetches")

#ifndef DIORACE_TOOLS_CLI_OPERATION_SPEC_H_
#define DIORACE_TOOLS_CLI_OPERATION_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/schedule/timeline.h"

namespace diorace::cli {

class OperationSpec {
 public:
  // Every text that is not empty means something.
  static OperationSpec Parse(absl::string_view text);
  static OperationSpec Label(absl::string_view label);
  // None if there is no such kind.
  static std::optional<OperationSpec> Kind(absl::string_view text);

  bool Matches(uint32_t step, absl::string_view kind, absl::string_view object,
               absl::string_view label) const;

  // The first step after `after` that is meant.
  std::optional<uint32_t> FirstAfter(uint32_t after,
                                     const checker::Timeline& timeline) const;

 private:
  OperationSpec() = default;

  std::optional<uint32_t> step_;
  std::string kind_;  // these empty: any
  std::string object_;
  std::string label_;
};

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_OPERATION_SPEC_H_
