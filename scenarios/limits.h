// What a scenario may ask for, so that a file from anywhere can be run: the
// memory and the length of an execution are bounded before it starts.

#ifndef DIORACE_SCENARIOS_LIMITS_H_
#define DIORACE_SCENARIOS_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "scenarios/scenario.pb.h"

namespace diorace {

inline constexpr size_t kMaxNameBytes = 64;
inline constexpr int kMaxDevices = 16;
inline constexpr int kMaxFiles = 16;
inline constexpr int kMaxBuffers = 16;
inline constexpr int kMaxTasksOfScenario = 16;
inline constexpr int kMaxOperationsOfTask = 64;
inline constexpr uint32_t kMaxStores = 4096;  // of one operation
inline constexpr int kMaxLegs = 8;
inline constexpr int kMaxExtents = 64;    // of a file
inline constexpr int kMaxRanges = 64;     // of each repeated range of a message
inline constexpr int kMaxSegments = 64;   // of a call
inline constexpr int kMaxRepeated = 256;  // of any field; most take fewer
inline constexpr uint32_t kMaxFaults = 4;
inline constexpr uint64_t kMaxPipePages = 16;  // PIPE_DEF_BUFFERS
// Upper bounds of what a scenario makes, worked out from its sizes.
inline constexpr uint64_t kMaxFaultSites = 4096;
inline constexpr uint64_t kMaxBiosOfIo = 1024;
inline constexpr uint64_t kMaxChunks = 1 << 20;  // of devices and buffers
inline constexpr uint32_t kMaxSteps = 1'000'000;

inline constexpr uint32_t kMinIntervalBytes = 8;
inline constexpr uint32_t kMaxIntervalBytes = 65536;
inline constexpr uint32_t kMaxBlockBytes = 65536;  // of devices and files
inline constexpr uint32_t kMaxPageBytes = 65536;
inline constexpr uint32_t kMaxBioVecs = 256;
inline constexpr uint32_t kMaxPlugRequests = 256;
inline constexpr uint32_t kMaxIntegrityPool = 16;
inline constexpr uint32_t kMaxFolioBytes = 1 << 20;
inline constexpr uint32_t kMaxDmaAlignment = 4096;
inline constexpr uint32_t kMaxIoBytes = 1 << 20;
inline constexpr uint32_t kMaxDeviceBytes = 16 << 20;
inline constexpr uint32_t kMaxBufferBytes = 16 << 20;
// Devices, buffers and I/O.
inline constexpr uint64_t kMaxMemoryBytes = 64 << 20;

// The unit of offsets and sizes of direct I/O: what the device says, else the
// integrity interval, on a plain device a chunk or 512 bytes, whichever is
// smaller.
uint32_t LogicalBlockBytes(const Scenario& scenario, const Device& device);

}  // namespace diorace

#endif  // DIORACE_SCENARIOS_LIMITS_H_
