// From a scenario to something that can be executed.

#ifndef DIORACE_SCENARIOS_COMPILE_H_
#define DIORACE_SCENARIOS_COMPILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "model/kernel_release.h"
#include "model/step.h"
#include "scenarios/scenario.pb.h"

namespace dio {
enum class Switch : uint8_t;
struct Workload;
}  // namespace dio

namespace diorace {

// A scenario with names resolved and releases looked up, ready to be run any
// number of times.
class CompiledScenario {
 public:
  CompiledScenario(CompiledScenario&&) noexcept;
  ~CompiledScenario();

  // The body of one execution: call it from checker::Explore and its like.
  void Run() const;

  // The switches of the kernel it runs on.
  const dio::Behaviour& behaviour() const;

  // The steps that executions have performed so far.
  dio::StepSet Reached() const;

  // Adds steps that executions of another one, compiled from the same scenario,
  // have performed.
  void AddReached(const dio::StepSet& steps) const;

  // Of Scenario::must_reach, the steps that no execution has performed so far.
  std::vector<std::string> Unreached() const;

 private:
  friend absl::StatusOr<CompiledScenario> Compile(const Scenario& scenario);
  CompiledScenario();

  std::unique_ptr<dio::Workload> workload_;
  std::vector<std::string> must_reach_;
};

// Requires a scenario that ValidateScenario accepts. What it cannot know by
// itself (an unknown release or switch, an impossible combination of switches,
// an unknown step in must_reach) is kInvalidArgument.
absl::StatusOr<CompiledScenario> Compile(const Scenario& scenario);

// The same as the model takes it, prepared; knows nothing of must_reach.
absl::StatusOr<dio::Workload> CompileWorkload(const Scenario& scenario);

// dio::FindSwitch, with hints in the error.
absl::StatusOr<dio::Switch> SwitchNamed(absl::string_view name);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_COMPILE_H_
