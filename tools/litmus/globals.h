// The shared variables of a test, by name and by number.

#ifndef DIORACE_TOOLS_LITMUS_GLOBALS_H_
#define DIORACE_TOOLS_LITMUS_GLOBALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tools/litmus/program.h"
#include "tools/litmus/syntax.h"

namespace diorace::litmus {

class Globals {
 public:
  explicit Globals(std::vector<Cell>& cells) : cells_(cells) {}

  // Makes the variable if it is new. A type that is given here holds if none
  // was before. Returns its first cell.
  uint32_t Declare(absl::string_view name, std::optional<Type> type,
                   std::optional<int64_t> elements = std::nullopt);
  bool Has(absl::string_view name) const { return variables_.contains(name); }
  // None if the variable or its element does not exist.
  std::optional<uint32_t> Find(const GlobalName& global) const;
  // The value of a constant; declares the variable that it names. None: there
  // is no such element.
  std::optional<int64_t> Value(const Constant& constant);

  Cell& cell(uint32_t index) { return cells_[index]; }

 private:
  struct Variable {
    uint32_t first = 0;
    int64_t elements = 1;
    bool has_type = false;
  };

  std::vector<Cell>& cells_;
  absl::flat_hash_map<std::string, Variable> variables_;  // never iterated
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_GLOBALS_H_
