#include "model/pi/tuple.h"

#include <cassert>
#include <cstddef>

namespace dio::pi {
namespace {

// The bytes of a tuple that hold each tag.
struct Layout {
  size_t app;  // the guard ends here
  size_t ref;
  size_t end;
};

constexpr Layout kSmall = {.app = 2, .ref = 4, .end = 8};
constexpr Layout kLarge = {.app = 8, .ref = 10, .end = 16};

constexpr Layout LayoutOf(GuardType guard) {
  return TupleBytes(guard) == kLarge.end ? kLarge : kSmall;
}

uint64_t Load(absl::Span<const uint8_t> bytes, size_t begin, size_t end) {
  uint64_t value = 0;
  for (size_t i = begin; i < end; ++i) value = value << 8 | bytes[i];
  return value;
}

void Store(uint64_t value, size_t begin, size_t end, absl::Span<uint8_t> out) {
  for (size_t i = end; i > begin; value >>= 8)
    out[--i] = static_cast<uint8_t>(value);
  assert(value == 0 || end - begin == sizeof(value));
}

}  // namespace

Tuple MakeTuple(const Profile& profile, uint64_t guard, uint64_t seed) {
  return {.guard = guard,
          .app = 0,
          .ref = profile.has_ref_tag() ? RefTag(profile.guard, seed) : 0};
}

void Encode(GuardType guard, const Tuple& tuple, absl::Span<uint8_t> out) {
  const Layout layout = LayoutOf(guard);
  assert(out.size() == layout.end);
  Store(tuple.guard, 0, layout.app, out);
  Store(tuple.app, layout.app, layout.ref, out);
  Store(tuple.ref, layout.ref, layout.end, out);
}

Tuple Decode(GuardType guard, absl::Span<const uint8_t> bytes) {
  const Layout layout = LayoutOf(guard);
  assert(bytes.size() == layout.end);
  return {.guard = Load(bytes, 0, layout.app),
          .app = static_cast<uint16_t>(Load(bytes, layout.app, layout.ref)),
          .ref = Load(bytes, layout.ref, layout.end)};
}

}  // namespace dio::pi
