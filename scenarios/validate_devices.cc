#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "model/pi/validate_profile.h"
#include "scenarios/integrity_profile.h"
#include "scenarios/limits.h"
#include "scenarios/validator.h"

namespace diorace {
namespace {

bool IsStack(const Device& device) {
  return device.kind() == Device::MIRROR || device.kind() == Device::PARITY;
}

}  // namespace

uint64_t Validator::BlockOf(const Device& device) const {
  return std::max(1u, LogicalBlockBytes(scenario_, device));
}

absl::string_view Validator::BlockName(const Device& device) {
  return device.has_logical_block_bytes() ? "logical_block_bytes"
         : device.has_integrity()         ? "the integrity interval"
                                          : "the logical block";
}

void Validator::Devices() {
  devices_ = Names(scenario_.device(), "device", kMaxDevices);
  if (devices_.empty() && scenario_.device_size() == 0)
    problems_.Add(top_, "no device here; a scenario needs at least one");
  for (int i = 0; i < scenario_.device_size(); ++i)
    CheckDevice(scenario_.device(i), i, top_.Of("device", i));
}

void Validator::CheckDevice(const Device& device, int index,
                            const Place& place) {
  problems_.CheckByte(device.fill(), "fill", place);
  if (!Interval(device, place)) return;
  Protection(device, place);
  if (!LogicalBlock(device, place)) return;
  LimitsFit(device);
  Queue(device, place);
  if (!problems_.CheckSize(device.has_bytes(), device.bytes(), "bytes",
                           kMaxDeviceBytes, place))
    return;
  memory_ += device.bytes();
  chunks_ += device.bytes() / chunk_;
  problems_.CheckMultiple(device.bytes(), "bytes", BlockOf(device),
                          BlockName(device), place);
  DiskFeatures(device, place);
  Zone(device, place);
  Stack(device, index, place);
}

// The interval is what everything else of a device is measured by.
bool Validator::Interval(const Device& device, const Place& place) {
  if (!device.has_integrity()) return true;
  const Place field = place.Of("integrity").Of("interval_bytes");
  const uint32_t interval = device.integrity().interval_bytes();
  if (!std::has_single_bit(interval) || interval < kMinIntervalBytes ||
      interval > kMaxIntervalBytes) {
    problems_.Add(field,
                  absl::StrCat("interval_bytes is ", interval,
                               "; it must be a power of two from ",
                               kMinIntervalBytes, " to ", kMaxIntervalBytes));
    return false;
  }
  if (interval % chunk_ == 0) return true;
  problems_.Add(field, absl::StrCat("interval_bytes is ", interval,
                                    "; chunk_bytes, which is ", chunk_,
                                    ", must divide it"));
  return false;
}

// All but the interval, which is good.
void Validator::Protection(const Device& device, const Place& place) {
  if (!device.has_integrity()) {
    if (device.inserts_integrity()) {
      problems_.Add(place.Of("inserts_integrity"),
                    "inserts_integrity without integrity; write integrity {} "
                    "or leave it out");
    }
    return;
  }
  const Place inside = place.Of("integrity");
  const uint32_t type = device.integrity().type();
  if (type < 1 || type > 3) {
    problems_.Add(inside.Of("type"),
                  absl::StrCat("type is ", type, "; it must be 1, 2 or 3"));
  }
  if (const absl::Status status =
          dio::pi::ValidateProfile(IntegrityProfile(device.integrity()));
      !status.ok()) {
    problems_.Add(
        inside.Of(device.integrity().has_pi_offset() ? "pi_offset"
                                                     : "metadata_bytes"),
        status.message());
  }
}

bool Validator::LogicalBlock(const Device& device, const Place& place) {
  if (!device.has_logical_block_bytes()) return true;
  const uint32_t block = device.logical_block_bytes();
  return problems_.CheckPowerOfTwo(block, "logical_block_bytes", 1,
                                   kMaxBlockBytes, place) &&
         (!device.has_integrity() ||
          problems_.CheckMultiple(block, "logical_block_bytes",
                                  device.integrity().interval_bytes(),
                                  "the integrity interval", place));
}

void Validator::Queue(const Device& device, const Place& place) {
  problems_.CheckMultiple(device.max_request_bytes(), "max_request_bytes",
                          BlockOf(device), BlockName(device), place);
  problems_.CheckPowerOfTwo(device.dma_alignment(), "dma_alignment", 1,
                            kMaxDmaAlignment, place);
  if (device.write_cache() && (IsStack(device) || device.bio_based())) {
    problems_.Add(place.Of("write_cache"),
                  "a write cache is for a NETWORK, or a DISK without "
                  "bio_based; leave it out");
  }
  if (device.fua() && !device.write_cache()) {
    problems_.Add(place.Of("fua"),
                  "fua without write_cache; there is no cache to write "
                  "through: add write_cache: true or leave it out");
  }
}

// One logical block at least fits into a bio.
void Validator::LimitsFit(const Device& device) {
  const Limits& limits = scenario_.limits();
  const Place place = top_.Of("limits");
  const uint64_t block = BlockOf(device);
  if (limits.bio_max_bytes() < block) {
    problems_.Add(
        place.Of("bio_max_bytes"),
        absl::StrCat("bio_max_bytes is ", limits.bio_max_bytes(),
                     "; it must be at least ", block,
                     ", the logical block of device ", Quoted(device.name())));
  }
  if (uint64_t{limits.bio_max_vecs()} * page_ < block) {
    problems_.Add(place.Of("bio_max_vecs"),
                  absl::StrCat("bio_max_vecs is ", limits.bio_max_vecs(),
                               ", and pages "
                               "are of ",
                               page_,
                               " bytes; a bio must hold the logical "
                               "block of device ",
                               Quoted(device.name()), ", ", block));
  }
  if (limits.bounce_folio_bytes() < block) {
    problems_.Add(
        place.Of("bounce_folio_bytes"),
        absl::StrCat("bounce_folio_bytes is ", limits.bounce_folio_bytes(),
                     "; it must be at least ", block,
                     ", the logical block of device ", Quoted(device.name())));
  }
  if (device.bio_based() && page_ % block != 0) {
    problems_.Add(top_.Of("limits").Of("page_bytes"),
                  absl::StrCat("page_bytes is ", page_, "; device ",
                               Quoted(device.name()),
                               " is bio_based, and a "
                               "page must be a multiple of its logical block, ",
                               block));
  }
  if (!device.has_integrity()) return;
  const dio::pi::Profile profile = IntegrityProfile(device.integrity());
  const uint64_t needed =
      block / profile.interval_bytes * profile.metadata_bytes;
  if (limits.integrity_buffer_bytes() < needed) {
    problems_.Add(
        place.Of("integrity_buffer_bytes"),
        absl::StrCat("integrity_buffer_bytes is ",
                     limits.integrity_buffer_bytes(), "; it must be at least ",
                     needed, ", what a logical block of device ",
                     Quoted(device.name()), " needs"));
  }
}

void Validator::DiskFeatures(const Device& device, const Place& place) {
  if (device.bio_based() &&
      (device.kind() != Device::DISK || device.has_integrity())) {
    problems_.Add(
        place.Of("bio_based"),
        "bio_based is for kind: DISK without integrity; leave it out");
  }
  if (device.scheduler() != Device::NONE &&
      (IsStack(device) || device.bio_based())) {
    problems_.Add(place.Of("scheduler"),
                  "a scheduler is for devices that take requests: a DISK "
                  "without bio_based, or a NETWORK; leave it out");
  }
  problems_.CheckMultiple(device.stripe_unit_bytes(), "stripe_unit_bytes",
                          BlockOf(device), BlockName(device), place);
  if (device.stripe_unit_bytes() != 0 && device.kind() != Device::PARITY) {
    problems_.Add(place.Of("stripe_unit_bytes"),
                  "stripe_unit_bytes is for kind: PARITY; leave it out");
  }
  CheckCount(device.spoilt_size(), "spoilt", kMaxRanges, place);
  for (int i = 0; i < device.spoilt_size(); ++i) {
    const Place inside = place.Of("spoilt", i);
    if (!device.has_integrity()) {
      problems_.Add(inside,
                    "without integrity nobody can find a spoilt place; write "
                    "integrity {} or leave it out");
    }
    problems_.CheckInside(device.spoilt(i).offset(), 1, device.bytes(),
                          "the device", inside.Of("offset"));
  }
}

void Validator::Zone(const Device& device, const Place& place) {
  if (!device.has_open_zone()) return;
  const OpenZone& zone = device.open_zone();
  const Place inside = place.Of("open_zone");
  if (device.max_request_bytes() != 0) {
    problems_.Add(place.Of("max_request_bytes"),
                  "an append is never split: a device with open_zone takes "
                  "requests of any size");
  }
  const uint64_t pointer =
      zone.has_write_pointer() ? zone.write_pointer() : zone.start();
  const uint64_t block = BlockOf(device);
  problems_.CheckMultiple(zone.start(), "start", block, BlockName(device),
                          inside);
  problems_.CheckMultiple(pointer, "write_pointer", block, BlockName(device),
                          inside);
  if (pointer < zone.start() || pointer >= device.bytes()) {
    problems_.Add(
        inside.Of("write_pointer"),
        absl::StrCat("write_pointer is ", pointer, "; it must be from ",
                     zone.start(), ", where the zone begins, to below ",
                     device.bytes(), ", where the device ends"));
  }
}

// What a device is made of.
void Validator::Stack(const Device& device, int index, const Place& place) {
  if (device.skip_copy() && device.kind() != Device::PARITY) {
    problems_.Add(place.Of("skip_copy"),
                  "skip_copy is for kind: PARITY; leave it out");
  }
  const std::string kind = Device::Kind_Name(device.kind());
  if (!IsStack(device)) {
    if (device.leg_size() != 0) {
      problems_.Add(place.Of("leg", 0),
                    absl::StrCat("a ", kind,
                                 " has no legs; kind: MIRROR and "
                                 "kind: PARITY have"));
    }
    return;
  }
  const int least = device.kind() == Device::MIRROR ? 2 : 3;
  if (device.leg_size() < least) {
    problems_.Add(place, absl::StrCat("a ", kind, " needs at least ", least,
                                      " legs; write leg: \"NAME\" for each"));
  }
  CheckCount(device.leg_size(), "leg", kMaxLegs, place);
  for (int i = 0; i < device.leg_size(); ++i)
    Leg(device, index, i, place.Of("leg", i));
  if (device.kind() == Device::PARITY && device.leg_size() >= least) {
    const uint64_t unit = device.stripe_unit_bytes() != 0
                              ? device.stripe_unit_bytes()
                              : BlockOf(device);
    problems_.CheckMultiple(device.bytes(), "bytes",
                            unit * static_cast<uint64_t>(device.leg_size() - 1),
                            "a stripe", place);
  }
  for (const char* const of_disks :
       {"integrity", "hardware", "inserts_integrity", "open_zone"}) {
    const auto* const field = device.GetDescriptor()->FindFieldByName(of_disks);
    if (!device.GetReflection()->HasField(device, field)) continue;
    problems_.Add(place.Of(*field),
                  absl::StrCat(of_disks, " is for disks; a ", kind,
                               " leaves it to its "
                               "legs"));
  }
}

void Validator::Leg(const Device& device, int index, int leg,
                    const Place& place) {
  const std::string& name = device.leg(leg);
  if (!problems_.CheckKnown(name, "device", devices_, place)) return;
  const Device& disk = scenario_.device(devices_[name]);
  if (devices_[name] >= index || IsStack(disk)) {
    return problems_.Add(place, absl::StrCat("leg ", Quoted(name),
                                             " must be a disk that is above "
                                             "this device in the file"));
  }
  if (!stack_of_.emplace(name, device.name()).second) {
    problems_.Add(
        place, absl::StrCat("device ", Quoted(name), " is a leg already, of ",
                            Quoted(stack_of_[name])));
  }
  if (BlockOf(device) % BlockOf(disk) != 0) {
    problems_.Add(place,
                  absl::StrCat("leg ", Quoted(name), " has logical blocks of ",
                               BlockOf(disk), " bytes; they must divide ",
                               BlockOf(device), ", those of this device"));
  }
  if (device.kind() == Device::MIRROR && leg > 0) {
    const auto first = devices_.find(device.leg(0));
    if (first != devices_.end() &&
        scenario_.device(first->second).fill() != disk.fill()) {
      problems_.Add(place, absl::StrCat("leg ", Quoted(name), " has fill ",
                                        disk.fill(), ", the first leg ",
                                        scenario_.device(first->second).fill(),
                                        "; a mirror begins with equal legs"));
    }
  }
  const uint64_t data_legs =
      device.kind() == Device::PARITY
          ? static_cast<uint64_t>(std::max(1, device.leg_size() - 1))
          : 1;
  const uint64_t needed = (device.bytes() + data_legs - 1) / data_legs;
  if (disk.bytes() >= needed) return;
  problems_.Add(place,
                absl::StrCat("leg ", Quoted(name), " has ", disk.bytes(),
                             " bytes; this device needs ", needed, " of each"));
}

}  // namespace diorace
