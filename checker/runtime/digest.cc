#include "checker/runtime/digest.h"

#include <cstddef>

namespace checker {
namespace {

constexpr size_t kWord = sizeof(uint64_t);

// At most a word of bytes, the lowest first. Compilers make one load of a whole
// word.
template <typename Byte>
uint64_t LittleEndian(absl::Span<const Byte> bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    number |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
  return number;
}

template <typename Byte>
uint64_t DigestOfBytes(absl::Span<const Byte> bytes) {
  uint64_t digest = bytes.size();
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord))
    digest = Combine(digest, LittleEndian(bytes.first(kWord)));
  return bytes.empty() ? digest : Combine(digest, LittleEndian(bytes));
}

}  // namespace

uint64_t Digest(absl::Span<const uint8_t> bytes) {
  return DigestOfBytes(bytes);
}

uint64_t Digest(absl::string_view text) {
  return DigestOfBytes(absl::MakeConstSpan(text.data(), text.size()));
}

}  // namespace checker
