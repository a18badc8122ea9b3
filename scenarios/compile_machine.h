// The machine of a scenario as the model takes it: part of Compile, for valid
// scenarios.

#ifndef DIORACE_SCENARIOS_COMPILE_MACHINE_H_
#define DIORACE_SCENARIOS_COMPILE_MACHINE_H_

#include <algorithm>
#include <cstddef>
#include <string>

#include "model/workload.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// The index of the element of this name; ValidateScenario has seen to it that
// there is one.
template <typename Repeated>
size_t IndexOf(const Repeated& elements, const std::string& name) {
  const auto found =
      std::find_if(elements.begin(), elements.end(),
                   [&](const auto& element) { return element.name() == name; });
  return static_cast<size_t>(found - elements.begin());
}

dio::Limits CompileLimits(const Scenario& scenario);
dio::FaultBudget CompileFaults(const Faults& faults);
dio::DeviceSpec CompileDevice(const Scenario& scenario, const Device& device);
dio::ReadBounce ReadBounceOf(File::ReadBounce mode);
dio::FileSpec CompileFile(const Scenario& scenario, const File& file);
dio::BufferSpec CompileBuffer(const Scenario& scenario, const Buffer& buffer);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_COMPILE_MACHINE_H_
