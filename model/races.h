// The catalogue of races: what each row is called and what goes wrong.
//
// Violations and scenarios name rows ("R01"); this says what they stand for, to
// people who do not know them by heart.

#ifndef DIORACE_MODEL_RACES_H_
#define DIORACE_MODEL_RACES_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dio {

struct Race {
  enum class Kind : uint8_t {
    kTiming,   // it depends on the order of steps
    kLogic,    // it depends on the inputs alone
    kRule,     // nobody has it: it is what a rule of the protocol prevents
    kControl,  // it looks wrong and is legal
  };

  absl::string_view id;  // "R01"
  absl::string_view name;
  Kind kind;
  // What goes wrong, or what happens and is legal, in a sentence.
  absl::string_view what;
  // The upstream commit that ends it, or the rule; empty if there is none.
  absl::string_view fix;
};

// In the order of their ids.
absl::Span<const Race> Races();

// Null if there is no such row.
const Race* FindRace(absl::string_view id);

// What no scenario can show, and why.
struct NotModelled {
  absl::string_view what;  // a row, or what else a reader may look for
  absl::string_view why;
  absl::string_view needs;  // what it would take
};

absl::Span<const NotModelled> AllNotModelled();

// "timing", "logic", "rule", "control".
absl::string_view RaceKindName(Race::Kind kind);

}  // namespace dio

#endif  // DIORACE_MODEL_RACES_H_
