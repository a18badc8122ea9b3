// Whether the page cache has legally taken away what direct I/O has written.

#ifndef DIORACE_MODEL_LOST_TO_CACHE_H_
#define DIORACE_MODEL_LOST_TO_CACHE_H_

#include <cstdint>

#include "model/machine.h"

namespace dio {

// A page of the cache was in the way of the byte at `at` of a write, dirtied by
// others: it is there still, and the mapping has an error; or it was written
// back over the data. Legal, since cache and direct I/O agree only if nobody
// does that.
bool LostToCache(Machine& machine, const IoSpec& io, uint32_t at);

}  // namespace dio

#endif  // DIORACE_MODEL_LOST_TO_CACHE_H_
