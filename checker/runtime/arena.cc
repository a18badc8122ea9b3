#include "checker/runtime/arena.h"

#include <algorithm>
#include <cstdint>

#include "checker/runtime/tsan.h"

namespace checker {
namespace {

std::byte* AlignUp(std::byte* pointer, size_t align) {
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  return pointer + ((align - address % align) % align);
}

}  // namespace

void* Arena::AllocateSlow(size_t bytes, size_t align) {
  const TsanIgnore ignore;
  if (cursor_ != nullptr) ++block_;
  while (block_ < blocks_.size() && blocks_[block_].size < bytes + align)
    ++block_;
  if (block_ == blocks_.size()) {
    const size_t size = std::max(kBlockBytes, bytes + align);
    blocks_.push_back({std::make_unique<std::byte[]>(size), size});
  }
  cursor_ = blocks_[block_].memory.get();
  limit_ = cursor_ + blocks_[block_].size;
  std::byte* const begin = AlignUp(cursor_, align);
  cursor_ = begin + bytes;
  return begin;
}

void Arena::Reset() {
  for (size_t i = 0; i < block_; ++i)
    TsanFresh(blocks_[i].memory.get(), blocks_[i].size);
  if (cursor_ != nullptr) {
    const std::byte* const memory = blocks_[block_].memory.get();
    TsanFresh(memory, static_cast<size_t>(cursor_ - memory));
  }
  block_ = 0;
  cursor_ = nullptr;
  limit_ = nullptr;
  if (!blocks_.empty()) {
    cursor_ = blocks_[0].memory.get();
    limit_ = cursor_ + blocks_[0].size;
  }
}

}  // namespace checker
