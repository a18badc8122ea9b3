#include "scenarios/random_machine.h"

#include <algorithm>

namespace diorace {
namespace {

constexpr uint32_t kFill = 208;

void AddIntegrity(Dice& dice, uint32_t logical_block, Device& device) {
  Integrity& integrity = *device.mutable_integrity();
  integrity.set_interval_bytes(
      dice.Percent(70) ? logical_block
                       : std::max(kRandomChunkBytes, logical_block / 2));
  integrity.set_type(dice.Between(1, 3));
  integrity.set_guard(dice.Pick(
      {Integrity::CRC16, Integrity::CRC16, Integrity::IP, Integrity::CRC64}));
  if (dice.Percent(10)) integrity.set_write_generate(false);
  if (dice.Percent(10)) integrity.set_read_verify(false);
  if (dice.Percent(10)) device.set_inserts_integrity(true);
  if (dice.Percent(10) && integrity.guard() == Integrity::CRC16) {
    integrity.set_metadata_bytes(16);
    integrity.set_pi_offset(dice.Pick({0, 8}));
  }
}

void AddQueue(Dice& dice, uint32_t logical_block, Device& device) {
  if (dice.Percent(15)) {
    device.set_hardware(dice.Pick({Device::SCSI_DEBUG, Device::FREE}));
  }
  if (dice.Percent(10)) device.set_stable_writes(dice.Percent(50));
  if (dice.Percent(10))
    device.set_max_request_bytes(logical_block * dice.Between(1, 2));
  if (dice.Percent(12)) {
    device.set_write_cache(true);
    device.set_fua(dice.Percent(50));
  }
  if (dice.Percent(8)) device.set_scheduler(Device::MQ_DEADLINE);
}

Device& AddDevice(const char* name, uint32_t bytes, uint32_t logical_block,
                  Scenario& scenario) {
  Device& device = *scenario.add_device();
  device.set_name(name);
  device.set_bytes(bytes);
  device.set_logical_block_bytes(logical_block);
  device.set_fill(kFill);
  return device;
}

// Legs first, then what is made of them.
void AddStack(Dice& dice, bool mirror, uint32_t bytes, uint32_t logical_block,
              Scenario& scenario) {
  const bool integrity = mirror && dice.Percent(40);
  const char* const names[] = {"d0", "d1", "d2"};
  const uint32_t legs = mirror ? 2 : 3;
  for (uint32_t i = 0; i < legs; ++i) {
    Device& leg = AddDevice(names[i], bytes, logical_block, scenario);
    if (integrity) leg.mutable_integrity()->set_interval_bytes(logical_block);
  }
  Device& stack = AddDevice("d", bytes, logical_block, scenario);
  stack.set_kind(mirror ? Device::MIRROR : Device::PARITY);
  for (uint32_t i = 0; i < legs; ++i) stack.add_leg(names[i]);
  if (!mirror && dice.Percent(50)) stack.set_skip_copy(true);
}

// Returns whether files on it can be zoned.
bool AddDevices(Dice& dice, uint32_t bytes, uint32_t logical_block,
                Scenario& scenario) {
  const uint32_t kind = dice.Below(100);
  if (kind < 8) {
    AddStack(dice, kind < 4, bytes, logical_block, scenario);
    return false;
  }
  Device& device = AddDevice("d", bytes, logical_block, scenario);
  if (kind < 12) {
    device.set_kind(Device::NETWORK);
    return false;
  }
  if (kind < 15) {
    device.set_bio_based(true);
    // As all queues have it that do not say otherwise: a sector.
    device.set_dma_alignment(logical_block);
    return false;
  }
  if (dice.Percent(50)) AddIntegrity(dice, logical_block, device);
  AddQueue(dice, logical_block, device);
  if (kind >= 20 || device.has_max_request_bytes()) return false;
  // Behind what the file has.
  device.set_bytes(2 * bytes);
  device.mutable_open_zone()->set_start(bytes);
  return true;
}

void AddExtents(Dice& dice, uint32_t block, uint32_t bytes, File& file) {
  for (uint32_t left = bytes / block; left > 0;) {
    const uint32_t blocks = dice.Between(1, left);
    Extent& extent = *file.add_extent();
    extent.set_bytes(blocks * block);
    extent.set_type(dice.Pick(
        {Extent::MAPPED, Extent::MAPPED, Extent::UNWRITTEN, Extent::HOLE}));
    if (extent.type() == Extent::MAPPED && dice.Percent(15))
      extent.set_shared(true);
    left -= blocks;
  }
}

void AddCached(Dice& dice, const RandomMachine& machine, File& file) {
  for (const Extent& extent : file.extent()) {
    if (extent.type() != Extent::MAPPED || extent.shared()) return;
  }
  const uint32_t folio = std::max(machine.page, machine.block);
  const uint32_t offset = dice.Below((machine.end - 1) / folio + 1) * folio;
  Cached& cached = *file.add_cached();
  cached.set_offset(offset);
  cached.set_bytes(std::min(folio, machine.end - offset));
  cached.set_dirty(dice.Percent(70));
  cached.set_fill(cached.dirty() && file.filesystem() != File::RAW_BLOCK_DEVICE
                      ? 51
                      : kFill);
}

void AddFile(Dice& dice, bool zones, RandomMachine& machine,
             Scenario& scenario) {
  File& file = *scenario.add_file();
  file.set_name("f");
  file.set_device("d");
  file.set_filesystem(
      dice.Pick({File::XFS, File::XFS, File::XFS, File::XFS, File::XFS,
                 File::BTRFS, File::BTRFS, File::RAW_BLOCK_DEVICE}));
  if (file.filesystem() == File::RAW_BLOCK_DEVICE) {
    machine.block = machine.logical_block;
    return;
  }
  file.set_block_bytes(machine.block);
  if (dice.Percent(35)) {
    AddExtents(dice, machine.block, machine.end, file);
  } else if (zones) {
    file.add_extent()->set_bytes(machine.end);
  }
  if (dice.Percent(40)) {
    file.set_size(dice.Percent(80)
                      ? dice.Between(1, machine.end / machine.logical_block) *
                            machine.logical_block
                      : dice.Between(1, machine.end));
  }
  if (file.filesystem() == File::BTRFS) {
    file.set_checksums(dice.Percent(50));
    file.set_redundant_profile(dice.Percent(30));
  } else {
    file.set_read_bounce(dice.Pick({File::LAZY, File::NEVER, File::ALWAYS}));
    if (zones && dice.Percent(70)) file.set_zoned(true);
  }
  if (!file.zoned() && dice.Percent(20)) AddCached(dice, machine, file);
}

void AddLimits(Dice& dice, const RandomMachine& machine, Scenario& scenario) {
  Limits& limits = *scenario.mutable_limits();
  const uint32_t largest = std::max(machine.block, machine.page);
  limits.set_page_bytes(machine.page);
  limits.set_bio_max_vecs(
      std::max(dice.Pick({1u, 2u, 4u, 256u}), 2 * largest / machine.page));
  limits.set_bounce_folio_bytes(std::max(largest, dice.Pick({16u, 32u, 64u})));
  limits.set_cpus(dice.Between(1, 2));
  if (dice.Percent(20)) limits.set_bio_max_bytes(largest * dice.Between(1, 2));
  if (dice.Percent(15)) limits.set_huge_zero_folio(true);
  if (dice.Percent(10)) limits.set_plug_requests(1);
  if (dice.Percent(5)) limits.set_integrity_pool(dice.Between(1, 3));
}

}  // namespace

RandomMachine AddRandomMachine(Dice& dice, Scenario& scenario) {
  RandomMachine machine;
  machine.page = dice.Pick({8u, 16u, 32u});
  machine.logical_block = dice.Pick({8u, 16u, 32u});
  machine.block = machine.logical_block * dice.Pick({1u, 1u, 2u});
  machine.end = machine.block * dice.Pick({2u, 4u, 4u, 8u});
  scenario.set_chunk_bytes(kRandomChunkBytes);
  AddLimits(dice, machine, scenario);
  const bool zones =
      AddDevices(dice, machine.end, machine.logical_block, scenario);
  if (scenario.device(0).bio_based() &&
      machine.page % machine.logical_block != 0) {
    scenario.mutable_device(0)->clear_bio_based();
  }
  machine.alignment =
      std::max(kRandomChunkBytes,
               scenario.device(scenario.device_size() - 1).dma_alignment());
  AddFile(dice, zones, machine, scenario);
  return machine;
}

}  // namespace diorace
