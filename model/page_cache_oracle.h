// Whether page cache, extents and size of files agree with the device, when all
// is quiet.
//
// Source: KERNEL.md §5.3, §8.7.

#ifndef DIORACE_MODEL_PAGE_CACHE_ORACLE_H_
#define DIORACE_MODEL_PAGE_CACHE_ORACLE_H_

#include "model/machine.h"

namespace dio {

// Reports
//   stale_page_cache          a clean page holds other data than the device,
//                             and nobody but direct I/O can be why
//   page_clean_with_new_data  the same, but the page's are the newer: they are
//                             lost when it is dropped
//   wrong_size                i_size lies before the end of a finished write
void CheckPageCache(Machine& machine);

}  // namespace dio

#endif  // DIORACE_MODEL_PAGE_CACHE_ORACLE_H_
