#include "model/lost_to_cache.h"

namespace dio {

bool LostToCache(Machine& machine, const IoSpec& io, uint32_t at) {
  Inode& inode = machine.file(io.file);
  const uint32_t offset = io.file_offset + at;
  if (!inode.cache.has_value() || offset >= inode.cache->size()) return false;
  PageCache& cache = *inode.cache;
  if ((cache.PeekMarks(offset / cache.page_bytes()) &
       PageCache::kMappingError) != 0)
    return true;
  const Stretch stretch = inode.extents.Peek(offset, 1);
  return stretch.type == ExtentType::kMapped &&
         cache.data().last_fill(offset).label !=
             InfoOf(KernelStep::kZeroEof).label &&
         inode.device.WrittenBack(stretch.address);
}

}  // namespace dio
