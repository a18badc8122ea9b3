// What of an inode has to be watched in a workload.

#ifndef DIORACE_MODEL_IOMAP_INODE_WATCH_H_
#define DIORACE_MODEL_IOMAP_INODE_WATCH_H_

namespace dio {

// What more than one task of a workload can observe of an inode; the rest is
// nobody's business, and no operation.
struct InodeWatch {
  bool ioend = false;     // the ioend worker is needed
  bool dio_done = false;  // and s_dio_done_wq
  bool btrfs_endio = false;
  bool cache = false;    // pages can come into the page cache
  bool nrpages = false;  // an async write looks at nrpages
  bool extents = false;
  bool size = false;
  bool iolock = false;     // somebody takes it exclusively
  bool dio_count = false;  // somebody waits for direct I/O in flight
  bool invalidate_lock = false;
  bool folio_size = false;  // somebody changes the smallest size of a folio
};

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_INODE_WATCH_H_
