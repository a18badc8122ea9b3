// Memory that is racy by design: user pages, DMA targets, media. Nobody is
// wrong to touch it at any time; whether the result is wrong is for the model's
// own oracles to say.
//
//   Bytes page("page", 4096);
//   page.Fill(0, chunk);                    // one step, for the whole range
//   page.Sample(0, absl::MakeSpan(copy));   // one step
//
// Accesses of disjoint ranges do not conflict. Bytes remembers, for each byte,
// the operation that filled it last, so that an oracle which finds a difference
// can name who made it.

#ifndef DIORACE_CHECKER_SYNC_BYTES_H_
#define DIORACE_CHECKER_SYNC_BYTES_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "checker/runtime/object.h"
#include "checker/runtime/operation.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

class Bytes : public Object {
 public:
  // `size` bytes of zeros, in the executor's arena. `granule` is the unit in
  // which writers are remembered: fills should start and end at multiples of
  // it, or the writer of a whole granule is taken to be the last who touched
  // part of it.
  Bytes(const Name& name, uint32_t size, uint32_t granule = 1);

  uint32_t size() const { return size_; }

  // Copies [offset, offset + out.size()) to `out`. Requires the range to be
  // inside.
  void Sample(uint32_t offset, absl::Span<uint8_t> out,
              Location location = Location::current()) const;
  // Copies `data` to [offset, offset + data.size()). Requires the range to be
  // inside.
  void Fill(uint32_t offset, absl::Span<const uint8_t> data,
            Location location = Location::current());

  // The operation that filled the granule at `offset` last; its task is kNoTask
  // if none did. Part of what Sample of that byte sees, so an oracle may use it
  // together with a sample.
  const Operation& last_fill(uint32_t offset) const {
    return last_fill_[offset / granule_];
  }

  // The contents without an operation: to set them up before tasks start, and
  // for oracles when all is quiet.
  absl::Span<uint8_t> Poke() { return {bytes_, size_}; }
  absl::Span<const uint8_t> Peek() const { return {bytes_, size_}; }
  // Shows who observes what was poked.
  void ShowPoked() const;

 private:
  uint32_t size_;
  uint32_t granule_;
  uint8_t* bytes_;
  Operation* last_fill_;
};

// Bytes as timelines print them: "01 02 ff", runs of one value as "41×512", at
// most a few runs.
std::string BytesText(absl::Span<const uint8_t> bytes);

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_SYNC_BYTES_H_
