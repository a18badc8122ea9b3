// Direct I/O through iomap: submission, completion, and the handshake between
// them.
//
// A dio counts its bios and the submitter in `ref`. Whoever drops the last
// reference completes the dio: the submitter itself; or the completing bio,
// which wakes a submitter that waits, or completes an asynchronous call in its
// own context or in s_dio_done_wq. From the moment on in which the waiter is
// told, the dio belongs to the submitter, who frees it.
//
// Source: fs/iomap/direct-io.c of Linux. dio_submit.cc has the way down,
// dio_iter.cc the bios on it, dio_complete.cc the way up.

#ifndef DIORACE_MODEL_IOMAP_DIO_H_
#define DIORACE_MODEL_IOMAP_DIO_H_

#include <cstdint>
#include <string>

#include "checker/sync/atomic.h"
#include "checker/sync/refcount.h"
#include "checker/sync/shared.h"
#include "model/iocb.h"
#include "model/iomap/iomap.h"
#include "model/kernel.h"

namespace dio {

// What the file system asks of a call.
struct IomapDioFlags {
  bool bounce = false;           // IOMAP_DIO_BOUNCE
  bool force_wait = false;       // IOMAP_DIO_FORCE_WAIT
  bool overwrite_only = false;   // IOMAP_DIO_OVERWRITE_ONLY
  bool partial = false;          // IOMAP_DIO_PARTIAL
  bool fsblock_aligned = false;  // IOMAP_DIO_FSBLOCK_ALIGNED
  // Bytes that earlier tries of the same call have transferred: its result
  // counts them.
  uint32_t done_before = 0;
  // The row of the catalogue of races to blame if data changes under a call
  // that is not bounced.
  absl::string_view race = {};
};

// A pointer, null, or a work item.
enum class SubmitAioWord : uintptr_t { kNull = 0, kWork = 1 };
// "null", "set", "work": an address would differ between runs.
std::string CheckerValueText(SubmitAioWord word);

// The union of `submit` and `aio`: one word of storage, in which the
// submitter's waiter lies until the work item of an asynchronous completion
// takes its place.
class SubmitAioUnion {
 public:
  explicit SubmitAioUnion(TaskStruct* waiter)
      : word_("dio.submit.waiter",
              SubmitAioWord{reinterpret_cast<uintptr_t>(waiter)}) {}

  // submit.waiter. To read it when it is a work item by now is a violation.
  TaskStruct* LoadWaiter() const;
  void ClearWaiter() { word_.Store(SubmitAioWord::kNull); }
  // INIT_WORK(&dio->aio.work).
  void InitWork() {
    word_.Store(SubmitAioWord::kWork, std::memory_order_relaxed);
  }

 private:
  checker::Atomic<SubmitAioWord> word_;
};

// struct iomap_dio.
struct IomapDio {
  // Of `flags`. Written by the submitter before it drops its reference, and
  // then by whoever dropped the last.
  enum Flag : uint32_t {
    kUnwritten = 1u << 0,
    kCow = 1u << 1,
    kBounce = 1u << 4,
    kNoInvalidate = 1u << 26,
    kCompWork = 1u << 27,
    kWriteThrough = 1u << 28,
    kNeedSync = 1u << 29,
    kWrite = 1u << 30,
    kUserBacked = 1u << 31,
  };

  IomapDio(Kernel& kernel, Inode& inode, Iocb& iocb, const IomapDioOps& dops,
           const IomapDioFlags& asked, uint32_t i_size, uint32_t initial_flags);

  bool write() const { return iocb.write(); }

  Kernel& kernel;
  Inode& inode;
  Iocb& iocb;
  const IomapDioOps& dops;
  const IomapDioFlags asked;
  const uint32_t i_size;  // when the call began
  // Where the iterator was then.
  const uint32_t first_byte = iocb.iter.consumed();

  checker::Refcount ref{"dio.ref", 1};
  checker::Atomic<int> error{"dio.error", 0};
  checker::Shared<uint32_t> flags;
  SubmitAioUnion submit_aio;
  checker::Shared<bool> wait_for_completion{"dio.wait_for_completion", false};
  checker::Shared<uint32_t> size{"dio.size", 0};  // bytes submitted
  // The submitter's copies of what it alone writes while it submits.
  uint32_t submitted = 0;
  uint32_t my_flags;

  // Adds flags. The submitter's, before it drops its reference.
  void SetFlags(uint32_t bits);
  void ClearFlags(uint32_t bits);
};

// A system call's read or write: bytes, -errno, or kEiocbqueued if ki_complete
// will be called. `iocb.iter` is moved on by what was accepted.
int64_t iomap_dio_rw(Kernel& kernel, Inode& inode, Iocb& iocb,
                     const IomapDioOps& dops, const IomapDioFlags& flags);

// P4, P5: what the page cache holds of the range is written back, and for a
// write thrown out. 0 or -errno; -ENOTBLK sends a write through the cache.
int iomap_dio_clean_cache(Kernel& kernel, Inode& inode, Iocb& iocb);

// P6: the first asynchronous call creates the workqueue; of several, one wins.
void sb_init_dio_done_wq(Kernel& kernel, SuperBlock& sb);

// The end of a bio of a dio: what it holds is released, and its reference
// dropped. In any context.
void iomap_dio_bio_end_io(Bio& bio);
// The same, from a worker that may complete the dio by itself.
void iomap_dio_bio_end_io_in_worker(Bio& bio);
// C1: the first error of a dio wins.
void iomap_dio_set_error(IomapDio& dio, int error);

// F1 to F7: by the one task that owns the dio now. Returns what the call
// returns.
int64_t iomap_dio_complete(IomapDio* dio);
// C4: the last reference is gone. `in_worker`: the calling context is a worker
// already.
void iomap_dio_done(IomapDio& dio, bool in_worker);

}  // namespace dio

#endif  // DIORACE_MODEL_IOMAP_DIO_H_
