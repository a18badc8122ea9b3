// ValidateScenario: what is wrong with a scenario, all of it, with places.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "checker/campaign.h"
#include "model/pi/profile.h"
#include "scenarios/integrity_profile.h"
#include "scenarios/limits.h"
#include "scenarios/loader.h"
#include "scenarios/place.h"
#include "scenarios/problems.h"

namespace diorace {
namespace {

class Validator {
 public:
  Validator(const Scenario& scenario, absl::string_view file,
            const Place::Locations* locations)
      : scenario_(scenario), problems_(file), top_(locations, scenario) {}

  absl::Status Validate() {
    Head();
    Chunk();
    Devices();
    Files();
    Buffers();
    Tasks();
    Limits();
    Expected();
    return problems_.status();
  }

 private:
  // All members of a repeated field have names, all different. Returns them.
  template <typename Messages>
  std::map<std::string, int> Names(const Messages& messages,
                                   absl::string_view field, int most) {
    std::map<std::string, int> names;
    for (int i = 0; i < messages.size(); ++i) {
      const Place place = top_.Of(field, i);
      problems_.CheckName(messages[i].has_name(), messages[i].name(), field,
                          place);
      if (!messages[i].has_name()) continue;
      if (!names.emplace(messages[i].name(), i).second) {
        problems_.Add(place.Of("name"),
                      absl::StrCat("there is another ", field, " ",
                                   Quoted(messages[i].name()),
                                   "; each needs a name of its own"));
      }
    }
    if (messages.size() > most) {
      problems_.Add(top_.Of(field, most),
                    absl::StrCat("too many: at most ", most, " ", field,
                                 "s are possible"));
    }
    return names;
  }

  void Head() {
    problems_.CheckName(scenario_.has_name(), scenario_.name(), "scenario",
                        top_);
    if (!scenario_.has_release())
      problems_.Add(top_,
                    "no release here; it takes a Linux release, e.g. \"6.1\"");
    for (int i = 0; i < scenario_.switch_setting_size(); ++i) {
      const SwitchSetting& setting = scenario_.switch_setting(i);
      const Place place = top_.Of("switch_setting", i);
      if (!setting.has_name()) problems_.Add(place, "the switch has no name");
      if (!setting.has_on())
        problems_.Add(place, "no `on: true` or `on: false` here");
    }
  }

  void Chunk() {
    const uint32_t chunk = scenario_.chunk_bytes();
    if (std::has_single_bit(chunk) && chunk <= kMaxIntervalBytes) return;
    chunk_ = 1;  // for the checks that follow
    problems_.Add(top_.Of("chunk_bytes"),
                  absl::StrCat("chunk_bytes is ", chunk,
                               "; it must be a power of two, at most ",
                               kMaxIntervalBytes));
  }

  void Devices() {
    devices_ = Names(scenario_.device(), "device", kMaxDevices);
    if (devices_.empty() && scenario_.device_size() == 0)
      problems_.Add(top_, "no device here; a scenario needs at least one");
    for (int i = 0; i < scenario_.device_size(); ++i) {
      const Device& device = scenario_.device(i);
      const Place place = top_.Of("device", i);
      problems_.CheckByte(device.fill(), "fill", place);
      if (!Interval(device, place)) continue;
      Protection(device, place);
      if (!problems_.CheckSize(device.has_bytes(), device.bytes(), "bytes",
                               kMaxDeviceBytes, place))
        continue;
      memory_ += device.bytes();
      problems_.CheckMultiple(device.bytes(), "bytes", BlockOf(device),
                              BlockName(device), place);
    }
  }

  bool Interval(const Device& device, const Place& place) {
    if (!device.has_integrity()) return true;
    const uint32_t interval = device.integrity().interval_bytes();
    const Place field = place.Of("integrity").Of("interval_bytes");
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
  void Protection(const Device& device, const Place& place) {
    if (!device.has_integrity()) return;
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

  // Not 0, whatever is wrong with the device.
  uint32_t BlockOf(const Device& device) const {
    return std::max(1u, LogicalBlockBytes(scenario_, device));
  }

  static absl::string_view BlockName(const Device& device) {
    return device.has_integrity() ? "the integrity interval"
                                  : "the logical block";
  }

  void Files() {
    files_ = Names(scenario_.file(), "file", kMaxFiles);
    std::map<std::string, std::string> xfs;
    for (int i = 0; i < scenario_.file_size(); ++i) {
      const File& file = scenario_.file(i);
      const Place place = top_.Of("file", i);
      problems_.CheckReference(file.has_device(), file.device(), "device",
                               devices_, place);
      if (file.filesystem() == File::UNSPECIFIED) {
        problems_.Add(place.Of("filesystem"),
                      "no filesystem here; it takes XFS or RAW_BLOCK_DEVICE");
      }
      if (file.filesystem() != File::XFS) continue;
      if (!xfs.emplace(file.device(), file.name()).second) {
        problems_.Add(place.Of("device"),
                      absl::StrCat("XFS file ", Quoted(xfs[file.device()]),
                                   " covers device ", Quoted(file.device()),
                                   "; there is no room for another"));
      }
    }
  }

  void Buffers() {
    buffers_ = Names(scenario_.buffer(), "buffer", kMaxBuffers);
    for (int i = 0; i < scenario_.buffer_size(); ++i) {
      const Buffer& buffer = scenario_.buffer(i);
      const Place place = top_.Of("buffer", i);
      problems_.CheckByte(buffer.fill(), "fill", place);
      if (!problems_.CheckSize(buffer.has_bytes(), buffer.bytes(), "bytes",
                               kMaxBufferBytes, place))
        continue;
      memory_ += buffer.bytes();
      problems_.CheckMultiple(buffer.bytes(), "bytes", chunk_, "chunk_bytes",
                              place);
    }
  }

  void Tasks() {
    Names(scenario_.task(), "task", kMaxTasksOfScenario);
    if (scenario_.task_size() == 0)
      problems_.Add(top_, "no task here; a scenario needs at least one");
    for (int i = 0; i < scenario_.task_size(); ++i) {
      const Task& task = scenario_.task(i);
      const Place place = top_.Of("task", i);
      if (task.operation_size() == 0)
        problems_.Add(place, "the task has no operation");
      if (task.operation_size() > kMaxOperationsOfTask) {
        problems_.Add(place.Of("operation", kMaxOperationsOfTask),
                      absl::StrCat("too many: a task has at most ",
                                   kMaxOperationsOfTask, " operations"));
      }
      for (int j = 0; j < task.operation_size(); ++j)
        CheckOperation(task.operation(j), place.Of("operation", j));
    }
  }

  void CheckOperation(const Operation& operation, const Place& place) {
    switch (operation.kind_case()) {
      case Operation::kPwrite:
        return CheckDirectIo(operation.pwrite(), place.Of("pwrite"));
      case Operation::kPread:
        return CheckDirectIo(operation.pread(), place.Of("pread"));
      case Operation::kStore:
        return CheckStore(operation.store(), place.Of("store"));
      case Operation::KIND_NOT_SET:
        problems_.Add(
            place, "the operation is empty; it takes pwrite, pread or store");
    }
  }

  void CheckDirectIo(const DirectIo& io, const Place& place) {
    const bool file = problems_.CheckReference(io.has_file(), io.file(), "file",
                                               files_, place);
    const bool buffer = problems_.CheckReference(io.has_buffer(), io.buffer(),
                                                 "buffer", buffers_, place);
    if (!problems_.CheckSize(io.has_bytes(), io.bytes(), "bytes", kMaxIoBytes,
                             place))
      return;
    if (buffer) {
      problems_.CheckMultiple(io.buffer_offset(), "buffer_offset", chunk_,
                              "chunk_bytes", place);
      problems_.CheckInside(io.buffer_offset(), io.bytes(),
                            BufferOf(io.buffer()).bytes(),
                            absl::StrCat("buffer ", Quoted(io.buffer())),
                            place.Of("buffer_offset"));
    }
    if (file) CheckFileRange(io, place);
  }

  void CheckFileRange(const DirectIo& io, const Place& place) {
    const auto device =
        devices_.find(scenario_.file(files_[io.file()]).device());
    if (device == devices_.end()) return;  // said already
    const Device& on = scenario_.device(device->second);
    const uint32_t block = BlockOf(on);
    problems_.CheckMultiple(io.bytes(), "bytes", block, BlockName(on), place);
    problems_.CheckMultiple(io.file_offset(), "file_offset", block,
                            BlockName(on), place);
    problems_.CheckInside(io.file_offset(), io.bytes(), on.bytes(),
                          absl::StrCat("file ", Quoted(io.file())),
                          place.Of("file_offset"));
  }

  const Buffer& BufferOf(const std::string& name) {
    return scenario_.buffer(buffers_[name]);
  }

  void CheckStore(const Store& store, const Place& place) {
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
    if (buffer && !problems_.CheckInside(
                      store.offset(), span, BufferOf(store.buffer()).bytes(),
                      absl::StrCat("buffer ", Quoted(store.buffer())),
                      place.Of("offset")))
      return;
    CheckChunks(store, size, stride, place);
  }

  void CheckChunks(const Store& store, uint64_t size, uint64_t stride,
                   const Place& place) {
    for (uint32_t i = 0; i < store.count(); ++i) {
      const uint64_t begin = store.offset() + stride * i;
      if (begin / chunk_ == (begin + size - 1) / chunk_) continue;
      return problems_.Add(
          place.Of("offset"),
          absl::StrCat("the store to [", begin, ",", begin + size,
                       ") is not within one chunk of ", chunk_,
                       " bytes; split it"));
    }
  }

  void Limits() {
    if (memory_ > kMaxMemoryBytes) {
      problems_.Add(top_, absl::StrCat("devices and buffers have ", memory_,
                                       " bytes together; at most ",
                                       kMaxMemoryBytes, " are possible"));
    }
    if (!scenario_.has_bounds()) return;
    const Place place = top_.Of("bounds");
    const Bounds& bounds = scenario_.bounds();
    problems_.CheckSize(true, bounds.max_steps(), "max_steps", kMaxSteps,
                        place);
    if (const absl::Status known =
            checker::MakeStrategy({.name = bounds.strategy()}).status();
        !known.ok())
      problems_.Add(place.Of("strategy"), known.message());
    if (bounds.strategy() != "dpor" && bounds.strategy() != "dfs" &&
        scenario_.expect().verdict() == Expectation::PASS) {
      problems_.Add(
          place.Of("strategy"),
          "a scenario that must pass needs dpor or dfs: samples prove nothing");
    }
    if (bounds.has_max_executions() && bounds.max_executions() == 0) {
      problems_.Add(place.Of("max_executions"),
                    "max_executions is 0, which would explore nothing");
    }
  }

  void Expected() {
    const Expectation& expect = scenario_.expect();
    if (!expect.has_verdict() || expect.verdict() == Expectation::UNSPECIFIED) {
      return problems_.Add(
          top_.Of("expect"),
          "no expected verdict here; write expect { verdict: PASS } or "
          "expect { verdict: FAIL }");
    }
    const Place place = top_.Of("expect");
    if (expect.verdict() == Expectation::PASS && expect.violation_size() != 0) {
      problems_.Add(place.Of("violation", 0),
                    "a scenario that must pass has no expected violations");
    }
    for (int i = 0; i < expect.violation_size(); ++i) {
      const ExpectedViolation& violation = expect.violation(i);
      if (violation.has_blame() && violation.blame() != "kernel" &&
          violation.blame() != "no_promise") {
        problems_.Add(place.Of("violation", i).Of("blame"),
                      absl::StrCat("blame is ", Quoted(violation.blame()),
                                   "; it is \"kernel\" or \"no_promise\""));
      }
    }
  }

  const Scenario& scenario_;
  Problems problems_;
  const Place top_;
  uint64_t chunk_ = scenario_.chunk_bytes();
  uint64_t memory_ = 0;
  std::map<std::string, int> devices_, files_, buffers_;  // name and index
};

}  // namespace

absl::Status ValidateScenario(const Scenario& scenario, absl::string_view file,
                              const Place::Locations* locations) {
  return Validator(scenario, file, locations).Validate();
}

}  // namespace diorace
