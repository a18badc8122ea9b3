#include "scenarios/compile.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "model/kernel_release.h"
#include "model/workload.h"
#include "scenarios/faults.h"
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

dio::Limits CompileLimits(const Scenario& scenario) {
  const Limits& limits = scenario.limits();
  return {.chunk_bytes = scenario.chunk_bytes(),
          .page_bytes = limits.page_bytes(),
          .bio_max_vecs = limits.bio_max_vecs(),
          .bounce_folio_bytes = limits.bounce_folio_bytes(),
          .bio_max_bytes = limits.bio_max_bytes(),
          .integrity_buffer_bytes = limits.integrity_buffer_bytes(),
          .plug_requests = limits.plug_requests(),
          .plug_flush_bytes = limits.plug_flush_bytes(),
          .cpus = limits.cpus(),
          .huge_zero_folio = limits.huge_zero_folio()};
}

dio::FaultBudget CompileFaults(const Faults& faults) {
  dio::FaultBudget budget;
  if (faults.kind_size() == 0) return budget;
  budget.most = faults.budget();
  for (int i = 0; i < faults.kind_size(); ++i)
    budget.kinds.set(static_cast<size_t>(*FaultOf(faults.kind(i))));
  return budget;
}

dio::DeviceKind KindOf(const Device& device) {
  switch (device.kind()) {
    case Device::DISK:
      break;
    case Device::MIRROR:
      return dio::DeviceKind::kMirror;
    case Device::PARITY:
      return dio::DeviceKind::kParity;
    case Device::NETWORK:
      return dio::DeviceKind::kNetwork;
  }
  return dio::DeviceKind::kDisk;
}

dio::HardwareProfile HardwareOf(const Device& device) {
  switch (device.hardware()) {
    case Device::SINGLE_FETCH:
      break;
    case Device::SCSI_DEBUG:
      return dio::HardwareProfile::kScsiDebug;
    case Device::FREE:
      return dio::HardwareProfile::kFree;
  }
  return dio::HardwareProfile::kSingleFetch;
}

dio::DeviceSpec CompileDevice(const Scenario& scenario, const Device& device) {
  dio::DeviceSpec spec;
  spec.name = device.name();
  spec.kind = KindOf(device);
  spec.bytes = device.bytes();
  spec.logical_block_bytes = LogicalBlockBytes(scenario, device);
  if (device.has_integrity())
    spec.integrity = IntegrityProfile(device.integrity());
  spec.fill = static_cast<uint8_t>(device.fill());
  spec.hardware = HardwareOf(device);
  if (device.has_stable_writes()) spec.stable_writes = device.stable_writes();
  spec.inserts_integrity = device.inserts_integrity();
  spec.write_cache = device.write_cache();
  spec.fua = device.fua();
  spec.max_request_bytes = device.max_request_bytes();
  spec.dma_alignment = device.dma_alignment();
  for (const std::string& leg : device.leg())
    spec.legs.push_back(IndexOf(scenario.device(), leg));
  spec.skip_copy = device.skip_copy();
  return spec;
}

dio::FileSystem FileSystemOf(const File& file) {
  switch (file.filesystem()) {
    case File::XFS:
      return dio::FileSystem::kXfs;
    case File::BTRFS:
      return dio::FileSystem::kBtrfs;
    case File::RAW_BLOCK_DEVICE:
    case File::UNSPECIFIED:
      break;
  }
  return dio::FileSystem::kRawBlockDevice;
}

dio::ExtentType TypeOf(const Extent& extent) {
  switch (extent.type()) {
    case Extent::MAPPED:
      break;
    case Extent::UNWRITTEN:
      return dio::ExtentType::kUnwritten;
    case Extent::HOLE:
      return dio::ExtentType::kHole;
    case Extent::DELALLOC:
      return dio::ExtentType::kDelalloc;
  }
  return dio::ExtentType::kMapped;
}

dio::FileSpec CompileFile(const Scenario& scenario, const File& file) {
  dio::FileSpec spec;
  spec.name = file.name();
  spec.device = IndexOf(scenario.device(), file.device());
  spec.filesystem = FileSystemOf(file);
  uint32_t end = 0;
  for (const Extent& extent : file.extent()) {
    spec.extents.push_back(
        {.offset = end,
         .bytes = extent.bytes(),
         .type = TypeOf(extent),
         .address = extent.has_address() ? extent.address() : end,
         .shared = extent.shared()});
    end += extent.bytes();
  }
  if (file.has_size()) {
    spec.size = file.size();
  } else if (file.extent_size() != 0) {
    spec.size = end;
  }
  // The default of the model, for which it need not be ready for padding.
  if (spec.size == scenario.device(static_cast<int>(spec.device)).bytes())
    spec.size.reset();
  spec.block_bytes = file.block_bytes();
  for (const Cached& cached : file.cached()) {
    spec.cached.push_back({cached.offset(), cached.bytes(),
                           static_cast<uint8_t>(cached.fill()),
                           cached.dirty()});
  }
  spec.checksums = file.checksums();
  spec.redundant_profile = file.redundant_profile();
  spec.zoned = file.zoned();
  return spec;
}

dio::BufferSpec CompileBuffer(const Scenario& scenario, const Buffer& buffer) {
  // Left out, each chunk has a value of its own.
  constexpr uint32_t kFirstFill = 0x41;
  dio::BufferSpec spec;
  spec.name = buffer.name();
  spec.bytes = buffer.bytes();
  spec.fill =
      static_cast<uint8_t>(buffer.has_fill() ? buffer.fill() : kFirstFill);
  spec.fill_step = static_cast<uint8_t>(
      buffer.has_fill_step() ? buffer.fill_step() : !buffer.has_fill());
  spec.folio_bytes = buffer.folio_bytes();
  for (const Range& hole : buffer.hole())
    spec.holes.push_back({hole.offset(), hole.bytes()});
  for (const Range& peer : buffer.peer())
    spec.peer.push_back({peer.offset(), peer.bytes()});
  if (buffer.has_mapping_of())
    spec.mapping_of = IndexOf(scenario.file(), buffer.mapping_of());
  spec.mapping_offset = buffer.mapping_offset();
  return spec;
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
                .registered = io.registered()};
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

void CompiledScenario::Run() const { dio::RunWorkload(*workload_); }

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
