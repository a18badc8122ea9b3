#include "model/machine.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "checker/runtime/executor.h"
#include "checker/sync/task.h"
#include "model/content_oracle.h"
#include "model/fs/btrfs.h"
#include "model/user_thread.h"

namespace dio {
namespace {

using checker::Executor;

std::pmr::memory_resource* Memory() { return &Executor::Current().arena(); }

absl::Span<const FaultSite> SitesOf(const Workload& workload) {
  return workload.fault_sites;
}

// Whether a write and another call of the same file can be in flight at the
// same time.
bool CallsCollide(const Workload& workload, const FileSpec& file) {
  size_t tasks = 0;
  bool write = false;
  bool async = false;
  const TaskSpec* before = nullptr;
  ForEachIo(workload, [&](const TaskSpec& task, const IoSpec& io) {
    if (&workload.files[io.file] != &file) return;
    tasks += before != &task;
    before = &task;
    write |= io.op == ReqOp::kWrite;
    async |= io.async;
  });
  return write && (tasks > 1 || async);
}

}  // namespace

Machine::Machine(Workload& workload)
    : workload_(workload),
      kernel_(workload.behaviour, workload.limits, workload.contexts,
              SitesOf(workload), workload.faults.most, workload.reached),
      device_storage_(Memory()),
      ram_disk_storage_(Memory()),
      mirror_storage_(Memory()),
      parity_storage_(Memory()),
      file_storage_(Memory()),
      buffer_storage_(Memory()),
      devices_(Memory()),
      files_(Memory()),
      buffers_(Memory()),
      records_(Memory()),
      late_stores_(Memory()) {
  AddDevices();
  AddFiles();
  AddBuffers();
  checker::Arena& arena = Executor::Current().arena();
  ForEachIo(workload, [&](const TaskSpec&, const IoSpec& io) {
    records_.push_back(new (arena.Allocate(sizeof(IoRecord), alignof(IoRecord)))
                           IoRecord(io, io.index, io.bytes(), arena));
  });
}

void Machine::AddDevices() {
  for (const DeviceSpec& spec : workload_.devices)
    devices_.push_back(&AddDevice(spec));
  for (const TaskSpec& task : workload_.tasks) {
    for (const OperationSpec& operation : task.operations) {
      const auto* const toggle = std::get_if<ToggleStableWrites>(&operation);
      if (toggle != nullptr && toggle->on)
        devices_[toggle->device]->ExpectLateStableWrites();
    }
  }
}

BlockDevice& Machine::AddDevice(const DeviceSpec& spec) {
  const absl::Span<BlockDevice*> legs =
      Executor::Current().arena().AllocateArray<BlockDevice*>(spec.legs.size());
  for (size_t i = 0; i < legs.size(); ++i) legs[i] = devices_[spec.legs[i]];
  switch (spec.kind) {
    case DeviceKind::kMirror:
      return mirror_storage_.emplace_back(kernel_, spec, legs);
    case DeviceKind::kParity:
      return parity_storage_.emplace_back(kernel_, spec, legs);
    case DeviceKind::kDisk:
      if (spec.bio_based) return ram_disk_storage_.emplace_back(kernel_, spec);
      break;
    case DeviceKind::kNetwork:
      break;
  }
  return device_storage_.emplace_back(kernel_, spec);
}

void Machine::AddFiles() {
  for (size_t i = 0; i < workload_.files.size(); ++i) {
    const FileSpec& spec = workload_.files[i];
    const FileNeeds& needs = workload_.file_needs[i];
    BlockDevice& device = *devices_[spec.device];
    Inode& file = file_storage_.emplace_back(
        kernel_, device,
        Inode::Options{.extents = spec.extents,
                       .size = spec.size.value_or(device.spec().bytes),
                       .block_bytes = std::max(spec.block_bytes,
                                               device.logical_block_bytes()),
                       .zoned = spec.zoned,
                       .most_bytes = needs.most_bytes,
                       .watch = needs.watch});
    for (const CachedSpec& cached : spec.cached)
      file.cache->Seed(cached.offset, cached.bytes, cached.fill, cached.dirty);
    files_.push_back(&file);
    if (spec.filesystem == FileSystem::kBtrfs) InitBtrfs(file, spec);
    file.InitReadBounce(spec.read_bounce,
                        workload_.contexts.read_bounce_changes);
  }
}

void Machine::InitBtrfs(Inode& inode, const FileSpec& spec) {
  inode.btrfs.redundant_profile = spec.redundant_profile;
  if (!spec.checksums) return;
  const Extent& last = spec.extents.back();
  inode.btrfs.csums =
      btrfs_init_csums((last.offset + last.bytes) / inode.block_bytes(),
                       inode.block_bytes(), inode.device.InitialFill());
  if (!CallsCollide(workload_, spec)) return;
  inode.btrfs.extent_lock.emplace("extent_lock");
  inode.btrfs.extent_lock->Complete();
}

void Machine::FillAnonymous(UserBuffer& buffer, const BufferSpec& spec) const {
  const absl::Span<uint8_t> bytes = buffer.memory().Poke();
  const uint32_t chunk = workload_.limits.chunk_bytes;
  auto value = static_cast<uint8_t>(spec.fill);
  for (uint32_t at = 0; at < spec.bytes; at += chunk) {
    std::memset(&bytes[at], value, std::min(chunk, spec.bytes - at));
    value = static_cast<uint8_t>(value + spec.fill_step);
  }
  buffer.memory().ShowPoked();
}

void Machine::AddBuffers() {
  for (const BufferSpec& spec : workload_.buffers) {
    PageCache* const mapped =
        spec.mapping_of.has_value() && files_[*spec.mapping_of]->cache
            ? &*files_[*spec.mapping_of]->cache
            : nullptr;
    UserBuffer& buffer = buffer_storage_.emplace_back(
        checker::Name(spec.name), workload_.limits, spec.bytes,
        spec.folio_bytes, mapped, spec.mapping_offset, spec.pipe);
    if (mapped == nullptr) FillAnonymous(buffer, spec);
    for (const BufferRange& hole : spec.holes)
      buffer.Unmap(hole.offset, hole.bytes);
    for (const BufferRange& peer : spec.peer)
      buffer.SetProvider(peer.offset, peer.bytes, UserBuffer::Provider::kPeer);
    buffers_.push_back(&buffer);
  }
}

absl::Span<const uint8_t> Machine::FileBytes(size_t file, uint32_t offset,
                                             uint32_t bytes) {
  Inode& inode = *files_[file];
  if (inode.cache.has_value() && offset + bytes <= inode.cache->size()) {
    PageCache& cache = *inode.cache;
    const uint64_t flags = cache.PeekFlags(offset / cache.page_bytes());
    if ((flags & PageFlags::kDirty) != 0)
      return cache.data().Peek().subspan(offset, bytes);
  }
  const Stretch stretch = inode.extents.Peek(offset, bytes);
  if (stretch.type == ExtentType::kMapped)
    return inode.device.Content(stretch.address, bytes);
  return Executor::Current().arena().AllocateArray<uint8_t>(bytes);
}

absl::string_view Machine::PinSuspect() const {
  const auto has = [&](Switch id) { return workload_.behaviour.has(id); };
  // Only XFS bounces reads.
  const bool bounces = std::any_of(
      workload_.files.begin(), workload_.files.end(),
      [](const FileSpec& file) { return file.filesystem == FileSystem::kXfs; });
  if (bounces && has(Switch::kBounceAlignDown) && !has(Switch::kBounceAlignVec))
    return "R51";
  return has(Switch::kTrimUnpinsAllPages) ? "" : "R53";
}

void Machine::Run() {
  for (const TaskSpec& task : workload_.tasks) {
    checker::Spawn(checker::Name(task.name), checker::ContextKind::kUser,
                   [this, &task] { UserThread(*this, task).Run(); });
  }
  checker::JoinAll();
  checker::AwaitQuiescence();
}

void RunWorkload(Workload& workload) {
  Machine machine(workload);
  machine.Run();
  CheckContents(machine);
}

}  // namespace dio
