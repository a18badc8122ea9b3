#include "model/contested.h"

#include <algorithm>

namespace dio {
namespace {

bool Overlap(uint32_t a, uint32_t a_bytes, uint32_t b, uint32_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

bool ReadsIntoFile(const Workload& workload, const IoSpec& io) {
  return std::any_of(
      io.segments.begin(), io.segments.end(), [&](const SegmentSpec& segment) {
        return workload.buffers[segment.buffer].mapping_of.has_value();
      });
}

bool SharesMemory(const IoSpec& a, const IoSpec& b) {
  for (const SegmentSpec& x : a.segments) {
    for (const SegmentSpec& y : b.segments) {
      if (x.buffer == y.buffer && Overlap(x.offset, x.bytes, y.offset, y.bytes))
        return true;
    }
  }
  return false;
}

// Two of its segments are the same memory.
bool OverlapsItself(const IoSpec& io) {
  for (size_t i = 0; i < io.segments.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const SegmentSpec& x = io.segments[i];
      const SegmentSpec& y = io.segments[j];
      if (x.buffer == y.buffer && Overlap(x.offset, x.bytes, y.offset, y.bytes))
        return true;
    }
  }
  return false;
}

bool SharesBlocks(const Workload& workload, const IoSpec& a, const IoSpec& b) {
  return workload.files[a.file].device == workload.files[b.file].device &&
         Overlap(a.file_offset, a.bytes(), b.file_offset, b.bytes());
}

}  // namespace

bool Contested(const Workload& workload, const IoSpec& io) {
  return (io.op == ReqOp::kWrite && workload.file_needs[io.file].truncated) ||
         ContestedByIo(workload, io);
}

bool ContestedByIo(const Workload& workload, const IoSpec& io) {
  const bool write = io.op == ReqOp::kWrite;
  if (write ? workload.file_needs[io.file].mapped_stores
            : ReadsIntoFile(workload, io) || OverlapsItself(io))
    return true;
  bool contested = false;
  ForEachIo(workload, [&](const TaskSpec&, const IoSpec& other) {
    if (other.index == io.index || other.op != io.op) return;
    contested |=
        write ? SharesBlocks(workload, io, other) : SharesMemory(io, other);
  });
  return contested;
}

}  // namespace dio
