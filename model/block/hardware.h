// The hardware behind the doorbell: fetches or delivers data, checks it against
// its protection information, commits, raises an interrupt.
//
// Source: drivers/scsi/scsi_debug.c of Linux for HardwareProfile::kScsiDebug;
// hw/nvme of QEMU and the NVM Command Set Specification for what a controller
// may do.

#ifndef DIORACE_MODEL_BLOCK_HARDWARE_H_
#define DIORACE_MODEL_BLOCK_HARDWARE_H_

#include "model/block/block_device.h"
#include "model/block/request.h"

namespace dio {

// Runs the command in a task of the device, and its interrupt in one of its
// own. Each command is independent of the others, so that they complete in any
// order.
void StartCommand(BlockDevice& device, Request& request);

// The end of a request's bios: in its interrupt, or in who polls for it.
void CompleteRequest(Kernel& kernel, Request& request, BlkStatus status);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_HARDWARE_H_
