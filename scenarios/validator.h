// What ValidateScenario does, in parts: each part of a scenario has a file.
//
// - validate.cc: what concerns the whole scenario
// - validate_devices.cc: devices
// - validate_files.cc: files and buffers
// - validate_operations.cc: tasks, and their direct I/O
// - validate_accesses.cc: what else they do to memory, files and devices
// - validate_pipes.cc: pipes, and who fills and uses them

#ifndef DIORACE_SCENARIOS_VALIDATOR_H_
#define DIORACE_SCENARIOS_VALIDATOR_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "scenarios/place.h"
#include "scenarios/problems.h"
#include "scenarios/scenario.pb.h"

namespace diorace {

// Looks at a scenario from top to bottom, so that a part can rely on what is
// above it; where that is wrong, it checks what it can.
class Validator {
 public:
  Validator(const Scenario& scenario, absl::string_view file,
            const Place::Locations* locations)
      : scenario_(scenario), problems_(file), top_(locations, scenario) {}

  // All problems; call it once.
  absl::Status Validate();

 private:
  using Index = std::map<std::string, int>;  // of names in a repeated field
  using Ranges = google::protobuf::RepeatedPtrField<Range>;

  // All members of a repeated field have names, all different. Returns them.
  template <typename Messages>
  Index Names(const Messages& messages, absl::string_view field, int most);
  // No repeated field, however deep, has so many members that to look at all of
  // them would take long.
  bool CountsAreBearable(const google::protobuf::Message& message,
                         const Place& place);
  // The repeated field has at most `most` members.
  void CheckCount(int count, absl::string_view field, int most,
                  const Place& place);

  void Head();
  void Chunk();
  void Sizes();
  void FaultBudget();
  void Totals();
  void Exploration();
  void Shards();
  void Expected();

  void Devices();
  void CheckDevice(const Device& device, int index, const Place& place);
  bool Interval(const Device& device, const Place& place);
  void Protection(const Device& device, const Place& place);
  bool LogicalBlock(const Device& device, const Place& place);
  void Queue(const Device& device, const Place& place);
  void LimitsFit(const Device& device);
  void Stack(const Device& device, int index, const Place& place);
  void DiskFeatures(const Device& device, const Place& place);
  void Zone(const Device& device, const Place& place);
  void Leg(const Device& device, int index, int leg, const Place& place);

  void Files();
  void RawFile(const File& file, const Place& place);
  void FileOfFileSystem(const File& file, const Place& place);
  // Where the file ends, by its layout; 0 if that is not known.
  uint64_t Layout(const File& file, const Device& device, const Place& place);
  void CheckExtent(const Extent& extent, uint64_t begin, uint64_t block,
                   const Device& device, const Place& place);
  void ExtentsApart(const File& file, const Place& place);
  void RoomForDirty(const File& file, const Cached& cached, const Place& place);
  void CheckCached(const File& file, uint64_t end, const Place& place);

  void Buffers();
  void Mapping(const Buffer& buffer, const Place& place);
  void CheckPages(const Ranges& ranges, absl::string_view field,
                  const Buffer& buffer, const Place& place);

  // Asynchronous I/O of a task, as far as one has read on in it.
  struct InFlight {
    uint64_t count = 0;
    int operations = 0;
    std::set<std::string> pipes;  // that it has filled
  };
  void Tasks();
  void CheckTask(const Task& task, const Place& place);
  void CheckOperation(const Operation& operation, const Place& place,
                      InFlight& in_flight);
  void CheckBatch(const Batch& batch, const Place& place, InFlight& in_flight);
  void CheckReap(const Reap& reap, const Place& place, InFlight& in_flight);
  void CheckDirectIo(const DirectIo& io, bool write, bool batched,
                     const Place& place, InFlight& in_flight);
  void CheckFlags(const DirectIo& io, bool write, bool batched,
                  const Place& place);
  // Returns how many bytes the call transfers; 0 if that is not known.
  uint64_t CheckMemory(const DirectIo& io, const Place& place);
  uint64_t CheckSegments(const DirectIo& io, const Place& place);
  void CheckFileRange(const DirectIo& io, uint64_t bytes, const Place& place);
  void CheckAlignment(const DirectIo& io, const Device& device,
                      const Place& place);
  // Adds what the I/O makes to the totals.
  void Count(const DirectIo& io, const Device& device, uint64_t bytes,
             const Place& place);
  // Of operations on a file as a whole: its end, or nothing if that is not
  // known, or if the file is none of a file system.
  std::optional<uint64_t> CheckFileOf(bool present, const std::string& name,
                                      const Place& place);
  void CheckWriteBack(const WriteBack& write_back, const Place& place);
  void CheckTruncate(const Truncate& truncate, const Place& place);
  void CheckPunchHole(const PunchHole& punch, const Place& place);
  void CheckOfflineCpu(const OfflineCpu& offline, const Place& place);
  void CheckCpu(uint32_t cpu, const Place& place);
  void CheckSetBlocksize(const SetBlocksize& set, const Place& place);
  void CheckSetReadBounce(const SetReadBounce& set, const Place& place);
  void CheckSetStableWrites(const SetStableWrites& set, const Place& place);
  void Pipe(const Buffer& buffer, const Place& place);
  void CheckSpliceRead(const SpliceRead& splice, const Place& place,
                       InFlight& in_flight);
  // If `buffer` is a pipe, the task has filled it.
  void CheckPipe(const std::string& buffer, const Place& place,
                 const InFlight& in_flight);
  void CheckPipes(const DirectIo& io, bool write, const Place& place,
                  const InFlight& in_flight);
  bool RefusePipe(const std::string& buffer, absl::string_view who,
                  const Place& place);
  bool IsPipe(const std::string& buffer) const;
  void CheckStore(const Store& store, const Place& place);
  void CheckChunks(const Store& store, uint64_t size, uint64_t stride,
                   const Place& place);
  void CheckLoad(const Load& load, const Place& place);
  bool CheckMapped(const Buffer& buffer, uint64_t offset, uint64_t bytes,
                   const Place& place);

  // Not 0, whatever is wrong with the device.
  uint64_t BlockOf(const Device& device) const;
  static absl::string_view BlockName(const Device& device);
  // The device of a file, or null if it names none.
  const Device* DeviceOf(const File& file) const;
  const Buffer& BufferOf(const std::string& name) {
    return scenario_.buffer(buffers_[name]);
  }

  const Scenario& scenario_;
  Problems problems_;
  const Place top_;
  uint64_t chunk_ = scenario_.chunk_bytes();
  uint64_t page_ = scenario_.limits().page_bytes();
  uint64_t memory_ = 0;       // bytes
  uint64_t chunks_ = 0;       // of devices and buffers
  uint64_t fault_sites_ = 0;  // at most
  Index devices_, files_, buffers_;
  std::set<std::string> filled_;                 // pipes, by any task
  std::map<std::string, std::string> stack_of_;  // leg to device
  std::vector<uint64_t> file_end_;               // by file; 0: not known
};

template <typename Messages>
Validator::Index Validator::Names(const Messages& messages,
                                  absl::string_view field, int most) {
  Index names;
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
  CheckCount(messages.size(), field, most, top_);
  return names;
}

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_VALIDATOR_H_
