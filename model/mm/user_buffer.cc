#include "model/mm/user_buffer.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/contents.h"
#include "checker/runtime/executor.h"
#include "checker/runtime/tsan.h"
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
                       uint32_t bytes, uint32_t folio_bytes, PageCache* mapped,
                       uint32_t base, bool pipe)
    : limits_(limits),
      bytes_(bytes),
      folio_bytes_(folio_bytes == 0 ? bytes : folio_bytes),
      base_(mapped == nullptr ? 0 : base),
      mapping_(mapped),
      pipe_(pipe),
      memory_(mapped == nullptr ? Anonymous(name, bytes, limits.chunk_bytes)
                                : &mapped->data()),
      pages_(checker::Executor::Current().arena().AllocateArray<Page>(
          (bytes + limits.page_bytes - 1) / limits.page_bytes)) {}

template <typename Visit>
void UserBuffer::ForEachPage(uint32_t offset, uint32_t bytes, Visit visit) {
  if (bytes == 0) return;
  const checker::TsanIgnore ignore;  // struct page has atomics
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
  ShowPages();
}

void UserBuffer::ShowPages() const {
  if (file_backed()) return;
  checker::Watch(memory_->id(), "pages", [this] {
    const checker::TsanIgnore ignore;
    std::string text;
    for (size_t i = 0; i < pages_.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? "" : "\n", "page ", i, ": ",
                      pages_[i].pins, pages_[i].pins == 1 ? " pin" : " pins",
                      pages_[i].dirty ? ", dirty" : "");
    }
    return checker::TextContents(checker::sort::kReferences, std::move(text));
  });
}

UserBuffer::PinBalance UserBuffer::pins() const {
  const checker::TsanIgnore ignore;
  PinBalance balance;
  for (const Page& page : pages_) {
    balance.left += std::max(page.pins, 0);
    balance.overdrawn += std::max(-page.pins, 0);
  }
  return balance;
}

template <typename Visit>
void UserBuffer::ForEachFilePage(uint32_t offset, uint32_t bytes,
                                 Visit visit) const {
  const uint32_t page = mapping_->page_bytes();
  const uint32_t end = base_ + offset + bytes;
  for (uint32_t at = (base_ + offset) / page * page; at < end; at += page)
    visit(std::max(at, base_ + offset));
}

void UserBuffer::Load(uint32_t offset, absl::Span<uint8_t> out) {
  FaultIn(offset);
  LoadResident(offset, out);
}

void UserBuffer::LoadResident(uint32_t offset, absl::Span<uint8_t> out) {
  memory_->Sample(base_ + offset, out);
}

void UserBuffer::Store(uint32_t offset, absl::Span<const uint8_t> data) {
  if (file_backed()) return mapping_->MappedStore(base_ + offset, data);
  memory_->Fill(base_ + offset, data);
}

void UserBuffer::FaultIn(uint32_t offset) {
  if (file_backed() && !pipe_) mapping_->read_folio(base_ + offset);
}

bool UserBuffer::Resident(uint32_t offset) const {
  return !file_backed() || pipe_ || mapping_->RangeHasPage(base_ + offset, 1);
}

void UserBuffer::pin(uint32_t offset, uint32_t bytes, bool to_store,
                     bool nofault) {
  AddPins(offset, bytes, +1);
  if (!file_backed()) return;
  mapping_->AddMark(base_ + offset, bytes, PageCache::kPinned);
  if (nofault && !to_store) return;
  ForEachFilePage(offset, bytes, [&](uint32_t at) {
    if (to_store) {
      mapping_->MakeWritable(at);
    } else {
      mapping_->read_folio(at);
    }
  });
}

void UserBuffer::set_dirty_lock(uint32_t offset, uint32_t bytes) {
  checker::MightSleep();
  if (!file_backed()) {
    ForEachPage(offset, bytes, [](Page& page) { page.dirty = true; });
    return ShowPages();
  }
  ForEachFilePage(offset, bytes, [&](uint32_t at) { mapping_->SetDirty(at); });
}

bool UserBuffer::StillDirty(uint32_t offset, uint32_t bytes) {
  bool dirty = true;
  if (file_backed()) {
    ForEachFilePage(offset, bytes, [&](uint32_t at) {
      dirty = dirty && mapping_->IsDirty(at);
    });
  } else {
    ForEachPage(offset, bytes, [&](Page& page) { dirty &= page.dirty; });
  }
  return dirty;
}

}  // namespace dio
