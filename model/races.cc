#include "model/races.h"

#include <algorithm>

namespace dio {
namespace {

using Kind = Race::Kind;

constexpr Race kRaces[] = {
    {"R01", "PI against a store, write", Kind::kTiming,
     "The user stores between the generation of protection information and the "
     "device's fetch, and the device refuses the write.",
     "3373503df025"},
    {"R02", "torn block without PI", Kind::kControl,
     "A store lands in the middle of the device's fetch: the block on the "
     "medium is half old, half new, which nobody promised to prevent.",
     ""},
    {"R03", "checksum of the file system against a store", Kind::kTiming,
     "The user stores between the file system's checksum and the device's "
     "fetch; a later read fails.",
     "e9b7b9d9e78e"},
    {"R04", "legs of a mirror differ", Kind::kTiming,
     "Each leg of a mirror fetches the user's pages on its own; a store in "
     "between leaves them different.",
     "e9b7b9d9e78e for btrfs; open for MD RAID1"},
    {"R05", "parity does not fit the data", Kind::kTiming,
     "Parity is computed over the user's pages, and the user stores before the "
     "data leg fetches them.",
     "3373503df025"},
    {"R06", "digest of a network device", Kind::kTiming,
     "What is sent, or sent again, is no longer what the digest was computed "
     "over.",
     "3373503df025"},
    {"R07", "verification against a store, read", Kind::kTiming,
     "The device has delivered good data, and the user stores before it is "
     "verified: a false guard error.",
     "3373503df025, a9a7b9e8686d"},
    {"R08", "storm of re-reads", Kind::kTiming,
     "An application that reuses its buffers makes every verification fail, "
     "and each read costs two.",
     "a9a7b9e8686d re-reads once"},
    {"R09", "the buffer is page cache", Kind::kTiming,
     "The buffer is a mapping of a file that somebody writes through the page "
     "cache while it is under direct I/O.",
     "3373503df025"},
    {"R10", "a guest reuses its pages", Kind::kTiming,
     "R01 with the virtual CPU of a guest as the user: Windows, or Linux with "
     "swap.",
     "3373503df025"},
    {"R11", "store during the bounce copy", Kind::kControl,
     "A store lands in the middle of the copy into bounce folios: the data is "
     "torn, the protection information fits it.",
     ""},
    {"R12", "store during a bounced read", Kind::kControl,
     "What the user stores into the buffer while a read is in flight is "
     "overwritten by the copy-back.",
     ""},
    {"R13", "stable flag lost in a stack", Kind::kLogic,
     "A stacked driver drops the flag that asks for stable pages, so nothing "
     "is bounced.",
     "2ebc8d600fb9"},
    {"R14", "stable flag sampled once", Kind::kTiming,
     "The flag is set after the inode has looked at it: the decision to bounce "
     "and the need of the device differ.",
     ""},
    {"R14b", "raw block device is not bounced", Kind::kTiming,
     "R01 on the device itself: its direct I/O only pins the user's pages, in "
     "every release.",
     ""},
    {"R15", "dio read after the final drop", Kind::kTiming,
     "The submitter reads the dio after it has dropped its reference, and the "
     "completion has freed it.",
     "6ac299549a15"},
    {"R19", "lost wake-up of the submitter", Kind::kRule,
     "The submitter tests for its completion before it has set its state; the "
     "wake-up comes in between.",
     "the state is set before the test"},
    {"R20", "the waker touches the dio", Kind::kRule,
     "The completion clears the waiter and then reads it from the dio, which "
     "the submitter has freed.",
     "the waiter is copied first"},
    {"R20b", "the waker's task is gone", Kind::kTiming,
     "The completion wakes a task that has returned and exited. A hypothesis: "
     "nobody has reported it.",
     ""},
    {"R22", "an error overwrites another", Kind::kRule,
     "A plain store of an error takes the place of one that came first.",
     "compare-and-swap from 0"},
    {"R24", "error completion in an interrupt", Kind::kTiming,
     "A failed asynchronous write completes in the interrupt, where reporting "
     "the error may sleep.",
     "ddb4873286e0"},
    {"R25", "no workqueue for reads", Kind::kLogic,
     "The first asynchronous direct I/O of a super block is a read that fails, "
     "and is queued to a workqueue that was never made.",
     "7fd8720dff2d"},
    {"R26", "workqueue made twice", Kind::kRule,
     "Two first asynchronous calls each make the super block's workqueue.",
     "compare-and-swap install"},
    {"R27", "flags read after completion", Kind::kRule,
     "In the order before 7.0, a completion reads dio->flags after its "
     "reference is gone.",
     "45cec0de6c89"},
    {"R27b", "copy-back after completion", Kind::kTiming,
     "A bounced read is copied back after its call has returned: stale data, "
     "or a lost store.",
     "45cec0de6c89"},
    {"R28", "iterator taken back", Kind::kTiming,
     "An early bio fails while later ones are built; the iterator is moved "
     "back over bytes that were submitted.",
     "4ad357e39b2e"},
    {"R29", "error of the whole dio in unbounce", Kind::kControl,
     "A good bio of a failed read is not copied back; legal, since the call "
     "fails.",
     ""},
    {"R30", "polling for several bios", Kind::kRule,
     "The completion of the first bio is taken for that of the call.",
     "only single bios are polled for"},
    {"R31", "state freed in its own helper", Kind::kRule,
     "A simple read reads its state after the dirty check, which may have "
     "freed it.",
     "locals first"},
    {"R32", "completion lost with its CPU", Kind::kTiming,
     "A CPU goes offline with completions on its list, and nobody runs them.",
     "77e73fa61b38"},
    {"R34", "ioends of a read and a write merge", Kind::kTiming,
     "A bounced read is completed as part of a neighbouring write: nothing is "
     "copied back.",
     "d969bd72cf68"},
    {"R35", "status of a chain", Kind::kTiming,
     "The success of one part takes the place of another part's error.",
     "only errors are stored"},
    {"R36", "invalidation before conversion", Kind::kTiming,
     "The page cache is invalidated before an unwritten extent is converted, "
     "and a reader caches zeros in between.",
     "end_io before invalidation"},
    {"R37", "no invalidation after asynchronous writes", Kind::kTiming,
     "Readahead has cached old data while an asynchronous write was under way, "
     "and nothing drops it.",
     "invalidation at completion"},
    {"R38", "window of NO_INVALIDATE", Kind::kTiming,
     "The completion sees no cached page and decides against invalidating; a "
     "page appears before it completes.",
     ""},
    {"R39", "delalloc collision", Kind::kControl,
     "A fault through a mapping makes a delayed allocation where a direct "
     "write is about to map: it fails with EIO, as intended.",
     "5a9d929d6e13"},
    {"R41", "end of file moves backwards", Kind::kRule,
     "Two extending writes update i_size in the wrong order.",
     "i_flags_lock and a second look; beside buffered writes a fix is "
     "proposed: buffered_extend_drains"},
    {"R42", "zeroing below the block", Kind::kTiming,
     "One unaligned write pads a new block with zeros over what another has "
     "written.",
     "exclusive lock and inode_dio_wait"},
    {"R43", "zeroing at the end of file", Kind::kTiming,
     "A write beyond the end of file zeroes from an old size, over data of an "
     "asynchronous write in flight.",
     "inode_dio_wait, then a second look"},
    {"R44", "short read of a growing file", Kind::kControl,
     "A read returns what the file held when it began.", ""},
    {"R45", "huge zero folio dropped", Kind::kLogic,
     "The completion of a bounced write drops references to the shared zero "
     "folio that padded it.",
     "4f221efff9b3"},
    {"R47", "buffered fallback against set_blocksize", Kind::kTiming,
     "A direct write that ends through the page cache makes folios smaller "
     "than a block size that was set meanwhile.",
     "posted"},
    {"R48", "dirty bit lost", Kind::kTiming,
     "A page of the buffer is written back and cleaned while the device writes "
     "it: clean, with new data.",
     "bio_check_pages_dirty"},
    {"R50", "bounce folio leaks", Kind::kLogic,
     "A bounced read of which no page can be pinned leaves its folio behind.",
     "5991bfa3f88e"},
    {"R51", "wrong vector trimmed", Kind::kLogic,
     "A bounced read of an odd length drops the vector beside the one meant: "
     "one pin too many is dropped, another stays.",
     "df308a145856"},
    {"R52", "nothing left to trim", Kind::kLogic,
     "A read of less than a block drops its only vector, and one more.",
     "df308a145856"},
    {"R53", "trimmed vector of several pages", Kind::kLogic,
     "Of a vector that spans pages, only one is unpinned.", "posted"},
    {"R54", "iterator not taken back", Kind::kLogic,
     "The bounce copy stops at a page fault with the iterator ahead: what is "
     "sent next is shifted.",
     "b68d4979c88e"},
    {"R55", "nofault ignored", Kind::kLogic,
     "The bounce copy faults on a mapping of the range being written, and "
     "waits for itself.",
     "d5b58fbb2fd7"},
    {"R56", "bounce folio below the block", Kind::kLogic,
     "Memory is short, the folio is smaller than a block, and so is the bio.",
     "32d5019ed3b6"},
    {"R57", "short atomic write", Kind::kLogic,
     "Part of the buffer cannot be pinned, and the rest is written as if it "
     "were all.",
     "posted"},
    {"R58", "misaligned vector", Kind::kLogic,
     "Memory that the device cannot address reaches a driver that takes bios "
     "as they are.",
     "14b007e17881"},
    {"R59", "host and peer memory mixed", Kind::kLogic,
     "A call whose memory belongs to two providers fails, instead of taking "
     "two bios.",
     "12da89e8844a"},
    {"R60", "end of the loop over bios", Kind::kLogic,
     "A registered buffer that needs several bounced bios is transferred in "
     "part.",
     "6e7a6c80198e"},
    {"R61", "one byte in 64 is verified", Kind::kLogic,
     "Verification walks as many bytes of data as there are of metadata.",
     "431e40042d35"},
    {"R62", "unit of the seed", Kind::kLogic,
     "Reference tags of zone appends count sectors where the device counts "
     "intervals.",
     "posted"},
    {"R63", "offset in the vector ignored", Kind::kLogic,
     "Verification begins at the start of a registered buffer instead of at "
     "the I/O's offset: false errors.",
     "7de79a5ffe33"},
    {"R64", "payload freed that is not there", Kind::kLogic,
     "A mapping with integrity needed no buffer, and one is freed.",
     "8a8685b32c07"},
    {"R65", "switched off, generated all the same", Kind::kLogic,
     "Protection information is generated or verified although sysfs says no.",
     "e9be0df12c60"},
    {"R66", "endless re-reads", Kind::kRule,
     "A re-read into the user's memory can fail again for ever.",
     "the re-read is bounced, once"},
    {"R68", "protection information too large", Kind::kLogic,
     "The metadata of one bio does not fit the mempool's element.",
     "c7715a942e9d"},
    {"R69", "pool of PI buffers runs dry", Kind::kTiming,
     "Re-reads wait for buffers that their originals hold.",
     "freed before the re-read"},
    {"R69b", "re-read waits behind itself", Kind::kTiming,
     "The worker that reads again waits for a buffer; those who hold them are "
     "reads that only this worker completes. A hypothesis: nobody has "
     "reported it.",
     "a fix is proposed: reread_worker"},
    {"R71", "tags remapped twice", Kind::kRule,
     "A request that is queued again has its reference tags translated again.",
     "the MAPPED flag"},
    {"R72", "mode toggled in flight", Kind::kTiming,
     "csum/read_bounce is written while a read is under way.",
     "READ_ONCE on each side"},
    {"R73", "blind spot of the IP checksum", Kind::kLogic,
     "Data changed, and the IP checksum is the same.", ""},
};

constexpr NotModelled kNotModelled[] = {
    {"R08",
     "It costs time and breaks nothing: each read that fails verification is "
     "read again, once, and then succeeds.",
     "An oracle that counts the commands a call takes."},
    {"R71",
     "Tags are rewritten only where they are virtual, and once rewritten they "
     "are not, so that the flag saves work and protects nothing here.",
     "Requests that are prepared again after a requeue, on a partition whose "
     "offset makes a tag that was mapped look virtual."},
    {"the rest of generic/095",
     "Nobody knows what breaks it where the file system bounces. What the test "
     "mixes (splice, mappings, buffered and direct I/O) is here, and breaks "
     "nothing.",
     "A trace of a failure."},
    {"block/048, block/050, block/051",
     "They belong to the posted series for block devices, and are listed with "
     "all three of its fixes that are here (R47, R53, R57). Which of them each "
     "one tests is not known. Splice reads of a block device beside "
     "set_blocksize are not modelled.",
     "The tests as they were posted."},
    {"escape tags",
     "Nothing that writes here makes an application tag of 0xffff.",
     "PI from user space (io_uring metadata)."},
};

}  // namespace

absl::Span<const Race> Races() { return kRaces; }

absl::Span<const NotModelled> AllNotModelled() { return kNotModelled; }

const Race* FindRace(absl::string_view id) {
  const auto* const found =
      std::find_if(std::begin(kRaces), std::end(kRaces),
                   [&](const Race& race) { return race.id == id; });
  return found == std::end(kRaces) ? nullptr : found;
}

absl::string_view RaceKindName(Race::Kind kind) {
  switch (kind) {
    case Race::Kind::kTiming:
      return "timing";
    case Race::Kind::kLogic:
      return "logic";
    case Race::Kind::kRule:
      return "rule";
    case Race::Kind::kControl:
      return "control";
  }
  return "?";
}

}  // namespace dio
