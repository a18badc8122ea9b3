// Arena: aligned, disjoint, and the same memory again after Reset.

#include "checker/runtime/arena.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "checker/explore/random.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

TEST(ArenaTest, AlignsAsAsked) {
  Arena arena;
  for (int i = 0; i < 100; ++i) {
    for (size_t align = 1; align <= alignof(std::max_align_t); align *= 2) {
      const void* const memory = arena.Allocate(3, align);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % align, 0);
    }
  }
}

struct Piece {
  uint8_t* memory;
  size_t size;
  uint8_t fill;
};

TEST(ArenaTest, PiecesDoNotOverlap) {
  Arena arena;
  SplitMix64 random(1);
  for (int round = 0; round < 3; ++round) {
    std::vector<Piece> pieces;
    for (int i = 0; i < 2000; ++i) {
      // Mostly small ones, and now and then one larger than a block.
      const size_t size =
          random.Below(200) == 0 ? 100'000 : 1 + random.Below(300);
      Piece piece{static_cast<uint8_t*>(arena.Allocate(size, 8)), size,
                  static_cast<uint8_t>(random.Next())};
      std::memset(piece.memory, piece.fill, size);
      pieces.push_back(piece);
    }
    for (const Piece& piece : pieces) {
      ASSERT_TRUE(
          std::all_of(piece.memory, piece.memory + piece.size,
                      [&](uint8_t byte) { return byte == piece.fill; }));
    }
    arena.Reset();
  }
}

TEST(ArenaTest, GivesTheSameMemoryAgainAfterReset) {
  Arena arena;
  const auto allocate = [&] {
    std::vector<void*> pieces;
    for (const size_t size : {10, 60'000, 10, 200'000, 10, 64'000, 10})
      pieces.push_back(arena.Allocate(size, 16));
    return pieces;
  };
  const std::vector<void*> first = allocate();
  arena.Reset();
  EXPECT_EQ(allocate(), first);
}

TEST(ArenaTest, AllocatesNoBytesAtAPlace) {
  Arena arena;
  EXPECT_NE(arena.Allocate(0, 1), nullptr);
}

TEST(ArenaTest, IsAMemoryResource) {
  Arena arena;
  std::pmr::vector<int> numbers(&arena);
  for (int i = 0; i < 1000; ++i) numbers.push_back(i);
  EXPECT_EQ(numbers[999], 999);
  EXPECT_TRUE(arena.is_equal(arena));
  EXPECT_FALSE(arena.is_equal(*std::pmr::new_delete_resource()));
}

}  // namespace
}  // namespace checker
