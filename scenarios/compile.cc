#include "scenarios/compile.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "model/kernel_release.h"
#include "model/workload.h"
#include "scenarios/compile_machine.h"
#include "scenarios/near_names.h"

namespace diorace {
namespace {

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

dio::Reaction ReactionOf(DirectIo::Reaction reaction) {
  switch (reaction) {
    case DirectIo::GO_ON:
      break;
    case DirectIo::STOP:
      return dio::Reaction::kStop;
    case DirectIo::RETRY:
      return dio::Reaction::kRetry;
  }
  return dio::Reaction::kGoOn;
}

dio::IoSpec CompileIo(const Scenario& scenario, const DirectIo& io,
                      dio::ReqOp op) {
  dio::IoSpec spec;
  spec.op = op;
  spec.file = IndexOf(scenario.file(), io.file());
  spec.file_offset = io.file_offset();
  for (const Segment& segment : io.segment()) {
    spec.segments.push_back({IndexOf(scenario.buffer(), segment.buffer()),
                             segment.offset(), segment.bytes()});
  }
  if (spec.segments.empty()) {
    spec.segments.push_back({IndexOf(scenario.buffer(), io.buffer()),
                             io.buffer_offset(), io.bytes()});
  }
  spec.flags = {.nowait = io.nowait(),
                .dsync = io.dsync(),
                .sync = io.sync(),
                .hipri = io.hipri(),
                .atomic = io.atomic(),
                .registered = io.registered(),
                .buffered = io.buffered()};
  // splice() passes the pages themselves (ITER_BVEC).
  const auto& first =
      scenario.buffer(static_cast<int>(spec.segments[0].buffer));
  if (first.pipe() && !io.buffered()) spec.flags.registered = true;
  spec.async = io.async();
  spec.on_short = ReactionOf(io.on_short());
  spec.on_error = ReactionOf(io.on_error());
  return spec;
}

dio::BatchSpec CompileBatch(const Scenario& scenario, const Batch& batch) {
  dio::BatchSpec spec;
  for (const Operation& operation : batch.operation()) {
    spec.ios.push_back(
        operation.has_pwrite()
            ? CompileIo(scenario, operation.pwrite(), dio::ReqOp::kWrite)
            : CompileIo(scenario, operation.pread(), dio::ReqOp::kRead));
    spec.ios.back().async = true;
  }
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
    case Operation::kLoad:
      return dio::LoadSpec{
          IndexOf(scenario.buffer(), operation.load().buffer()),
          operation.load().offset(), operation.load().bytes()};
    case Operation::kBatch:
      return CompileBatch(scenario, operation.batch());
    case Operation::kReap:
      return dio::ReapSpec{operation.reap().count()};
    case Operation::kWriteBack:
      return dio::WriteBackSpec{
          IndexOf(scenario.file(), operation.write_back().file()),
          operation.write_back().offset(), operation.write_back().bytes(),
          operation.write_back().fsync()};
    case Operation::kTruncate:
      return dio::TruncateSpec{
          IndexOf(scenario.file(), operation.truncate().file()),
          operation.truncate().size()};
    case Operation::kPunchHole:
      return dio::PunchSpec{
          IndexOf(scenario.file(), operation.punch_hole().file()),
          operation.punch_hole().offset(), operation.punch_hole().bytes()};
    case Operation::kSetStableWrites:
      return dio::ToggleStableWrites{
          IndexOf(scenario.device(), operation.set_stable_writes().device()),
          operation.set_stable_writes().on()};
    case Operation::kOfflineCpu:
      return dio::OfflineCpuSpec{
          static_cast<uint8_t>(operation.offline_cpu().cpu())};
    case Operation::kSetReadBounce:
      return dio::ReadBounceSpec{
          IndexOf(scenario.file(), operation.set_read_bounce().file()),
          ReadBounceOf(operation.set_read_bounce().mode())};
    case Operation::kSetBlocksize:
      return dio::SetBlocksizeSpec{
          IndexOf(scenario.file(), operation.set_blocksize().file()),
          operation.set_blocksize().bytes()};
    case Operation::kSpliceRead:
      return dio::SpliceReadSpec{
          IndexOf(scenario.buffer(), operation.splice_read().pipe())};
    case Operation::kTaskExit:
      return dio::TaskExitSpec{};
    case Operation::KIND_NOT_SET:
      break;
  }
  return {};
}

absl::StatusOr<std::vector<std::string>> CompileMustReach(
    const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const std::string& id : scenario.must_reach()) {
    if (!dio::FindStep(id).has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "must_reach: there is no step '", id, "'; the steps are ",
          absl::StrJoin(dio::StepIds(), ", ")));
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace

CompiledScenario::CompiledScenario()
    : workload_(std::make_unique<dio::Workload>()) {}
CompiledScenario::CompiledScenario(CompiledScenario&&) noexcept = default;
CompiledScenario::~CompiledScenario() = default;

dio::StepSet CompiledScenario::Reached() const { return workload_->reached; }

void CompiledScenario::AddReached(const dio::StepSet& steps) const {
  workload_->reached |= steps;
}

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

absl::StatusOr<dio::Workload> CompileWorkload(const Scenario& scenario) {
  dio::Workload workload;
  const absl::StatusOr<dio::Behaviour> behaviour = CompileBehaviour(scenario);
  if (!behaviour.ok()) return behaviour.status();
  workload.behaviour = *behaviour;
  workload.limits = CompileLimits(scenario);
  workload.faults = CompileFaults(scenario.faults());
  for (const Device& device : scenario.device())
    workload.devices.push_back(CompileDevice(scenario, device));
  for (const File& file : scenario.file())
    workload.files.push_back(CompileFile(scenario, file));
  for (const Buffer& buffer : scenario.buffer())
    workload.buffers.push_back(CompileBuffer(scenario, buffer));
  for (const Task& task : scenario.task()) {
    for (const Operation& operation : task.operation()) {
      if (!operation.has_splice_read()) continue;
      const SpliceRead& splice = operation.splice_read();
      dio::BufferSpec& pipe =
          workload.buffers[IndexOf(scenario.buffer(), splice.pipe())];
      pipe.mapping_of = IndexOf(scenario.file(), splice.file());
      pipe.mapping_offset = splice.offset();
    }
    dio::TaskSpec& spec = workload.tasks.emplace_back();
    spec.name = task.name();
    if (task.has_cpu()) spec.cpu = static_cast<uint8_t>(task.cpu());
    for (const Operation& operation : task.operation())
      spec.operations.push_back(CompileOperation(scenario, operation));
  }
  dio::Prepare(workload);
  return workload;
}

absl::StatusOr<CompiledScenario> Compile(const Scenario& scenario) {
  absl::StatusOr<dio::Workload> workload = CompileWorkload(scenario);
  if (!workload.ok()) return workload.status();
  absl::StatusOr<std::vector<std::string>> must_reach =
      CompileMustReach(scenario);
  if (!must_reach.ok()) return must_reach.status();
  CompiledScenario compiled;
  *compiled.workload_ = *std::move(workload);
  compiled.must_reach_ = *std::move(must_reach);
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
