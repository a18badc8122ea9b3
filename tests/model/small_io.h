// One read or write of a few bytes that takes the whole path: pages, folios,
// vectors and requests are so small that each interval makes a bio and a
// command of its own.

#ifndef DIORACE_TESTS_MODEL_SMALL_IO_H_
#define DIORACE_TESTS_MODEL_SMALL_IO_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "checker/explore/explorer.h"
#include "model/workload.h"

namespace dio {

struct SmallIo {
  absl::string_view release = "7.0";
  ReqOp op = ReqOp::kWrite;
  FileSystem filesystem = FileSystem::kXfs;
  bool async = false;
  // Each of one interval of two chunks.
  uint32_t bios = 1;
  // User threads that store into the buffer, each once into the first and the
  // last chunk of it.
  uint32_t users = 0;
  // Half an interval, so that extraction and allocation can stop inside of one.
  bool small_pages = false;
  std::optional<pi::Profile> integrity = pi::Profile{.interval_bytes = 16};
};

inline constexpr uint32_t kSmallInterval = 16;
inline constexpr uint32_t kSmallChunk = 8;

// File "data" on device "disk"; task "caller" does the I/O with "buffer".
// Prepared.
Workload MakeSmallIo(const SmallIo& io);

// At most one fault of `kinds` in each execution.
void AllowOneFault(Workload& workload, const std::vector<FaultKind>& kinds);
// Every kind that there is.
void AllowAnyFault(Workload& workload);

// All interleavings, and all faults.
checker::Exploration ExploreAll(Workload& workload);

// "R54 wrong_iterator", and so on, of each violation.
std::set<std::string> RowsOf(const checker::Exploration& exploration);

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_SMALL_IO_H_
