// A block device: the queue in front of the hardware.
//
// Source: block/blk-core.c, block/blk-mq.c, block/blk-merge.c of Linux.

#ifndef DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_
#define DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "checker/sync/atomic.h"
#include "checker/sync/bytes.h"
#include "model/block/bio.h"
#include "model/block/device_spec.h"
#include "model/block/io_scheduler.h"
#include "model/block/medium.h"
#include "model/block/request.h"
#include "model/kernel.h"
#include "model/sched.h"

namespace dio {

class BlockDevice {
 public:
  // A disk. `spec` must outlive it.
  BlockDevice(Kernel& kernel, const DeviceSpec& spec);
  virtual ~BlockDevice() = default;
  BlockDevice(const BlockDevice&) = delete;
  BlockDevice& operator=(const BlockDevice&) = delete;

  // BLK_FEAT_STABLE_WRITES: data under I/O must not change, because something
  // is computed over it.
  virtual bool stable_writes() const;
  // Somebody may set the flag while the device is in use. To be said before
  // anything runs.
  void ExpectLateStableWrites() { late_stable_writes_ = !stable_writes(); }
  bool late_stable_writes() const { return late_stable_writes_; }
  // Writes queue/stable_writes. A file that is in use has looked before, and is
  // not told.
  virtual void SetStableWrites(bool) {}
  // BLK_FEAT_WRITE_CACHE, BLK_FEAT_FUA.
  virtual bool write_cache() const { return spec_.write_cache; }
  virtual bool fua() const { return spec_.fua; }
  const std::optional<pi::Profile>& profile() const { return spec_.integrity; }
  uint32_t logical_block_bytes() const { return spec_.logical_block_bytes; }
  const DeviceSpec& spec() const { return spec_; }
  Kernel& kernel() const { return kernel_; }

  // Takes over `bio`, whose address is on this device: it is split to what the
  // device takes, PI is generated, in `current`, and the request waits in the
  // plug of `current`, or, without one, goes through the I/O scheduler, if
  // there is one, to the driver, which kblockd calls. bi_end_io is called in
  // interrupt context or later; for a bio that cannot be, at once.
  virtual void submit_bio(Bio& bio, TaskStruct& current);

  // Takes over an empty bio, which ends when all that was committed before is
  // durable. It waits in no plug.
  virtual void submit_flush(Bio& bio);

  // Of the open zone: takes the next `bytes` of it, for the hardware. Returns
  // their address; none, if the zone is full.
  std::optional<uint32_t> AdvanceWritePointer(uint32_t bytes);

  // What is kept of [address, address + bytes), which crosses no logical block.
  // For oracles when all is quiet.
  virtual absl::Span<const uint8_t> Content(uint64_t address,
                                            uint32_t bytes) const;
  // Whether what is at `address` was written back from the page cache. For
  // oracles, as above.
  virtual bool WrittenBack(uint64_t address) const {
    return medium_.written_back[address / logical_block_bytes()];
  }
  // Whether these bytes are at [address, …) if power is lost now. For oracles,
  // at any time: an operation, if there is a volatile cache.
  virtual bool IsDurable(uint64_t address, absl::Span<const uint8_t> bytes);
  // Every byte of it at the start.
  virtual uint8_t InitialFill() const { return spec_.fill; }

  // For oracles when all is quiet, and to set the device up. Empty if the
  // device is made of others.
  Medium& medium() { return medium_; }
  const Medium& medium() const { return medium_; }

 protected:
  // Puts the bio into a request, past the checks and the split.
  virtual void Enqueue(Bio& bio, TaskStruct& current);

 private:
  friend void blk_flush_plug(BlkPlug& plug);

  bool MergeIntoPlug(BlkPlug& plug, Bio& bio);
  void AddToPlug(BlkPlug& plug, Request& request) const;
  // Memory that the device can transfer.
  bool DmaAligned(const Bio& bio) const;
  Bio& SplitFront(Bio& bio, uint32_t bytes);
  // An injected fault: a bio that must not wait would have to.
  bool WouldBlock(Bio& bio);
  // Takes a request of the scheduler, if there is one left, to the driver.
  void RunQueue();
  // A plug gives up the request.
  void Unplug(Request& request);
  // Rings the doorbell.
  void Dispatch(Request& request);

  Kernel& kernel_;
  const DeviceSpec& spec_;
  Medium medium_;
  bool late_stable_writes_ = false;
  std::optional<checker::Atomic<uint32_t>> write_pointer_;
  std::optional<IoScheduler> scheduler_;
};

// Makes `plug` the plug of `current`, unless there is one.
void blk_start_plug(BlkPlug& plug, TaskStruct& current);
// Dispatches what `plug` holds.
void blk_flush_plug(BlkPlug& plug);
// The same, and `current` has no plug any more, if it is the plug of
// `current`.
void blk_finish_plug(BlkPlug& plug, TaskStruct& current);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_BLOCK_DEVICE_H_
