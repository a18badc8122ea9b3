// What exploring a workload of files finds, in one line a violation.

#ifndef DIORACE_TESTS_MODEL_FILE_EXPLORER_H_
#define DIORACE_TESTS_MODEL_FILE_EXPLORER_H_

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "checker/checker.h"
#include "gtest/gtest.h"
#include "model/content_oracle.h"
#include "model/machine.h"
#include "model/workload.h"
#include "tests/model/workload_fixture.h"

namespace dio {

struct Findings {
  // "stale_page_cache R38 kernel", sorted, each once.
  std::vector<std::string> violations;
  // What the first I/O returned, in all executions.
  std::set<int64_t> results;
  uint64_t executions = 0;
};

// Prepares the workload, and explores it exhaustively.
inline Findings ExploreFile(Workload& workload) {
  Prepare(workload);
  Findings findings;
  const checker::Exploration exploration = checker::Explore([&] {
    Machine machine(workload);
    machine.Run();
    if (machine.record_count() > 0)
      findings.results.insert(machine.record(0).result);
    CheckContents(machine);
  });
  EXPECT_TRUE(exploration.complete());
  findings.executions = exploration.executions;
  std::set<std::string> found;
  for (const checker::FoundViolation& one : exploration.violations) {
    const checker::Violation& violation = one.violation;
    found.insert(violation.kind + " " + violation.row + " " + violation.blame);
  }
  findings.violations.assign(found.begin(), found.end());
  return findings;
}

inline std::vector<std::string> FoundIn(Workload& workload) {
  return ExploreFile(workload).violations;
}

inline bool Reached(const Workload& workload, KernelStep step) {
  return workload.reached[static_cast<size_t>(step)];
}

// One call that reads or writes the first 512 bytes of a file, which is all of
// a plain disk of `bytes`; pages, blocks and chunks of 512.
inline Workload OneFile(absl::string_view release, ReqOp op,
                        uint32_t bytes = 1024) {
  Workload workload = OneCall(release, FileSystem::kXfs, op);
  workload.limits.chunk_bytes = 512;
  workload.limits.page_bytes = 512;
  workload.limits.cpus = 1;
  workload.devices[0].integrity.reset();
  workload.devices[0].bytes = bytes;
  workload.files[0].extents.clear();
  IoOf(workload).segments[0].bytes = 512;
  return workload;
}

// Another call, on a buffer of its own, filled with `fill`.
inline IoSpec NewIo(Workload& workload, ReqOp op, uint32_t offset,
                    uint32_t bytes = 512, uint8_t fill = 0x77) {
  const size_t buffer = workload.buffers.size();
  BufferSpec spec;
  spec.name = "other";
  spec.bytes = bytes;
  spec.fill = fill;
  workload.buffers.push_back(spec);
  IoSpec io;
  io.op = op;
  io.file_offset = offset;
  io.segments = {{buffer, 0, bytes}};
  return io;
}

inline IoSpec NewBufferedIo(Workload& workload, ReqOp op) {
  IoSpec io = NewIo(workload, op, 0);
  io.flags.buffered = true;
  return io;
}

// A buffer that maps the beginning of a file. Returns its index.
inline size_t AddMapping(Workload& workload, size_t file) {
  BufferSpec spec;
  spec.name = "mapping";
  spec.bytes = 512;
  spec.mapping_of = file;
  workload.buffers.push_back(spec);
  return workload.buffers.size() - 1;
}

inline void MakeAsync(Workload& workload) {
  IoOf(workload).async = true;
  workload.tasks[0].operations.push_back(ReapSpec{});
}

// A second plain disk with a file on it. Returns the file's index.
inline size_t AddFile(Workload& workload) {
  DeviceSpec device = workload.devices[0];
  device.name = "disk2";
  device.bytes = 512;
  device.fill = 0x11;
  device.integrity.reset();
  workload.devices.push_back(device);
  FileSpec file;
  file.name = "mapped";
  file.device = workload.devices.size() - 1;
  workload.files.push_back(file);
  return workload.files.size() - 1;
}

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_FILE_EXPLORER_H_
