#include "model/block/request.h"

#include "model/mutation.h"

namespace dio {

bool Request::CanAppend(const Request& other, uint32_t max_bytes) const {
  const Bio& mine = *first;
  const Bio& bio = *other.first;
  if (mine.op != bio.op || mine.bi_bdev != bio.bi_bdev ||
      (end() != other.address() &&
       !(Mutated(Mutation::kMergeAcrossGap) && end() < other.address())))
    return false;
  if (mine.zone_append || bio.zone_append) return false;
  if (mine.fua || bio.fua || mine.preflush || bio.preflush || mine.atomic ||
      bio.atomic || mine.polled != bio.polled)
    return false;
  if ((mine.bi_integrity == nullptr) != (bio.bi_integrity == nullptr))
    return false;
  return max_bytes == 0 || bytes + other.bytes <= max_bytes;
}

void Request::Append(Request& other) {
  ForEachBio(other, [this](Bio& bio) { bio.cpu = first->cpu; });
  last->bi_next = other.first;
  last = other.last;
  if (!Mutated(Mutation::kMergeForgetsBytes)) bytes += other.bytes;
}

void Request::Prepend(Request& other) {
  ForEachBio(other, [this](Bio& bio) { bio.cpu = first->cpu; });
  other.last->bi_next = first;
  first = other.first;
  bytes += other.bytes;
}

}  // namespace dio
