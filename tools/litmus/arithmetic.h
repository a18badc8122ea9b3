// What instructions without a step compute.

#ifndef DIORACE_TOOLS_LITMUS_ARITHMETIC_H_
#define DIORACE_TOOLS_LITMUS_ARITHMETIC_H_

#include <cstdint>
#include <optional>

#include "tools/litmus/program.h"

namespace diorace::litmus {

// a OP b, in 64 bits; overflow wraps around. None for a division by zero.
// Requires `instruction` to be one of those up to kNarrow.
std::optional<int64_t> Compute(const Instruction& instruction, int64_t a,
                               int64_t b);

// The value after a modification of `before`, and what it returns. Operands are
// narrowed to `type`, that of the variable.
bool Changes(const Modification& modify, Type type, int64_t before,
             int64_t operand, int64_t compare);
int64_t Changed(const Modification& modify, Type type, int64_t before,
                int64_t operand);
int64_t ResultOf(const Modification& modify, int64_t before, int64_t after,
                 bool changed);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_ARITHMETIC_H_
