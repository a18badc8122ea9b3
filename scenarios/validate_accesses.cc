#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "scenarios/limits.h"
#include "scenarios/validator.h"

namespace diorace {

std::optional<uint64_t> Validator::CheckFileOf(bool present,
                                               const std::string& name,
                                               const Place& place) {
  if (!problems_.CheckReference(present, name, "file", files_, place))
    return std::nullopt;
  const int index = files_[name];
  if (scenario_.file(index).filesystem() == File::RAW_BLOCK_DEVICE) {
    problems_.Add(place.Of("file"),
                  "this takes a file of a file system, not a "
                  "RAW_BLOCK_DEVICE");
    return std::nullopt;
  }
  const uint64_t end = file_end_[static_cast<size_t>(index)];
  if (end == 0) return std::nullopt;
  return end;
}

void Validator::CheckWriteBack(const WriteBack& write_back,
                               const Place& place) {
  const std::optional<uint64_t> end =
      CheckFileOf(write_back.has_file(), write_back.file(), place);
  if (!end.has_value()) return;
  problems_.CheckInside(write_back.offset(), write_back.bytes(), *end,
                        absl::StrCat("file ", Quoted(write_back.file())),
                        place.Of("offset"));
}

void Validator::CheckTruncate(const Truncate& truncate, const Place& place) {
  const std::optional<uint64_t> end =
      CheckFileOf(truncate.has_file(), truncate.file(), place);
  if (!truncate.has_size())
    return problems_.Add(place, "no size here; it takes bytes, 0 for none");
  if (!end.has_value() || truncate.size() <= *end) return;
  problems_.Add(
      place.Of("size"),
      absl::StrCat("size is ", truncate.size(), "; it must be at most ", *end,
                   ", where the file's extents end"));
}

void Validator::CheckPunchHole(const PunchHole& punch, const Place& place) {
  const std::optional<uint64_t> end =
      CheckFileOf(punch.has_file(), punch.file(), place);
  if (!problems_.CheckSize(punch.has_bytes(), punch.bytes(), "bytes",
                           kMaxDeviceBytes, place) ||
      !end.has_value())
    return;
  problems_.CheckInside(punch.offset(), punch.bytes(), *end,
                        absl::StrCat("file ", Quoted(punch.file())),
                        place.Of("offset"));
}

void Validator::CheckCpu(uint32_t cpu, const Place& place) {
  const uint32_t cpus = scenario_.limits().cpus();
  if (cpu < cpus || cpus == 0) return;
  problems_.Add(place.Of("cpu"),
                absl::StrCat("cpu is ", cpu, "; it must be from 0 to ",
                             cpus - 1, ", since limits.cpus is ", cpus));
}

void Validator::CheckOfflineCpu(const OfflineCpu& offline, const Place& place) {
  if (!offline.has_cpu())
    problems_.Add(place, "no cpu here; it takes a number");
  CheckCpu(offline.cpu(), place);
}

void Validator::CheckSetReadBounce(const SetReadBounce& set,
                                   const Place& place) {
  CheckFileOf(set.has_file(), set.file(), place);
  if (!set.has_mode())
    problems_.Add(place, "no mode here; it takes LAZY, NEVER or ALWAYS");
}

void Validator::CheckSetBlocksize(const SetBlocksize& set, const Place& place) {
  if (!problems_.CheckReference(set.has_file(), set.file(), "file", files_,
                                place))
    return;
  const File& file = scenario_.file(files_[set.file()]);
  if (file.filesystem() != File::RAW_BLOCK_DEVICE) {
    return problems_.Add(place.Of("file"),
                         "this takes a RAW_BLOCK_DEVICE, not a file of a file "
                         "system");
  }
  const Device* const device = DeviceOf(file);
  if (!set.has_bytes())
    return problems_.Add(place, "no bytes here; it takes the size of a block");
  if (device == nullptr) return;
  problems_.CheckPowerOfTwo(set.bytes(), "bytes",
                            static_cast<uint32_t>(BlockOf(*device)),
                            kMaxBlockBytes, place);
}

void Validator::CheckSetStableWrites(const SetStableWrites& set,
                                     const Place& place) {
  problems_.CheckReference(set.has_device(), set.device(), "device", devices_,
                           place);
  if (!set.has_on()) problems_.Add(place, "no `on: true` or `on: false` here");
}

void Validator::CheckStore(const Store& store, const Place& place) {
  const bool buffer = problems_.CheckReference(
      store.has_buffer(), store.buffer(), "buffer", buffers_, place);
  if (store.has_value() == store.has_data()) {
    return problems_.Add(
        place, store.has_value()
                   ? "both value and data; a store takes one of them"
                   : "no value (a byte) and no data (bytes) to store");
  }
  problems_.CheckByte(store.value(), "value", place);
  const uint64_t size = store.has_data() ? store.data().size() : 1;
  if (size == 0) return problems_.Add(place.Of("data"), "data is empty");
  if (!problems_.CheckSize(true, store.count(), "count", kMaxStores, place))
    return;
  const uint64_t stride = store.has_stride() ? store.stride() : size;
  if (store.count() > 1 && stride < size) {
    return problems_.Add(
        place.Of("stride"),
        absl::StrCat("stride is ", stride, "; it must be at least ", size,
                     ", the size of a store"));
  }
  const uint64_t span = stride * (store.count() - 1) + size;
  if (buffer &&
      !problems_.CheckInside(
          store.offset(), span, BufferOf(store.buffer()).bytes(),
          absl::StrCat("buffer ", Quoted(store.buffer())), place.Of("offset")))
    return;
  CheckChunks(store, size, stride, place);
}

void Validator::CheckChunks(const Store& store, uint64_t size, uint64_t stride,
                            const Place& place) {
  const bool known = buffers_.contains(store.buffer());
  for (uint32_t i = 0; i < store.count(); ++i) {
    const uint64_t begin = store.offset() + stride * i;
    if (begin / chunk_ != (begin + size - 1) / chunk_) {
      return problems_.Add(
          place.Of("offset"),
          absl::StrCat("the store to [", begin, ",", begin + size,
                       ") is not within one chunk of ", chunk_,
                       " bytes; split it"));
    }
    if (known && !CheckMapped(BufferOf(store.buffer()), begin, size, place))
      return;
  }
}

void Validator::CheckLoad(const Load& load, const Place& place) {
  const bool buffer = problems_.CheckReference(load.has_buffer(), load.buffer(),
                                               "buffer", buffers_, place);
  if (!problems_.CheckSize(load.has_bytes(), load.bytes(), "bytes", kMaxIoBytes,
                           place) ||
      !buffer)
    return;
  const Buffer& from = BufferOf(load.buffer());
  if (problems_.CheckInside(load.offset(), load.bytes(), from.bytes(),
                            absl::StrCat("buffer ", Quoted(load.buffer())),
                            place.Of("offset")))
    CheckMapped(from, load.offset(), load.bytes(), place);
}

// What a thread itself touches.
bool Validator::CheckMapped(const Buffer& buffer, uint64_t offset,
                            uint64_t bytes, const Place& place) {
  for (const Range& hole : buffer.hole()) {
    const uint64_t end = uint64_t{hole.offset()} + hole.bytes();
    if (offset >= end || offset + bytes <= hole.offset()) continue;
    problems_.Add(
        place.Of("offset"),
        absl::StrCat("bytes [", offset, ",", offset + bytes,
                     ") touch a hole of buffer ", Quoted(buffer.name()),
                     "; the thread would be killed"));
    return false;
  }
  return true;
}

}  // namespace diorace
