#include "scenarios/random_tasks.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace diorace {
namespace {

class TaskMaker {
 public:
  TaskMaker(Dice& dice, const RandomMachine& machine, Scenario& scenario)
      : dice_(dice),
        machine_(machine),
        file_(scenario.file(0)),
        file_system_(file_.filesystem() != File::RAW_BLOCK_DEVICE),
        scenario_(scenario) {}

  void AddTasks() {
    Task& caller = NewTask("caller");
    const Buffer* const buffer = AddCalls(caller);
    if (file_system_ && dice_.Percent(60)) {
      const bool same = dice_.Percent(25);
      AddPeer(same ? caller : NewTask("peer"));
    } else if (!file_system_ && dice_.Percent(15)) {
      AddSetBlocksize(NewTask("peer"));
    }
    if (in_flight_ && dice_.Percent(50)) caller.add_operation()->mutable_reap();
    if (buffer->hole_size() != 0) return;
    if (dice_.Percent(30)) AddLoad(*buffer, caller);
    if (dice_.Percent(50)) AddStore(*buffer, NewTask("user"));
  }

 private:
  Task& NewTask(const char* name) {
    Task& task = *scenario_.add_task();
    task.set_name(name);
    return task;
  }

  Buffer& NewBuffer(uint32_t bytes) {
    Buffer& buffer = *scenario_.add_buffer();
    buffer.set_name(absl::StrCat("b", scenario_.buffer_size() - 1));
    buffer.set_bytes(bytes);
    return buffer;
  }

  Range PageOf(const Buffer& buffer) {
    Range range;
    range.set_offset(dice_.Below((buffer.bytes() - 1) / machine_.page + 1) *
                     machine_.page);
    range.set_bytes(std::min(machine_.page, buffer.bytes() - range.offset()));
    return range;
  }

  // Memory for a direct I/O.
  Buffer& NewMemory(uint32_t bytes, bool write) {
    Buffer& buffer = NewBuffer(bytes);
    const bool can_map = bytes % machine_.page == 0 && bytes <= machine_.end &&
                         file_system_ && !file_.zoned() &&
                         // That a direct read of btrfs takes no faults is not
                         // modelled.
                         (write || file_.filesystem() == File::XFS);
    if (can_map && dice_.Percent(6)) {
      buffer.set_mapping_of(file_.name());
      return buffer;
    }
    if (dice_.Percent(30))
      buffer.set_folio_bytes(machine_.page * dice_.Between(1, 2));
    if (dice_.Percent(7)) *buffer.add_hole() = PageOf(buffer);
    if (dice_.Percent(4)) *buffer.add_peer() = PageOf(buffer);
    return buffer;
  }

  void PlaceInFile(uint32_t bytes, uint32_t unit, DirectIo& io) {
    uint32_t offset = dice_.Below((machine_.end - bytes) / unit + 1) * unit;
    if (file_.zoned() || dice_.Percent(60))
      offset = offset / machine_.block * machine_.block;
    io.set_file(file_.name());
    io.set_file_offset(offset);
  }

  void AddFlags(bool write, DirectIo& io) {
    if (dice_.Percent(10)) io.set_nowait(true);
    if (dice_.Percent(12)) io.set_hipri(true);
    if (dice_.Percent(12)) io.set_registered(true);
    if (!io.async() && dice_.Percent(10)) io.set_on_short(DirectIo::RETRY);
    if (!write) return;
    if (dice_.Percent(8)) io.set_dsync(true);
    if (dice_.Percent(5)) io.set_sync(true);
    if (dice_.Percent(8)) io.set_atomic(true);
  }

  // Bytes of a direct I/O.
  uint32_t CallBytes() {
    uint32_t bytes = machine_.logical_block * dice_.Pick({1u, 1u, 2u, 3u});
    if (file_.zoned() ||
        (file_.filesystem() == File::BTRFS && dice_.Percent(80)))
      bytes = std::max(machine_.block, bytes / machine_.block * machine_.block);
    return std::min(bytes, machine_.end);
  }

  // Returns its memory.
  const Buffer* AddCall(bool async, Operation& operation) {
    const uint32_t bytes = CallBytes();
    const bool write = dice_.Percent(60);
    DirectIo& io =
        write ? *operation.mutable_pwrite() : *operation.mutable_pread();
    const bool shifted = dice_.Percent(20);
    const uint32_t unit = machine_.alignment;
    Buffer& buffer = NewMemory(bytes + (shifted ? unit : 0), write);
    PlaceInFile(bytes, machine_.logical_block, io);
    if (bytes >= 2 * unit && !shifted && dice_.Percent(10)) {
      const uint32_t first = unit * dice_.Between(1, bytes / unit - 1);
      AddSegment(buffer, 0, first, io);
      AddSegment(buffer, first, bytes - first, io);
    } else {
      io.set_buffer(buffer.name());
      io.set_bytes(bytes);
      if (shifted) io.set_buffer_offset(unit);
    }
    if (async) io.set_async(true);
    AddFlags(write, io);
    // Registered memory of a file is dirtied when it is unregistered.
    if (buffer.has_mapping_of()) io.clear_registered();
    in_flight_ |= async;
    return &buffer;
  }

  static void AddSegment(const Buffer& buffer, uint32_t offset, uint32_t bytes,
                         DirectIo& io) {
    Segment& segment = *io.add_segment();
    segment.set_buffer(buffer.name());
    segment.set_offset(offset);
    segment.set_bytes(bytes);
  }

  // One or two direct I/Os, one after the other or together. Returns the memory
  // of the first.
  const Buffer* AddCalls(Task& task) {
    if (dice_.Percent(12)) {
      Batch& batch = *task.add_operation()->mutable_batch();
      const Buffer* const buffer = AddCall(true, *batch.add_operation());
      AddCall(true, *batch.add_operation());
      return buffer;
    }
    const Buffer* const buffer =
        AddCall(dice_.Percent(50), *task.add_operation());
    if (dice_.Percent(35)) AddCall(dice_.Percent(50), *task.add_operation());
    return buffer;
  }

  void AddBuffered(Task& task) {
    Operation& operation = *task.add_operation();
    const bool write = !file_.zoned() && dice_.Percent(50);
    DirectIo& io =
        write ? *operation.mutable_pwrite() : *operation.mutable_pread();
    const uint32_t unit = machine_.logical_block;
    const uint32_t bytes = std::min(unit * dice_.Between(1, 2), machine_.end);
    PlaceInFile(bytes, unit, io);
    io.set_buffer(NewBuffer(bytes).name());
    io.set_bytes(bytes);
    io.set_buffered(true);
  }

  void AddMapped(Task& task) {
    Buffer& buffer = NewBuffer(std::min(machine_.page, machine_.end));
    buffer.set_mapping_of(file_.name());
    if (file_.zoned() || dice_.Percent(30)) {
      AddLoad(buffer, task);
    } else {
      AddStore(buffer, task);
    }
  }

  void AddSplice(Task& task) {
    Buffer& pipe = NewBuffer(std::min(machine_.page, machine_.end));
    pipe.set_pipe(true);
    SpliceRead& splice = *task.add_operation()->mutable_splice_read();
    splice.set_file(file_.name());
    splice.set_pipe(pipe.name());
    if (file_.zoned() || pipe.bytes() % machine_.logical_block != 0 ||
        dice_.Percent(40))
      return AddLoad(pipe, task);
    DirectIo& io = *task.add_operation()->mutable_pwrite();
    io.set_file(file_.name());
    io.set_file_offset(machine_.end - pipe.bytes());
    io.set_buffer(pipe.name());
    io.set_bytes(pipe.bytes());
  }

  // Others that work on the file.
  void AddPeer(Task& task) {
    switch (dice_.Below(8)) {
      case 0:
      case 1:
        return AddBuffered(task);
      case 2: {
        Truncate& truncate = *task.add_operation()->mutable_truncate();
        truncate.set_file(file_.name());
        return truncate.set_size(
            dice_.Pick({0u, machine_.block, machine_.end / 2, machine_.end}));
      }
      case 3: {
        PunchHole& punch = *task.add_operation()->mutable_punch_hole();
        punch.set_file(file_.name());
        punch.set_bytes(machine_.block);
        return punch.set_offset(dice_.Below(machine_.end / machine_.block) *
                                machine_.block);
      }
      case 4: {
        WriteBack& write_back = *task.add_operation()->mutable_write_back();
        write_back.set_file(file_.name());
        return write_back.set_fsync(dice_.Percent(50));
      }
      case 5:
        return AddMapped(task);
      case 6:
        return AddSplice(task);
      default:
        return AddSwitch(task);
    }
  }

  // Something of the machine changes.
  void AddSwitch(Task& task) {
    if (file_.filesystem() == File::XFS && dice_.Percent(60)) {
      SetReadBounce& set = *task.add_operation()->mutable_set_read_bounce();
      set.set_file(file_.name());
      set.set_mode(dice_.Pick({File::LAZY, File::NEVER, File::ALWAYS}));
    } else if (scenario_.limits().cpus() > 1) {
      task.add_operation()->mutable_offline_cpu()->set_cpu(dice_.Below(2));
    } else {
      AddBuffered(task);
    }
  }

  void AddSetBlocksize(Task& task) {
    SetBlocksize& set = *task.add_operation()->mutable_set_blocksize();
    set.set_file(file_.name());
    set.set_bytes(machine_.logical_block * dice_.Between(1, 2));
  }

  void AddLoad(const Buffer& buffer, Task& task) {
    Load& load = *task.add_operation()->mutable_load();
    load.set_buffer(buffer.name());
    load.set_bytes(kRandomChunkBytes);
  }

  void AddStore(const Buffer& buffer, Task& task) {
    Store& store = *task.add_operation()->mutable_store();
    store.set_buffer(buffer.name());
    store.set_offset(dice_.Below(buffer.bytes() / kRandomChunkBytes) *
                     kRandomChunkBytes);
    store.set_value(153);
  }

  Dice& dice_;
  const RandomMachine& machine_;
  const File& file_;
  const bool file_system_;
  Scenario& scenario_;
  bool in_flight_ = false;
};

}  // namespace

void AddRandomTasks(Dice& dice, const RandomMachine& machine,
                    Scenario& scenario) {
  TaskMaker(dice, machine, scenario).AddTasks();
}

}  // namespace diorace
