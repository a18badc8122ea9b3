#include "model/block/ram_disk.h"

#include <algorithm>

#include "checker/runtime/executor.h"
#include "model/block/fetch_record.h"

namespace dio {

using checker::Executor;

void RamDisk::Enqueue(Bio& bio, TaskStruct&) {
  Transfer(bio);
  bio_endio(kernel(), bio);
}

void RamDisk::Transfer(Bio& bio) {
  const bool write = bio.op == ReqOp::kWrite;
  if (write)
    medium().NoteWriter(bio.address, bio.bi_size,
                        /*write_back=*/bio.call->spec == nullptr);
  kernel().At(write ? KernelStep::kDeviceCommit : KernelStep::kDeviceDeliver);
  const uint32_t sector = logical_block_bytes();
  auto place = static_cast<uint32_t>(bio.address);  // of the vector
  uint32_t vec_begin = bio.skip;                    // in the data
  uint32_t in_vec = 0;
  const BioVec* current = nullptr;
  ForEachPiece(
      bio, 0, bio.bi_size,
      [&](uint32_t at, const BioVec& vec, uint32_t offset, uint32_t length) {
        if (current != nullptr && current != &vec) {
          // The remainder of a sector is forgotten.
          place += in_vec / sector * sector;
          if (in_vec % sector != 0) bio.call->Suspect("R58");
        }
        if (current != &vec) {
          current = &vec;
          vec_begin = at;
          in_vec = 0;
        }
        const uint32_t to = place + (at - vec_begin);
        in_vec += length;
        const absl::Span<uint8_t> piece =
            Executor::Current().arena().AllocateArray<uint8_t>(length);
        if (write) {
          vec.memory->Sample(offset, piece);
          const checker::Operation look = Executor::Current().operation();
          if (bio.fetched != nullptr) {
            bio.fetched->Saw(bio.call_offset + at, piece, look,
                             vec.memory->last_fill(offset));
          } else if (!bio.promise.stable && !bio.zeroing) {
            bio.call->Moved(bio.call_offset + at, piece);
          }
          medium().data.Fill(to, piece);
          return;
        }
        medium().data.Sample(to, piece);
        // What it should have been, as of now.
        bio.call->Moved(bio.call_offset + at,
                        Content(bio.address + at, length));
        vec.memory->Fill(offset, piece);
      });
}

}  // namespace dio
