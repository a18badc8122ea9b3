// Random choices for who makes scenarios up.

#ifndef DIORACE_SCENARIOS_DICE_H_
#define DIORACE_SCENARIOS_DICE_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "checker/explore/split_mix.h"

namespace diorace {

// The same seed gives the same choices on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  uint32_t Below(uint32_t n) { return random_.Below(n); }
  // From `least` to `most`.
  uint32_t Between(uint32_t least, uint32_t most) {
    return least + Below(most - least + 1);
  }
  bool Percent(uint32_t percent) { return Below(100) < percent; }

  template <typename Value>
  Value Pick(std::initializer_list<Value> values) {
    return values.begin()[Below(static_cast<uint32_t>(values.size()))];
  }

 private:
  checker::SplitMix64 random_;
};

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_DICE_H_
