#include "scenarios/compile.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "model/kernel_release.h"
#include "model/workload.h"
#include "scenarios/integrity_profile.h"
#include "scenarios/limits.h"
#include "scenarios/near_names.h"

namespace diorace {
namespace {

// The index of the element of this name; ValidateScenario has seen to it that
// there is one.
template <typename Repeated>
size_t IndexOf(const Repeated& elements, const std::string& name) {
  const auto found =
      std::find_if(elements.begin(), elements.end(),
                   [&](const auto& element) { return element.name() == name; });
  return static_cast<size_t>(found - elements.begin());
}

absl::StatusOr<dio::Behaviour> CompileBehaviour(const Scenario& scenario) {
  absl::StatusOr<dio::Behaviour> behaviour =
      dio::ReleaseBehaviour(scenario.release());
  if (!behaviour.ok()) return behaviour;
  for (const SwitchSetting& setting : scenario.switch_setting()) {
    const absl::StatusOr<dio::Switch> id = SwitchNamed(setting.name());
    if (!id.ok()) return id.status();
    behaviour->Set(*id, setting.on());
  }
  if (absl::Status status = dio::ValidateBehaviour(*behaviour); !status.ok())
    return status;
  return behaviour;
}

dio::DeviceSpec CompileDevice(const Scenario& scenario, const Device& device) {
  dio::DeviceSpec spec;
  spec.name = device.name();
  spec.bytes = device.bytes();
  spec.logical_block_bytes = LogicalBlockBytes(scenario, device);
  spec.fill = static_cast<uint8_t>(device.fill());
  if (device.has_integrity())
    spec.integrity = IntegrityProfile(device.integrity());
  return spec;
}

dio::FileSpec CompileFile(const Scenario& scenario, const File& file) {
  dio::FileSpec spec;
  spec.name = file.name();
  spec.device = IndexOf(scenario.device(), file.device());
  spec.filesystem = file.filesystem() == File::XFS
                        ? dio::FileSystem::kXfs
                        : dio::FileSystem::kRawBlockDevice;
  return spec;
}

dio::BufferSpec CompileBuffer(const Buffer& buffer) {
  dio::BufferSpec spec;
  spec.name = buffer.name();
  spec.bytes = buffer.bytes();
  spec.fill = static_cast<uint8_t>(buffer.fill());
  return spec;
}

dio::IoSpec CompileIo(const Scenario& scenario, const DirectIo& io,
                      dio::ReqOp op) {
  dio::IoSpec spec;
  spec.op = op;
  spec.file = IndexOf(scenario.file(), io.file());
  spec.file_offset = io.file_offset();
  spec.segments = {{IndexOf(scenario.buffer(), io.buffer()), io.buffer_offset(),
                    io.bytes()}};
  return spec;
}

dio::StoreSpec CompileStore(const Scenario& scenario, const Store& store) {
  std::vector<uint8_t> data(store.data().begin(), store.data().end());
  if (store.has_value()) data.assign(1, static_cast<uint8_t>(store.value()));
  const auto stride =
      store.has_stride() ? store.stride() : static_cast<uint32_t>(data.size());
  return {IndexOf(scenario.buffer(), store.buffer()), store.offset(),
          std::move(data), store.count(), stride};
}

dio::OperationSpec CompileOperation(const Scenario& scenario,
                                    const Operation& operation) {
  switch (operation.kind_case()) {
    case Operation::kPwrite:
      return CompileIo(scenario, operation.pwrite(), dio::ReqOp::kWrite);
    case Operation::kPread:
      return CompileIo(scenario, operation.pread(), dio::ReqOp::kRead);
    case Operation::kStore:
      return CompileStore(scenario, operation.store());
    case Operation::KIND_NOT_SET:
      break;
  }
  return {};
}

}  // namespace

CompiledScenario::CompiledScenario()
    : workload_(std::make_unique<dio::Workload>()) {}
CompiledScenario::CompiledScenario(CompiledScenario&&) noexcept = default;
CompiledScenario::~CompiledScenario() = default;

void CompiledScenario::Run() const { dio::RunWorkload(*workload_); }

const dio::Behaviour& CompiledScenario::behaviour() const {
  return workload_->behaviour;
}

std::vector<std::string> CompiledScenario::Unreached() const {
  std::vector<std::string> unreached;
  for (const std::string& id : must_reach_) {
    if (!workload_->reached[static_cast<size_t>(*dio::FindStep(id))])
      unreached.push_back(id);
  }
  return unreached;
}

absl::StatusOr<CompiledScenario> Compile(const Scenario& scenario) {
  CompiledScenario compiled;
  dio::Workload& workload = *compiled.workload_;
  const absl::StatusOr<dio::Behaviour> behaviour = CompileBehaviour(scenario);
  if (!behaviour.ok()) return behaviour.status();
  workload.behaviour = *behaviour;
  workload.limits.chunk_bytes = scenario.chunk_bytes();
  for (const Device& device : scenario.device())
    workload.devices.push_back(CompileDevice(scenario, device));
  for (const File& file : scenario.file())
    workload.files.push_back(CompileFile(scenario, file));
  for (const Buffer& buffer : scenario.buffer())
    workload.buffers.push_back(CompileBuffer(buffer));
  for (const Task& task : scenario.task()) {
    dio::TaskSpec& spec = workload.tasks.emplace_back();
    spec.name = task.name();
    for (const Operation& operation : task.operation()) {
      spec.operations.push_back(CompileOperation(scenario, operation));
    }
  }
  dio::Prepare(workload);
  for (const std::string& id : scenario.must_reach()) {
    if (!dio::FindStep(id).has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "must_reach: there is no step '", id, "'; the steps are ",
          absl::StrJoin(dio::StepIds(), ", ")));
    }
    compiled.must_reach_.push_back(id);
  }
  return compiled;
}

absl::StatusOr<dio::Switch> SwitchNamed(absl::string_view name) {
  absl::StatusOr<dio::Switch> id = dio::FindSwitch(name);
  if (id.ok()) return id;
  std::vector<std::string> names;
  for (const dio::SwitchInfo& info : dio::AllSwitches())
    names.emplace_back(info.name);
  return absl::InvalidArgumentError(
      absl::StrCat(id.status().message(), DidYouMean(name, names),
                   " (`diorace releases` names them all)"));
}

}  // namespace diorace
