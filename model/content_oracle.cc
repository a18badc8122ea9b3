#include "model/content_oracle.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "checker/runtime/executor.h"
#include "model/contested.h"
#include "model/lost_to_cache.h"
#include "model/machine.h"
#include "model/mm/folio.h"
#include "model/own_write_oracle.h"
#include "model/page_cache_oracle.h"
#include "model/untouched_oracle.h"

namespace dio {
namespace {

using checker::Executor;

void Report(absl::string_view kind, checker::ObjectId object,
            absl::string_view row, absl::string_view message,
            absl::string_view blame = "kernel") {
  Executor::Current().Report({.kind = kind,
                              .oracle = "content",
                              .object = object,
                              .blame = blame,
                              .row = row},
                             [&] { return std::string(message); });
}

class ContentOracle {
 public:
  explicit ContentOracle(Machine& machine) : machine_(machine) {}

  void Check() {
    for (size_t i = 0; i < machine_.record_count(); ++i) {
      const IoRecord& record = machine_.record(i);
      CheckCompletion(record);
      if (record.completions != 1) continue;
      CheckResult(record);
      if (ContestedByIo(machine_.workload(), *record.spec)) continue;
      if (record.spec->op == ReqOp::kWrite) {
        CheckWrite(record, JudgedBytes(record));
      } else {
        CheckRead(record);
      }
    }
    CheckLateStores();
    CheckCounts();
  }

 private:
  const FileSpec& FileOf(const IoSpec& io) const {
    return machine_.workload().files[io.file];
  }
  bool IsOfFileSystem(const IoSpec& io) const {
    return FileOf(io).filesystem != FileSystem::kRawBlockDevice;
  }
  BlockDevice& DeviceOf(const IoSpec& io) {
    return machine_.device(FileOf(io).device);
  }
  // To point at in a message.
  checker::ObjectId ObjectOf(const IoSpec& io) {
    return machine_.buffer(io.segments[0].buffer).memory().id();
  }

  void CheckCompletion(const IoRecord& record) {
    if (record.completions == 1) return;
    // A task that stops after an error leaves the rest of its list undone.
    if (record.completions == 0 && !record.started) return;
    Report(
        "completion_count", ObjectOf(*record.spec), "",
        absl::StrCat("the I/O was completed ", record.completions, " times"));
  }

  void CheckResult(const IoRecord& record) {
    const int64_t result = record.result;
    if (result < 0) {
      if (record.Excuses(static_cast<int>(result))) return;
      Report("wrong_error", ObjectOf(*record.spec), record.suspect(),
             absl::StrCat("the call returns ", result,
                          ", for which there is no reason"));
      return;
    }
    // Files do not shrink but by truncation.
    if (record.spec->op == ReqOp::kRead && IsOfFileSystem(*record.spec) &&
        !machine_.workload().file_needs[record.spec->file].truncated &&
        result > 0 &&
        record.spec->file_offset + result >
            machine_.file(record.spec->file).PeekSize()) {
      const bool taken_back =
          machine_.file(record.spec->file).size_taken_back();
      Report("wrong_count", ObjectOf(*record.spec),
             taken_back ? "R41" : record.suspect(),
             "a read returns bytes behind the end of the file",
             taken_back ? "hypothesis" : "kernel");
    }
    if (result > record.spec->bytes()) {
      Report("wrong_count", ObjectOf(*record.spec), record.suspect(),
             absl::StrCat("the call returns ", result, " of ",
                          record.spec->bytes(), " bytes"));
    } else if (result < record.spec->bytes() && !record.may_be_short()) {
      Report("wrong_count", ObjectOf(*record.spec), record.suspect(),
             absl::StrCat("the call returns ", result, " of ",
                          record.spec->bytes(),
                          " bytes, for which there is no reason"));
    }
  }

  // How much of a write can be judged. If the file is truncated, that comes
  // before or after the write (in this model, not on btrfs): what has succeeded
  // and lies before the end is there.
  uint32_t JudgedBytes(const IoRecord& record) const {
    const IoSpec& io = *record.spec;
    const FileNeeds& needs = machine_.workload().file_needs[io.file];
    if (!needs.truncated) return io.bytes();
    if (!needs.truncated_to.has_value() ||
        FileOf(io).filesystem != FileSystem::kXfs)
      return 0;
    const uint32_t size = machine_.file(io.file).PeekSize();
    const uint32_t end =
        GrowsAlone(io) ? size : std::min(size, *needs.truncated_to);
    return static_cast<uint32_t>(std::max<int64_t>(
        std::min(record.result, int64_t{end} - io.file_offset), 0));
  }

  // Whether nobody else, nor a second try, can grow the file again after it was
  // truncated, and the end is behind what was cut off.
  bool GrowsAlone(const IoSpec& io) const {
    const Workload& workload = machine_.workload();
    bool alone =
        io.on_short != Reaction::kRetry && io.on_error != Reaction::kRetry;
    ForEachIo(workload, [&](const TaskSpec&, const IoSpec& other) {
      if (other.index == io.index || other.file != io.file) return;
      alone &= other.op == ReqOp::kRead ||
               other.file_offset + other.bytes() <=
                   *workload.file_needs[io.file].truncated_to;
    });
    return alone;
  }

  void CheckWrite(const IoRecord& record, uint32_t bytes) {
    const IoSpec& io = *record.spec;
    const auto done =
        static_cast<uint32_t>(std::max<int64_t>(record.result, 0));
    BlockDevice& device = DeviceOf(io);
    const uint32_t block = device.logical_block_bytes();
    for (uint32_t at = 0; at < bytes; at += block) {
      const uint32_t length = std::min(block, bytes - at);
      const absl::Span<const uint8_t> now =
          machine_.FileBytes(io.file, io.file_offset + at, length);
      const bool is_new =
          now == record.data.subspan(at, length) && Known(record, at, length);
      if (is_new) continue;
      if (LostToCache(machine_, io, at)) continue;
      if (at + length <= done) {
        Report("wrong_data", ObjectOf(io), LostDataRow(record, at),
               "a finished write committed other data than it took",
               BlameOf(record, at, length));
        return;
      }
      const uint32_t part = std::min(std::max(done, at) - at, length);
      const bool part_new =
          now.subspan(0, part) == record.data.subspan(at, part) &&
          Known(record, at, part);
      if (!part_new || !IsOld(io.file, now.subspan(part))) {
        Report("wrong_data", ObjectOf(io), record.suspect(),
               "a failed write left a block that is neither old nor new",
               BlameOf(record, at, length));
        return;
      }
    }
  }

  static absl::string_view BlameOf(const IoRecord& record, uint32_t at,
                                   uint32_t length) {
    return record.IsCandidate(at, length) ? "hypothesis" : "kernel";
  }

  // Whether a block holds what it held before anybody wrote.
  // What was there at the start: the device's fill, zeros where nothing is
  // written, or what the page cache held, dirty, of any part of the block.
  bool IsOld(size_t file, absl::Span<const uint8_t> block) {
    const FileSpec& spec = machine_.workload().files[file];
    const uint8_t fill = machine_.device(spec.device).InitialFill();
    return std::all_of(block.begin(), block.end(), [&](uint8_t byte) {
      return byte == fill || byte == 0 ||
             std::any_of(spec.cached.begin(), spec.cached.end(),
                         [byte](const CachedSpec& cached) {
                           return byte == cached.fill;
                         });
    });
  }

  absl::string_view LostDataRow(const IoRecord& record, uint32_t at) {
    const Behaviour& behaviour = machine_.workload().behaviour;
    const IoSpec& io = *record.spec;
    Inode& inode = machine_.file(io.file);
    if (!behaviour.has(Switch::kEofZeroingDrains) && inode.cache.has_value() &&
        inode.cache->data().last_fill(io.file_offset + at).label ==
            InfoOf(KernelStep::kZeroEof).label)
      return "R43";
    if (!behaviour.has(Switch::kUnalignedExclusive) &&
        inode.block_bytes() > inode.device.logical_block_bytes())
      return "R42";
    return record.suspect();
  }

  static bool Known(const IoRecord& record, uint32_t at, uint32_t length) {
    const absl::Span<const bool> known = record.known.subspan(at, length);
    return known.empty() ||
           std::memchr(known.data(), int{false}, known.size()) == nullptr;
  }

  // Where the medium is wrong, verification says so.
  void CheckSpoilt(const IoRecord& record) {
    if (record.result <= int64_t{record.spoilt_at()}) return;
    const Behaviour& behaviour = machine_.workload().behaviour;
    const bool not_walked = behaviour.has(Switch::kFsIntegrity) &&
                            !behaviour.has(Switch::kFsVerifyDataIter);
    Report("corruption_undetected", ObjectOf(*record.spec),
           not_walked ? "R61" : record.suspect(),
           "a read returns data that does not match its protection "
           "information, and no error");
  }

  void CheckRead(const IoRecord& record) {
    CheckSpoilt(record);
    const auto done =
        static_cast<uint32_t>(std::max<int64_t>(record.result, 0));
    uint32_t position = 0;
    for (const SegmentSpec& segment : record.spec->segments) {
      const UserBuffer& buffer = machine_.buffer(segment.buffer);
      const uint32_t chunk = buffer.chunk_bytes();
      for (uint32_t at = 0; at < segment.bytes && position < done;) {
        const uint32_t offset = buffer.base() + segment.offset + at;
        const uint32_t length = std::min(
            {chunk - offset % chunk, segment.bytes - at, done - position});
        if (!Delivered(record, buffer, offset, position, length)) return;
        at += length;
        position += length;
      }
    }
  }

  bool Delivered(const IoRecord& record, const UserBuffer& buffer,
                 uint32_t offset, uint32_t position, uint32_t length) {
    if (StoredByUser(buffer.memory().last_fill(offset))) return true;
    if (Known(record, position, length) &&
        buffer.memory().Peek().subspan(offset, length) ==
            record.data.subspan(position, length))
      return true;
    Report("stale_data", buffer.memory().id(), record.suspect(),
           "a finished read left other data in the buffer than the device "
           "delivered");
    return false;
  }

  static bool StoredByUser(const checker::Operation& last) {
    return last.label == InfoOf(KernelStep::kUserStore).label;
  }

  // What a user stores after his read has returned stays.
  void CheckLateStores() {
    for (const Machine::LateStore& store : machine_.late_stores()) {
      const UserBuffer& buffer = machine_.buffer(store.buffer);
      if (StoredByUser(buffer.memory().last_fill(buffer.base() + store.offset)))
        continue;
      const bool late_release =
          !machine_.workload().behaviour.has(Switch::kBioReleasedBeforeDioRef);
      Report("lost_store", buffer.memory().id(), late_release ? "R27b" : "",
             "what the user stored after the read had returned is overwritten");
    }
  }

  void CheckCounts() {
    for (size_t i = 0; i < machine_.workload().buffers.size(); ++i) {
      const UserBuffer& buffer = machine_.buffer(i);
      const UserBuffer::PinBalance pins = buffer.pins();
      const absl::string_view row = machine_.PinSuspect();
      if (pins.overdrawn > 0) {
        Report("pin_underflow", buffer.memory().id(), row,
               absl::StrCat(pins.overdrawn,
                            " pins were dropped that nobody held"));
      }
      if (pins.left > 0) {
        Report(
            "pin_leak", buffer.memory().id(), row,
            absl::StrCat("the buffer's pages have ", pins.left, " pins left"));
      }
    }
    for (size_t i = 0; i < machine_.workload().files.size(); ++i) {
      if (machine_.file(i).dio_count() == 0) continue;
      Report("dio_count", checker::kNoObject, "",
             absl::StrCat("i_dio_count is ", machine_.file(i).dio_count()));
    }
  }

  Machine& machine_;
};

// The kernel's own reference to its zeros is still there.
void CheckZeroFolio(Machine& machine) {
  Folio* const zeros = machine.kernel().zero_folio;
  if (zeros == nullptr) return;
  if (zeros->refcount.Peek() == 1) return folio_put(zeros);
  Report("folio_refcount", zeros->refcount.id(), "R45",
         absl::StrCat("the zero folio, which is never freed, has ",
                      zeros->refcount.Peek(), " references"));
  if (zeros->refcount.Peek() > 0) checker::Heap::Delete(zeros);
}

void CheckWorkqueues(Machine& machine) {
  for (size_t i = 0; i < machine.workload().files.size(); ++i) {
    DioWorkqueue* const workqueue = machine.file(i).sb.s_dio_done_wq.Peek();
    if (workqueue != nullptr) checker::Heap::Delete(workqueue);
  }
}

}  // namespace

void CheckContents(Machine& machine) {
  if (Executor::Current().Disturbed()) return;
  ContentOracle(machine).Check();
  CheckPageCache(machine);
  CheckUntouched(machine);
  CheckOwnWrites(machine);
  // What lives as long as the machine.
  CheckZeroFolio(machine);
  CheckWorkqueues(machine);
}

}  // namespace dio
