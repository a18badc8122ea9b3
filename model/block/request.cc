#include "model/block/request.h"

namespace dio {

bool Request::CanAppend(const Bio& bio, uint32_t max_bytes) const {
  if (first->op != bio.op || first->bi_bdev != bio.bi_bdev ||
      end() != bio.address)
    return false;
  if (first->zone_append || bio.zone_append) return false;
  if (first->fua != bio.fua || first->preflush || bio.preflush ||
      first->atomic || bio.atomic || first->polled != bio.polled)
    return false;
  if ((first->bi_integrity == nullptr) != (bio.bi_integrity == nullptr))
    return false;
  return max_bytes == 0 || bytes + bio.bi_size <= max_bytes;
}

void Request::Append(Bio& bio) {
  last->bi_next = &bio;
  last = &bio;
  bytes += bio.bi_size;
}

}  // namespace dio
