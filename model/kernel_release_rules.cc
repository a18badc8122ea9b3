// What no release turns: fixes that were posted but not merged (KERNEL.md
// §3.1), fixes that this project proposes (docs/findings.md), and rules of the
// protocol (§5), which only a mutation breaks.

#include "model/kernel_release_table.h"

namespace dio {
namespace {

SwitchInfo Posted(Switch id, absl::string_view name, absl::string_view effect,
                  absl::string_view off, absl::string_view row) {
  return {.id = id,
          .kind = SwitchKind::kPosted,
          .name = name,
          .effect = effect,
          .off = off,
          .source = "T. Zussman, v6, 9 October 2026",
          .rows = {row}};
}

SwitchInfo Proposed(Switch id, absl::string_view name, absl::string_view effect,
                    absl::string_view off, absl::string_view source) {
  return {.id = id,
          .kind = SwitchKind::kProposed,
          .name = name,
          .effect = effect,
          .off = off,
          .source = source};
}

// C1 is no race, so it has no row.
SwitchInfo CutBlockEndsWrite() {
  return Proposed(
      Switch::kCutBlockEndsWrite, "cut_block_ends_write",
      "a direct write that an error cuts within a block that it pads ends "
      "there, with that error",
      "the result of zeroing the tail takes the place of the error, and the "
      "call goes on inside the block: it zeroes what it has just sent",
      "proposed for C1 of docs/findings.md, not posted");
}

SwitchInfo BufferedExtendDrains() {
  SwitchInfo info = Proposed(
      Switch::kBufferedExtendDrains, "buffered_extend_drains",
      "a buffered write of XFS that ends behind the end of the file waits for "
      "direct I/O in flight",
      "only one that begins behind it does: it may take back the i_size that "
      "an async direct write has set",
      "proposed for C2 of docs/findings.md, not posted");
  info.rows = {"R41"};
  return info;
}

SwitchInfo RereadWorker() {
  SwitchInfo info = Proposed(
      Switch::kRereadWorker, "reread_worker",
      "a read that failed verification is read again by a worker of its own",
      "by the worker of its CPU's completion batch, which may wait there for "
      "PI buffers of reads that only it completes",
      "proposed for C3 of docs/findings.md, not posted");
  info.rows = {"R69b"};
  info.requires_on = {Switch::kLazyReadBounce};
  return info;
}

SwitchInfo Rule(Switch id, absl::string_view name, absl::string_view effect,
                absl::string_view off, absl::string_view row) {
  return {.id = id,
          .kind = SwitchKind::kRule,
          .name = name,
          .effect = effect,
          .off = off,
          .rows = {row}};
}

SwitchInfo WaitDecisionLocal() {
  SwitchInfo info =
      Rule(Switch::kWaitDecisionLocal, "wait_decision_local",
           "the submitter keeps in a local whether it waits, before it drops "
           "its reference to the dio",
           "it asks the dio afterwards, which may be freed", "R15");
  info.commits = {"6ac299549a15"};
  info.source = "January 2019";
  return info;
}

// No race of the catalogue: the data is merely lost with the power.
SwitchInfo WriteThroughNeedsFua() {
  SwitchInfo info =
      Rule(Switch::kWriteThroughNeedsFua, "write_through_needs_fua",
           "a write that must be durable is synced afterwards, unless all of "
           "it goes through the device's cache",
           "it never is, also if the device only cached some of it", "");
  info.rows.clear();
  return info;
}

}  // namespace

std::vector<SwitchInfo> UnreleasedSwitches() {
  return {
      Posted(Switch::kAtomicShortPin, "atomic_short_pin",
             "an atomic write fails with -EINVAL if not all of its pages can "
             "be pinned",
             "what was pinned is submitted as if it were all", "R57"),
      Posted(Switch::kTrimUnpinsAllPages, "trim_unpins_all_pages",
             "trimming a bio unpins every page of the vectors that it drops",
             "one page a vector: the others stay pinned for ever", "R53"),
      Posted(
          Switch::kBdevFallbackLocked, "bdev_fallback_locked",
          "what a direct write of a block device leaves to the page cache is "
          "written under i_rwsem",
          "without it, while set_blocksize may change the cache", "R47"),

      CutBlockEndsWrite(),
      BufferedExtendDrains(),
      RereadWorker(),

      WaitDecisionLocal(),
      Rule(Switch::kStateBeforeTest, "state_before_test",
           "a task that waits sets its state before it looks at the waiter",
           "after, so a wakeup in between is lost", "R19"),
      Rule(Switch::kWakerCopiesWaiter, "waker_copies_waiter",
           "the waker copies the waiter before it tells it",
           "it reads the waiter from the dio afterwards, which may be freed",
           "R20"),
      Rule(Switch::kFirstErrorWins, "first_error_wins",
           "the error of a dio is set by compare-and-swap from 0",
           "by a plain store, so a later error replaces the first", "R22"),
      Rule(Switch::kDioWqInstalledByCmpxchg, "dio_wq_installed_by_cmpxchg",
           "s_dio_done_wq is installed by compare-and-swap, and the loser of "
           "the race destroys its own",
           "by a plain store, so one of two is lost", "R26"),
      Rule(Switch::kDioFlagsPreloaded, "dio_flags_preloaded",
           "who releases a bio after the reference to its dio reads the flags "
           "of the dio before",
           "after, when the dio may be freed (matters only while "
           "bio_released_before_dio_ref is off)",
           "R27"),
      Rule(Switch::kPollOnlySingleBio, "poll_only_single_bio",
           "only an I/O of a single bio is polled for",
           "others too: the first bio's completion passes for the whole",
           "R30"),
      Rule(Switch::kReadSimpleLocals, "read_simple_locals",
           "a simple read copies what it needs before it checks for dirty "
           "pages, which may free its bio",
           "it reads that from the bio afterwards", "R31"),
      Rule(Switch::kChainStoresOnlyErrors, "chain_stores_only_errors",
           "a chained bio stores its status into its parent only if it failed",
           "always, so a success overwrites an error", "R35"),
      Rule(Switch::kEndIoBeforeInvalidate, "end_io_before_invalidate",
           "the page cache is invalidated after end_io has converted extents",
           "before: a read in between caches zeros", "R36"),
      Rule(Switch::kAioPostInvalidate, "aio_post_invalidate",
           "an async write invalidates the page cache again when it completes",
           "only a sync one does: what readahead cached meanwhile stays",
           "R37"),
      Rule(Switch::kSizeUpdateRechecks, "size_update_rechecks",
           "a write that extends the file compares with i_size under the lock "
           "that sets it",
           "it compares before it takes the lock: i_size may move backward",
           "R41"),
      Rule(Switch::kUnalignedExclusive, "unaligned_exclusive",
           "a write of less than whole blocks has the inode to itself, and "
           "waits for I/O in flight",
           "two may zero each other's data in a new block", "R42"),
      Rule(Switch::kEofZeroingDrains, "eof_zeroing_drains",
           "a write beyond EOF waits for I/O in flight, and looks at the size "
           "again, before it zeroes up to its start",
           "it zeroes what async I/O has just written", "R43"),
      Rule(Switch::kDirtyRecheck, "dirty_recheck",
           "pages that were cleaned during a read into them are dirtied again "
           "before they are unpinned",
           "they are unpinned clean, and the data is lost with them", "R48"),
      Rule(Switch::kRereadBounced, "reread_bounced",
           "a read that failed verification is read again through bounce "
           "folios, once",
           "into the user's pages, as often as it fails", "R66"),
      Rule(Switch::kFreePiBeforeReread, "free_pi_before_reread",
           "the PI of a failed read is freed before that of the reread is "
           "allocated",
           "after: all elements of the pool may be held by such reads", "R69"),
      WriteThroughNeedsFua(),
  };
}

}  // namespace dio
