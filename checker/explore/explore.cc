#include "checker/explore/explore.h"

#include "absl/functional/function_ref.h"
#include "checker/explore/dpor.h"

namespace checker {

Exploration Explore(absl::FunctionRef<void()> body) {
  DporStrategy strategy;
  return Explorer(body).Explore(strategy, Budget());
}

}  // namespace checker
