// A workload: devices, files, buffers, and user threads that do I/O and stores;
// and how to run it once.

#ifndef DIORACE_MODEL_WORKLOAD_H_
#define DIORACE_MODEL_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/block/bio.h"
#include "model/kernel.h"
#include "model/kernel_release.h"
#include "model/pi/profile.h"
#include "model/step.h"

namespace dio {

// All sizes and offsets are bytes. References to others are indices.
struct DeviceSpec {
  std::string name;
  uint32_t bytes;
  // With integrity, the interval.
  uint32_t logical_block_bytes;
  std::optional<pi::Profile> integrity;
  uint8_t fill;
};

enum class FileSystem : uint8_t { kRawBlockDevice, kXfs };

struct FileSpec {
  std::string name;
  size_t device;
  FileSystem filesystem;
};

struct BufferSpec {
  std::string name;
  uint32_t bytes;
  uint8_t fill;
};

// pread or pwrite with O_DIRECT.
struct IoSpec {
  ReqOp op;
  size_t file;
  size_t buffer;
  uint32_t bytes;
  uint32_t file_offset;
  uint32_t buffer_offset;
};

// `count` stores of `data`, `stride` apart.
struct StoreSpec {
  size_t buffer;
  uint32_t offset;
  std::vector<uint8_t> data;
  uint32_t count;
  uint32_t stride;
};

// One of the two.
struct OperationSpec {
  std::optional<IoSpec> io;
  std::optional<StoreSpec> store;
};

struct TaskSpec {
  std::string name;
  std::vector<OperationSpec> operations;
};

struct Workload {
  Behaviour behaviour;
  KernelContexts contexts;
  uint32_t chunk_bytes = 0;
  std::vector<DeviceSpec> devices;
  std::vector<FileSpec> files;
  std::vector<BufferSpec> buffers;
  std::vector<TaskSpec> tasks;

  // Steps that executions have performed so far.
  StepSet reached;
};

// Which workers the workload needs.
KernelContexts ContextsFor(const Workload& workload);

// One execution: builds the machine, runs the user threads, waits until all is
// quiet, and lets the oracles look at what is left. The body of an exploration.
// Allocates from the executor's arena only.
void RunWorkload(Workload& workload);

}  // namespace dio

#endif  // DIORACE_MODEL_WORKLOAD_H_
