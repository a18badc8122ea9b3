#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "scenarios/limits.h"
#include "scenarios/validator.h"

namespace diorace {
namespace {

bool HasAddress(const Extent& extent) {
  return extent.type() == Extent::MAPPED || extent.type() == Extent::UNWRITTEN;
}

bool Overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

}  // namespace

const Device* Validator::DeviceOf(const File& file) const {
  const auto found = devices_.find(file.device());
  return found == devices_.end() ? nullptr : &scenario_.device(found->second);
}

void Validator::Files() {
  files_ = Names(scenario_.file(), "file", kMaxFiles);
  std::map<std::string, std::string> covered;
  for (int i = 0; i < scenario_.file_size(); ++i) {
    const File& file = scenario_.file(i);
    const Place place = top_.Of("file", i);
    problems_.CheckReference(file.has_device(), file.device(), "device",
                             devices_, place);
    const Device* const device = DeviceOf(file);
    file_end_.push_back(device == nullptr ? 0 : device->bytes());
    if (const auto stack = stack_of_.find(file.device());
        stack != stack_of_.end()) {
      problems_.Add(place.Of("device"),
                    absl::StrCat("device ", Quoted(file.device()),
                                 " belongs to ", Quoted(stack->second),
                                 ", of which it is a leg; use that"));
    }
    if (file.filesystem() == File::UNSPECIFIED) {
      problems_.Add(
          place.Of("filesystem"),
          "no filesystem here; it takes XFS, BTRFS or RAW_BLOCK_DEVICE");
    } else if (file.filesystem() == File::RAW_BLOCK_DEVICE) {
      RawFile(file, place);
    } else {
      FileOfFileSystem(file, place);
      if (!covered.emplace(file.device(), file.name()).second) {
        problems_.Add(place.Of("device"),
                      absl::StrCat(File::FileSystem_Name(file.filesystem()),
                                   " file ", Quoted(covered[file.device()]),
                                   " covers device ", Quoted(file.device()),
                                   "; there is no room for another"));
      }
      if (device != nullptr) file_end_.back() = Layout(file, *device, place);
    }
    if (device != nullptr) CheckCached(file, file_end_.back(), place);
  }
}

void Validator::RawFile(const File& file, const Place& place) {
  for (const char* const field :
       {"size", "block_bytes", "checksums", "redundant_profile", "zoned",
        "read_bounce", "extent"}) {
    const auto& descriptor = *file.GetDescriptor()->FindFieldByName(field);
    const google::protobuf::Reflection& reflection = *file.GetReflection();
    if (descriptor.is_repeated() ? reflection.FieldSize(file, &descriptor) == 0
                                 : !reflection.HasField(file, &descriptor))
      continue;
    problems_.Add(place.Of(descriptor, descriptor.is_repeated() ? 0 : -1),
                  absl::StrCat("a RAW_BLOCK_DEVICE has no ", field,
                               "; it is what the device is"));
  }
}

void Validator::FileOfFileSystem(const File& file, const Place& place) {
  const bool btrfs = file.filesystem() == File::BTRFS;
  if (!btrfs && file.checksums())
    problems_.Add(place.Of("checksums"),
                  "checksums is for BTRFS; leave it out");
  if (!btrfs && file.redundant_profile()) {
    problems_.Add(place.Of("redundant_profile"),
                  "redundant_profile is for BTRFS; leave it out");
  }
  if (btrfs && file.has_read_bounce()) {
    problems_.Add(place.Of("read_bounce"),
                  "read_bounce is for XFS; leave it out");
  }
  if (!file.zoned()) return;
  if (btrfs) problems_.Add(place.Of("zoned"), "zoned is for XFS; leave it out");
  const Device* const device = DeviceOf(file);
  if (device == nullptr || device->has_open_zone()) return;
  problems_.Add(
      place.Of("zoned"),
      absl::StrCat("device ", Quoted(device->name()),
                   " has no open_zone to be written to; add open_zone "
                   "{} to it"));
}

uint64_t Validator::Layout(const File& file, const Device& device,
                           const Place& place) {
  uint64_t block = BlockOf(device);
  if (file.has_block_bytes()) {
    if (problems_.CheckPowerOfTwo(file.block_bytes(), "block_bytes", 1,
                                  kMaxBlockBytes, place) &&
        problems_.CheckMultiple(file.block_bytes(), "block_bytes", block,
                                BlockName(device), place))
      block = file.block_bytes();
  }
  CheckCount(file.extent_size(), "extent", kMaxExtents, place);
  uint64_t end = file.extent_size() == 0 ? device.bytes() : 0;
  if (file.has_block_bytes() && end % block != 0) {
    problems_.Add(place,
                  absl::StrCat("device ", Quoted(device.name()), " has ", end,
                               " bytes, which are no multiple of ", block,
                               ", the file's block: write extents"));
  }
  for (int i = 0; i < file.extent_size(); ++i) {
    CheckExtent(file.extent(i), end, block, device, place.Of("extent", i));
    end += file.extent(i).bytes();
  }
  if (end > kMaxDeviceBytes) {
    problems_.Add(
        place.Of("extent", 0),
        absl::StrCat("the extents have ", end, " bytes together; at most ",
                     kMaxDeviceBytes, " are possible"));
    return 0;
  }
  ExtentsApart(file, place);
  if (file.has_size())
    problems_.CheckSize(true, file.size(), "size", end, place);
  return end;
}

// `begin`: where the extent before ends.
void Validator::CheckExtent(const Extent& extent, uint64_t begin,
                            uint64_t block, const Device& device,
                            const Place& place) {
  if (extent.has_offset() && extent.offset() != begin) {
    problems_.Add(
        place.Of("offset"),
        absl::StrCat("offset is ", extent.offset(), "; it must be ", begin,
                     ", where the extent before ends (write a gap as "
                     "an extent of type: HOLE)"));
  }
  if (!problems_.CheckSize(extent.has_bytes(), extent.bytes(), "bytes",
                           kMaxDeviceBytes, place))
    return;
  problems_.CheckMultiple(extent.bytes(), "bytes", block, "the file's block",
                          place);
  if (extent.shared() && extent.type() != Extent::MAPPED) {
    problems_.Add(place.Of("shared"),
                  "only an extent of type: MAPPED can be shared");
  }
  if (!HasAddress(extent)) {
    if (extent.has_address()) {
      problems_.Add(
          place.Of("address"),
          absl::StrCat("an extent of type: ", Extent::Type_Name(extent.type()),
                       " is nowhere on the device; leave address "
                       "out"));
    }
    return;
  }
  const uint64_t address = extent.has_address() ? extent.address() : begin;
  problems_.CheckMultiple(address, "address", block, "the file's block", place);
  problems_.CheckInside(address, extent.bytes(), device.bytes(),
                        absl::StrCat("device ", Quoted(device.name())),
                        place.Of("address"));
}

void Validator::ExtentsApart(const File& file, const Place& place) {
  std::vector<uint64_t> address;
  uint64_t begin = 0;
  for (int i = 0; i < file.extent_size(); ++i) {
    const Extent& extent = file.extent(i);
    address.push_back(extent.has_address() ? extent.address() : begin);
    begin += extent.bytes();
    if (!HasAddress(extent)) continue;
    for (int j = 0; j < i; ++j) {
      const auto before = static_cast<size_t>(j);
      if (!HasAddress(file.extent(j)) ||
          !Overlap(address[before], file.extent(j).bytes(), address.back(),
                   extent.bytes()))
        continue;
      problems_.Add(
          place.Of("extent", i).Of("address"),
          absl::StrCat("bytes [", address.back(), ",",
                       address.back() + extent.bytes(),
                       ") of the device belong to another extent of this file "
                       "already; give each an address of its own"));
      break;
    }
  }
}

// Whoever made the page dirty has reserved space for it.
void Validator::RoomForDirty(const File& file, const Cached& cached,
                             const Place& place) {
  const Device* const device = DeviceOf(file);
  uint64_t used = 0;
  uint64_t wanted = 0;
  uint64_t begin = 0;
  bool needs_room = false;
  for (const Extent& extent : file.extent()) {
    const bool on_device = HasAddress(extent);
    (on_device ? used : wanted) += extent.bytes();
    if (extent.shared()) wanted += extent.bytes();
    needs_room |= !on_device && Overlap(begin, extent.bytes(), cached.offset(),
                                        cached.bytes());
    begin += extent.bytes();
  }
  if (!needs_room || used + wanted <= device->bytes()) return;
  problems_.Add(
      place.Of("dirty"),
      absl::StrCat(
          "a dirty page over a hole has space reserved for it; device ",
          Quoted(device->name()), " has ", device->bytes(),
          " bytes, and the extents of the file need ", used + wanted));
}

void Validator::CheckCached(const File& file, uint64_t end,
                            const Place& place) {
  CheckCount(file.cached_size(), "cached", kMaxRanges, place);
  for (int i = 0; i < file.cached_size(); ++i) {
    const Cached& cached = file.cached(i);
    const Place inside = place.Of("cached", i);
    problems_.CheckByte(cached.fill(), "fill", inside);
    if (!problems_.CheckSize(cached.has_bytes(), cached.bytes(), "bytes",
                             kMaxDeviceBytes, inside))
      continue;
    const uint64_t begin = cached.offset();
    // A folio of the cache holds a block at least.
    const bool large = file.block_bytes() > page_;
    const uint64_t folio = large ? file.block_bytes() : page_;
    const absl::string_view unit = large ? "block_bytes" : "page_bytes";
    problems_.CheckMultiple(begin, "offset", folio, unit, inside);
    if (end != 0 &&
        problems_.CheckInside(begin, cached.bytes(), end,
                              absl::StrCat("file ", Quoted(file.name())),
                              inside.Of("offset")) &&
        begin + cached.bytes() != end) {
      problems_.CheckMultiple(cached.bytes(), "bytes", folio, unit, inside);
    }
    if (cached.dirty()) RoomForDirty(file, cached, inside);
    if (const auto on = devices_.find(file.device());
        !cached.dirty() && on != devices_.end() && file.extent_size() == 0 &&
        cached.fill() != scenario_.device(on->second).fill()) {
      problems_.Add(inside.Of("fill"),
                    absl::StrCat("fill is ", cached.fill(),
                                 "; what is cached and not dirty is what the "
                                 "device holds, ",
                                 scenario_.device(on->second).fill(),
                                 ": write dirty: true or another fill"));
    }
    for (int j = 0; j < i; ++j) {
      if (!Overlap(file.cached(j).offset(), file.cached(j).bytes(), begin,
                   cached.bytes()))
        continue;
      problems_.Add(inside,
                    "these pages are there already; name each page once");
      break;
    }
  }
}

void Validator::Buffers() {
  buffers_ = Names(scenario_.buffer(), "buffer", kMaxBuffers);
  for (int i = 0; i < scenario_.buffer_size(); ++i) {
    const Buffer& buffer = scenario_.buffer(i);
    const Place place = top_.Of("buffer", i);
    problems_.CheckByte(buffer.fill(), "fill", place);
    problems_.CheckByte(buffer.fill_step(), "fill_step", place);
    if (!problems_.CheckSize(buffer.has_bytes(), buffer.bytes(), "bytes",
                             kMaxBufferBytes, place))
      continue;
    memory_ += buffer.bytes();
    chunks_ += buffer.bytes() / chunk_;
    problems_.CheckMultiple(buffer.bytes(), "bytes", chunk_, "chunk_bytes",
                            place);
    if (buffer.has_folio_bytes() &&
        problems_.CheckSize(true, buffer.folio_bytes(), "folio_bytes",
                            kMaxBufferBytes, place)) {
      problems_.CheckMultiple(buffer.folio_bytes(), "folio_bytes", page_,
                              "page_bytes", place);
    }
    CheckPages(buffer.hole(), "hole", buffer, place);
    CheckPages(buffer.peer(), "peer", buffer, place);
    Mapping(buffer, place);
    if (buffer.pipe()) Pipe(buffer, place);
  }
}

void Validator::CheckPages(const Ranges& ranges, absl::string_view field,
                           const Buffer& buffer, const Place& place) {
  CheckCount(ranges.size(), field, kMaxRanges, place);
  for (int i = 0; i < ranges.size(); ++i) {
    const Range& range = ranges[i];
    const Place inside = place.Of(field, i);
    if (!problems_.CheckSize(range.has_bytes(), range.bytes(), "bytes",
                             kMaxBufferBytes, inside) ||
        !problems_.CheckMultiple(range.offset(), "offset", page_, "page_bytes",
                                 inside) ||
        !problems_.CheckInside(range.offset(), range.bytes(), buffer.bytes(),
                               absl::StrCat("buffer ", Quoted(buffer.name())),
                               inside.Of("offset")))
      continue;
    if (range.offset() + range.bytes() != buffer.bytes()) {
      problems_.CheckMultiple(range.bytes(), "bytes", page_, "page_bytes",
                              inside);
    }
  }
}

void Validator::Mapping(const Buffer& buffer, const Place& place) {
  if (!buffer.has_mapping_of()) {
    if (buffer.has_mapping_offset()) {
      problems_.Add(place.Of("mapping_offset"),
                    "mapping_offset without mapping_of; name the file, or "
                    "leave it out");
    }
    return;
  }
  const Place field = place.Of("mapping_of");
  for (const char* const fill : {"fill", "fill_step"}) {
    if (!buffer.GetReflection()->HasField(
            buffer, buffer.GetDescriptor()->FindFieldByName(fill)))
      continue;
    problems_.Add(place.Of(fill), absl::StrCat("a mapping holds what the file "
                                               "holds; leave ",
                                               fill, " out"));
  }
  if (buffer.peer_size() != 0) {
    problems_.Add(place.Of("peer", 0),
                  "a mapping of a file is host memory; leave peer out");
  }
  if (!problems_.CheckKnown(buffer.mapping_of(), "file", files_, field)) return;
  const int index = files_[buffer.mapping_of()];
  if (scenario_.file(index).filesystem() == File::RAW_BLOCK_DEVICE) {
    return problems_.Add(field,
                         "a RAW_BLOCK_DEVICE cannot be mapped; map a file of "
                         "a file system");
  }
  problems_.CheckMultiple(buffer.mapping_offset(), "mapping_offset", page_,
                          "page_bytes", place);
  const uint64_t end = file_end_[static_cast<size_t>(index)];
  if (end == 0) return;  // said already
  problems_.CheckInside(buffer.mapping_offset(), buffer.bytes(), end,
                        absl::StrCat("file ", Quoted(buffer.mapping_of())),
                        place.Of("mapping_offset"));
}

}  // namespace diorace
