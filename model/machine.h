// The machine that one execution of a workload runs on.

#ifndef DIORACE_MODEL_MACHINE_H_
#define DIORACE_MODEL_MACHINE_H_

#include <list>
#include <memory_resource>
#include <vector>

#include "model/block/block_device.h"
#include "model/block/mirror.h"
#include "model/block/parity.h"
#include "model/block/ram_disk.h"
#include "model/iocb.h"
#include "model/iomap/inode.h"
#include "model/kernel.h"
#include "model/mm/user_buffer.h"
#include "model/workload.h"

namespace dio {

// Built and destroyed on the test body's stack, in its arena. Lists, since what
// they hold is never moved.
class Machine {
 public:
  // `workload` is prepared (Prepare).
  explicit Machine(Workload& workload);

  // Starts the user threads and returns when they have ended and all is quiet.
  void Run();

  const Workload& workload() const { return workload_; }
  Kernel& kernel() { return kernel_; }
  BlockDevice& device(size_t index) { return *devices_[index]; }
  UserBuffer& buffer(size_t index) { return *buffers_[index]; }
  Inode& file(size_t index) { return *files_[index]; }
  // Of the I/O with this number in the workload.
  IoRecord& record(size_t index) { return *records_[index]; }
  size_t record_count() const { return records_.size(); }
  // What a reader finds in the file from `offset` on, within a logical block:
  // its dirty page, or what the device holds. For oracles when all is quiet.
  absl::Span<const uint8_t> FileBytes(size_t file, uint32_t offset,
                                      uint32_t bytes);
  // Where a user has stored after a read into that memory had returned to him.
  struct LateStore {
    size_t buffer;
    uint32_t offset;
  };
  absl::Span<const LateStore> late_stores() const { return late_stores_; }
  // The row of the catalogue that explains a wrong number of pins.
  absl::string_view PinSuspect() const;

 private:
  friend class UserThread;

  void AddDevices();
  BlockDevice& AddDevice(const DeviceSpec& spec);
  void AddFiles();
  void InitBtrfs(Inode& inode, const FileSpec& spec);
  void AddBuffers();
  void FillAnonymous(UserBuffer& buffer, const BufferSpec& spec) const;

  Workload& workload_;
  Kernel kernel_;
  std::pmr::list<BlockDevice> device_storage_;
  std::pmr::list<RamDisk> ram_disk_storage_;
  std::pmr::list<MirrorDevice> mirror_storage_;
  std::pmr::list<ParityDevice> parity_storage_;
  std::pmr::list<Inode> file_storage_;
  std::pmr::list<UserBuffer> buffer_storage_;
  std::pmr::vector<BlockDevice*> devices_;
  std::pmr::vector<Inode*> files_;
  std::pmr::vector<UserBuffer*> buffers_;
  std::pmr::vector<IoRecord*> records_;
  std::pmr::vector<LateStore> late_stores_;
};

}  // namespace dio

#endif  // DIORACE_MODEL_MACHINE_H_
