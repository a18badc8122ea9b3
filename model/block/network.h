// A write to a disk behind a network: a digest is computed over the pages, then
// they are sent, and the other side checks.
//
// Source: drivers/nvme/host/tcp.c (data digest), drivers/scsi/iscsi_tcp.c of
// Linux.

#ifndef DIORACE_MODEL_BLOCK_NETWORK_H_
#define DIORACE_MODEL_BLOCK_NETWORK_H_

#include <cstdint>

#include "absl/types/span.h"
#include "model/block/block_device.h"
#include "model/block/request.h"

namespace dio {

// In a task of the device. `data` becomes what arrived. If the digest does not
// fit, the pages are sent once more, with the same digest; then the connection
// is reset, which fails the request: kIoErr. Reports "digest_mismatch". The
// digest is taken to see every difference.
BlkStatus SendOverNetwork(BlockDevice& device, Request& request,
                          absl::Span<uint8_t> data);

}  // namespace dio

#endif  // DIORACE_MODEL_BLOCK_NETWORK_H_
