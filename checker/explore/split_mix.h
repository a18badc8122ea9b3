// Where strategies get their random numbers from.

#ifndef DIORACE_CHECKER_EXPLORE_SPLIT_MIX_H_
#define DIORACE_CHECKER_EXPLORE_SPLIT_MIX_H_

#include <cstdint>

namespace checker {

// A small generator whose sequence is part of its contract, unlike the standard
// library's distributions: the same seed gives the same schedules on every
// platform. Algorithm: Steele, Lea and Flood, "Fast splittable pseudorandom
// number generators" (SplitMix64), OOPSLA 2014.
//
// Each number is made when the one before is taken, so that nobody waits for
// three multiplications.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) { Next(); }

  uint64_t Next() {
    const uint64_t next = next_;
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    next_ = z ^ (z >> 31);
    return next;
  }

  // Uniform in [0, n), 1 <= n <= 2^32, up to a bias of n / 2^32.
  uint32_t Below(uint32_t n) {
    return static_cast<uint32_t>(((Next() >> 32) * n) >> 32);
  }

 private:
  uint64_t state_;
  uint64_t next_ = 0;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_EXPLORE_SPLIT_MIX_H_
