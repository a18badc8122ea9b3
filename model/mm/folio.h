// A folio of the kernel's own, which no user can touch: what I/O is bounced
// through, and the zeros that pad it.

#ifndef DIORACE_MODEL_MM_FOLIO_H_
#define DIORACE_MODEL_MM_FOLIO_H_

#include <cstdint>

#include "checker/sync/bytes.h"
#include "checker/sync/heap.h"
#include "checker/sync/refcount.h"

namespace dio {

struct Folio {
  enum class Kind : uint8_t { kBounce, kZero, kHugeZero };

  Folio(uint32_t bytes, uint32_t granule, Kind kind)
      : kind(kind),
        refcount("folio.refcount"),
        data("folio.data", bytes, granule) {}

  const Kind kind;
  checker::Refcount refcount;
  checker::Bytes data;
};

// With one reference, the caller's. `granule` is the unit in which it will be
// written.
inline Folio* folio_alloc(uint32_t bytes, uint32_t granule,
                          Folio::Kind kind = Folio::Kind::kBounce) {
  return checker::Heap::New<Folio>(
      kind == Folio::Kind::kBounce ? "bounce_folio" : "zero_folio", bytes,
      granule, kind);
}

inline void folio_put(Folio* folio) {
  if (folio->refcount.Put()) checker::Heap::Delete(folio);
}

}  // namespace dio

#endif  // DIORACE_MODEL_MM_FOLIO_H_
