#include "model/pi/tuple.h"

#include <cassert>

namespace dio::pi {
namespace {

uint16_t Load16(const uint8_t* bytes) {
  return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
}

void Store16(uint16_t value, uint8_t* out) {
  out[0] = static_cast<uint8_t>(value >> 8);
  out[1] = static_cast<uint8_t>(value);
}

}  // namespace

void Encode(const Tuple& tuple, absl::Span<uint8_t> out) {
  assert(out.size() == kTupleBytes);
  Store16(tuple.guard, &out[0]);
  Store16(tuple.app, &out[2]);
  Store16(static_cast<uint16_t>(tuple.ref >> 16), &out[4]);
  Store16(static_cast<uint16_t>(tuple.ref), &out[6]);
}

Tuple Decode(absl::Span<const uint8_t> bytes) {
  assert(bytes.size() == kTupleBytes);
  return {.guard = Load16(&bytes[0]),
          .app = Load16(&bytes[2]),
          .ref = uint32_t{Load16(&bytes[4])} << 16 | Load16(&bytes[6])};
}

}  // namespace dio::pi
