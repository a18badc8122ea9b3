#include "model/mm/user_buffer.h"

#include <algorithm>
#include <new>

#include "checker/runtime/executor.h"
#include "checker/sync/task.h"

namespace dio {
namespace {

checker::Bytes* Anonymous(const checker::Name& name, uint32_t bytes,
                          uint32_t granule) {
  checker::Arena& arena = checker::Executor::Current().arena();
  // Its destructor has nothing to do.
  return new (arena.Allocate(sizeof(checker::Bytes), alignof(checker::Bytes)))
      checker::Bytes(name, bytes, granule);
}

}  // namespace

UserBuffer::UserBuffer(const checker::Name& name, const Limits& limits,
                       uint32_t bytes, uint32_t folio_bytes,
                       checker::Bytes* mapped, uint32_t base)
    : limits_(limits),
      bytes_(bytes),
      folio_bytes_(folio_bytes == 0 ? bytes : folio_bytes),
      base_(mapped == nullptr ? 0 : base),
      file_backed_(mapped != nullptr),
      memory_(mapped == nullptr ? Anonymous(name, bytes, limits.chunk_bytes)
                                : mapped),
      pages_(checker::Executor::Current().arena().AllocateArray<Page>(
          (bytes + limits.page_bytes - 1) / limits.page_bytes)) {}

template <typename Visit>
void UserBuffer::ForEachPage(uint32_t offset, uint32_t bytes, Visit visit) {
  if (bytes == 0) return;
  const uint32_t last = (offset + bytes - 1) / limits_.page_bytes;
  for (uint32_t i = offset / limits_.page_bytes; i <= last; ++i)
    visit(pages_[i]);
}

void UserBuffer::Unmap(uint32_t offset, uint32_t bytes) {
  ForEachPage(offset, bytes, [](Page& page) { page.mapped = false; });
}

void UserBuffer::SetProvider(uint32_t offset, uint32_t bytes,
                             Provider provider) {
  ForEachPage(offset, bytes, [&](Page& page) { page.provider = provider; });
}

uint32_t UserBuffer::page_end(uint32_t offset) const {
  const uint32_t end = (offset / limits_.page_bytes + 1) * limits_.page_bytes;
  return std::min(end, bytes_);
}

uint32_t UserBuffer::folio_end(uint32_t offset) const {
  const uint32_t end = (offset / folio_bytes_ + 1) * folio_bytes_;
  return std::min(end, bytes_);
}

void UserBuffer::AddPins(uint32_t offset, uint32_t bytes, int delta) {
  ForEachPage(offset, bytes, [&](Page& page) { page.pins += delta; });
}

UserBuffer::PinBalance UserBuffer::pins() const {
  PinBalance balance;
  for (const Page& page : pages_) {
    balance.left += std::max(page.pins, 0);
    balance.overdrawn += std::max(-page.pins, 0);
  }
  return balance;
}

void UserBuffer::set_dirty_lock(uint32_t offset, uint32_t bytes) {
  checker::MightSleep();
  ForEachPage(offset, bytes, [](Page& page) { page.dirty = true; });
}

bool UserBuffer::StillDirty(uint32_t offset, uint32_t bytes) {
  bool dirty = true;
  ForEachPage(offset, bytes, [&](Page& page) { dirty &= page.dirty; });
  return dirty;
}

}  // namespace dio
