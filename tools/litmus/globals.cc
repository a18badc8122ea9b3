#include "tools/litmus/globals.h"

#include "absl/strings/str_cat.h"

namespace diorace::litmus {

uint32_t Globals::Declare(absl::string_view name, std::optional<Type> type,
                          std::optional<int64_t> elements) {
  const auto [found, is_new] = variables_.try_emplace(name);
  Variable& variable = found->second;
  if (is_new) {
    variable.first = static_cast<uint32_t>(cells_.size());
    variable.elements = elements.value_or(1);
    for (int64_t i = 0; i < variable.elements; ++i) {
      cells_.push_back({.name = elements.has_value()
                                    ? absl::StrCat(name, "[", i, "]")
                                    : std::string(name)});
    }
    cells_.push_back({.name = "", .exists = false});
  }
  if (type.has_value() && !variable.has_type) {
    variable.has_type = true;
    for (int64_t i = 0; i < variable.elements; ++i) {
      Cell& cell = cells_[variable.first + static_cast<size_t>(i)];
      cell.type = *type;
      cell.initial = type->Narrow(cell.initial);
    }
  }
  return variable.first;
}

std::optional<uint32_t> Globals::Find(const GlobalName& global) const {
  const auto found = variables_.find(global.name);
  if (found == variables_.end() || global.element >= found->second.elements)
    return std::nullopt;
  return found->second.first + static_cast<uint32_t>(global.element);
}

std::optional<int64_t> Globals::Value(const Constant& constant) {
  if (!constant.address.has_value()) return constant.number;
  Declare(constant.address->name, std::nullopt);
  const std::optional<uint32_t> cell = Find(*constant.address);
  if (!cell.has_value()) return std::nullopt;
  return kFirstAddress + *cell;
}

}  // namespace diorace::litmus
