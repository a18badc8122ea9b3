#include "scenarios/compile_machine.h"

#include "scenarios/faults.h"
#include "scenarios/integrity_profile.h"
#include "scenarios/limits.h"

namespace diorace {
namespace {

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

dio::SpoiltPlace::What WhatOf(const SpoiltPlace& place) {
  switch (place.what()) {
    case SpoiltPlace::DATA:
      break;
    case SpoiltPlace::GUARD:
      return dio::SpoiltPlace::What::kGuard;
    case SpoiltPlace::REF:
      return dio::SpoiltPlace::What::kRef;
  }
  return dio::SpoiltPlace::What::kData;
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

}  // namespace

dio::Limits CompileLimits(const Scenario& scenario) {
  const Limits& limits = scenario.limits();
  return {.chunk_bytes = scenario.chunk_bytes(),
          .page_bytes = limits.page_bytes(),
          .bio_max_vecs = limits.bio_max_vecs(),
          .bounce_folio_bytes = limits.bounce_folio_bytes(),
          .bio_max_bytes = limits.bio_max_bytes(),
          .integrity_buffer_bytes = limits.integrity_buffer_bytes(),
          .integrity_pool = limits.integrity_pool(),
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
  if (device.scheduler() == Device::MQ_DEADLINE)
    spec.scheduler = dio::SchedulerKind::kMqDeadline;
  spec.max_request_bytes = device.max_request_bytes();
  spec.dma_alignment = device.dma_alignment();
  for (const std::string& leg : device.leg())
    spec.legs.push_back(IndexOf(scenario.device(), leg));
  spec.stripe_unit_bytes = device.stripe_unit_bytes();
  spec.skip_copy = device.skip_copy();
  spec.bio_based = device.bio_based();
  if (device.has_open_zone()) {
    const OpenZone& zone = device.open_zone();
    spec.open_zone = {.start = zone.start(),
                      .write_pointer = zone.has_write_pointer()
                                           ? zone.write_pointer()
                                           : zone.start()};
  }
  for (const SpoiltPlace& place : device.spoilt())
    spec.spoilt.push_back({.offset = place.offset(), .what = WhatOf(place)});
  return spec;
}

dio::ReadBounce ReadBounceOf(File::ReadBounce mode) {
  switch (mode) {
    case File::LAZY:
      break;
    case File::NEVER:
      return dio::ReadBounce::kNever;
    case File::ALWAYS:
      return dio::ReadBounce::kAlways;
  }
  return dio::ReadBounce::kLazy;
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
  spec.read_bounce = ReadBounceOf(file.read_bounce());
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
  spec.pipe = buffer.pipe();
  return spec;
}

}  // namespace diorace
