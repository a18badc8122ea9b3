// Sizes that the kernel or the machine fixes. Small scenarios shrink them, so
// that a few bytes make several folios, vectors and bios.

#ifndef DIORACE_MODEL_MM_LIMITS_H_
#define DIORACE_MODEL_MM_LIMITS_H_

#include <cstdint>

namespace dio {

inline constexpr uint32_t kMaxCpus = 4;

struct Limits {
  // User memory is stored into and sampled in pieces of this size, each at
  // once.
  uint32_t chunk_bytes = 256;
  uint32_t page_bytes = 4096;
  // BIO_MAX_VECS.
  uint32_t bio_max_vecs = 256;
  // The largest folio that bouncing allocates; a bounced read of one bio is no
  // larger.
  uint32_t bounce_folio_bytes = 1 << 20;
  // BIO_MAX_SIZE.
  uint32_t bio_max_bytes = UINT32_MAX;
  // The largest PI buffer, one element of its mempool.
  uint32_t integrity_buffer_bytes = 2 << 20;
  // Elements of that mempool, where fs-owned PI must come from it since memory
  // is short; 0: it is not.
  uint32_t integrity_pool = 0;
  // BLK_MAX_REQUEST_COUNT and BLK_PLUG_FLUSH_SIZE: a plug that holds so many
  // requests, or whose last one is so large, is flushed before it takes
  // another.
  uint32_t plug_requests = 32;
  uint32_t plug_flush_bytes = 128 << 10;
  uint32_t cpus = 2;
  // The persistent huge zero folio exists, and serves to pad.
  bool huge_zero_folio = false;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MM_LIMITS_H_
