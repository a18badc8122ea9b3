#include "model/content_oracle.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "checker/runtime/executor.h"
#include "model/machine.h"

namespace dio {
namespace {

using checker::Executor;

bool Overlap(uint32_t a, uint32_t a_bytes, uint32_t b, uint32_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

void Report(absl::string_view kind, checker::ObjectId object,
            absl::string_view message) {
  Executor::Current().Report(
      {.kind = kind, .oracle = "content", .object = object, .blame = "kernel"},
      [&] { return std::string(message); });
}

class ContentOracle {
 public:
  explicit ContentOracle(Machine& machine) : machine_(machine) {}

  void Check() {
    for (const FinishedIo& io : machine_.finished()) {
      if (Contested(io)) continue;
      if (io.spec->op == ReqOp::kWrite) {
        CheckWrite(io);
      } else {
        CheckRead(io);
      }
    }
    CheckCounts();
  }

 private:
  size_t DeviceOf(const FinishedIo& io) const {
    return machine_.workload().files[io.spec->file].device;
  }

  // Another write of the same blocks, or another read into the same bytes,
  // makes the outcome undefined.
  bool Contested(const FinishedIo& io) const {
    for (const FinishedIo& other : machine_.finished()) {
      if (other.spec == io.spec || other.spec->op != io.spec->op) continue;
      const bool same =
          io.spec->op == ReqOp::kWrite
              ? DeviceOf(other) == DeviceOf(io) &&
                    Overlap(other.spec->file_offset, other.spec->bytes,
                            io.spec->file_offset, io.spec->bytes)
              : other.spec->buffer == io.spec->buffer &&
                    Overlap(other.spec->buffer_offset, other.spec->bytes,
                            io.spec->buffer_offset, io.spec->bytes);
      if (same) return true;
    }
    return false;
  }

  void CheckWrite(const FinishedIo& io) {
    BlockDevice& device = machine_.device(DeviceOf(io));
    const absl::Span<const uint8_t> medium =
        device.medium().subspan(io.spec->file_offset, io.spec->bytes);
    const checker::ObjectId object =
        machine_.buffer(io.spec->buffer).memory.id();
    if (io.outcome.result >= 0) {
      if (medium != io.outcome.data)
        Report("wrong_data", object,
               "a finished write committed other data than it took");
      return;
    }
    const uint8_t old = machine_.workload().devices[DeviceOf(io)].fill;
    const uint32_t block = device.logical_block_bytes();
    for (uint32_t at = 0; at < io.spec->bytes; at += block) {
      const absl::Span<const uint8_t> now = medium.subspan(at, block);
      const bool is_old = std::all_of(
          now.begin(), now.end(), [old](uint8_t byte) { return byte == old; });
      if (!is_old && now != io.outcome.data.subspan(at, block)) {
        Report("wrong_data", object,
               "a failed write left a block that is neither old nor new");
      }
    }
  }

  void CheckRead(const FinishedIo& io) {
    if (io.outcome.result < 0) return;
    const UserBuffer& buffer = machine_.buffer(io.spec->buffer);
    const absl::Span<const uint8_t> now =
        buffer.memory.Peek().subspan(io.spec->buffer_offset, io.spec->bytes);
    for (uint32_t at = 0; at < io.spec->bytes; at += buffer.chunk_bytes) {
      const uint32_t length =
          std::min<uint32_t>(buffer.chunk_bytes, io.spec->bytes - at);
      if (StoredByUser(buffer.memory.last_fill(io.spec->buffer_offset + at)))
        continue;
      if (now.subspan(at, length) != io.outcome.data.subspan(at, length)) {
        Report("stale_data", buffer.memory.id(),
               "a finished read left other data in the buffer than the device "
               "delivered");
        return;
      }
    }
  }

  static bool StoredByUser(const checker::Operation& last) {
    return last.label == InfoOf(KernelStep::kUserStore).label;
  }

  void CheckCounts() {
    for (size_t i = 0; i < machine_.workload().buffers.size(); ++i) {
      const UserBuffer& buffer = machine_.buffer(i);
      if (buffer.pins() == 0) continue;
      Report(
          "pin_leak", buffer.memory.id(),
          absl::StrCat("the buffer's folio has ", buffer.pins(), " pins left"));
    }
    for (size_t i = 0; i < machine_.workload().files.size(); ++i) {
      if (machine_.file(i).dio_count() == 0) continue;
      Report("dio_count", checker::kNoObject,
             absl::StrCat("i_dio_count is ", machine_.file(i).dio_count()));
    }
  }

  Machine& machine_;
};

}  // namespace

void CheckContents(Machine& machine) {
  if (!Executor::Current().Disturbed()) ContentOracle(machine).Check();
}

}  // namespace dio
