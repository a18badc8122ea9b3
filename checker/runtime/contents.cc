#include "checker/runtime/contents.h"

#include <utility>

namespace checker {

Contents TextContents(absl::string_view sort, std::string text) {
  return {.sort = std::string(sort), .text = std::move(text), .bytes = {}};
}

Contents ByteContents(absl::Span<const uint8_t> bytes) {
  Contents contents{
      .sort = std::string(sort::kMemory), .text = {}, .bytes = {}};
  for (const uint8_t byte : bytes) {
    if (contents.bytes.empty() || contents.bytes.back().value != byte)
      contents.bytes.push_back({byte, 0});
    ++contents.bytes.back().count;
  }
  return contents;
}

}  // namespace checker
