// From a scenario to something that can be executed.

#ifndef DIORACE_SCENARIOS_COMPILE_H_
#define DIORACE_SCENARIOS_COMPILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "scenarios/scenario.pb.h"

namespace dio {
struct Workload;
}

namespace diorace {

// A scenario with names resolved and releases looked up, ready to be run any
// number of times.
class CompiledScenario {
 public:
  CompiledScenario(CompiledScenario&&) noexcept;
  ~CompiledScenario();

  // The body of one execution: call it from checker::Explore and its like.
  void Run() const;

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

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_COMPILE_H_
