#include "tests/fuzz/bounded_run.h"

#include <memory>

#include "checker/explore/explorer.h"
#include "checker/schedule/timeline.h"
#include "checker/strategies.h"

namespace diorace {
namespace {

constexpr uint64_t kSmallBytes = 256 << 10;

uint64_t Bytes(const Scenario& scenario) {
  uint64_t bytes = 0;
  for (const Device& device : scenario.device()) bytes += device.bytes();
  for (const Buffer& buffer : scenario.buffer()) bytes += buffer.bytes();
  return bytes;
}

}  // namespace

bool IsSmall(const Scenario& scenario) {
  int operations = 0;
  for (const Task& task : scenario.task()) operations += task.operation_size();
  return Bytes(scenario) <= kSmallBytes && operations <= 64;
}

void RunOnce(const CompiledScenario& scenario, uint64_t seed) {
  const auto body = [&] { scenario.Run(); };
  checker::Explorer explorer(body);
  const std::unique_ptr<checker::Strategy> random =
      *checker::MakeStrategy({.name = "random", .seed = seed});
  checker::TimelineRecorder recorder;
  explorer.RunOnce(*random, recorder, kFuzzedSteps);
}

}  // namespace diorace
