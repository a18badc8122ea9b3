// Fiber: switching, deep stacks, and exceptions that stay where they are.

#include "checker/runtime/fiber.h"

#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/runtime/tsan.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

// A fiber that runs `body` once, then goes back to the test for ever.
class Coroutine {
 public:
  explicit Coroutine(std::function<void(Coroutine&)> body)
      : body_(std::move(body)), fiber_(&Main, this) {}

  // From the test: goes on with the body until it yields or ends.
  void Resume() { Switch(test_, fiber_); }
  // From the body.
  void Yield() { Switch(fiber_, test_); }

 private:
  static void Main(void* self) {
    auto& coroutine = *static_cast<Coroutine*>(self);
    TsanAcquire(self);
    coroutine.body_(coroutine);
    while (true) coroutine.Yield();
  }

  // For TSan, a switch alone orders nothing.
  void Switch(Fiber& from, Fiber& to) {
    TsanRelease(this);
    Fiber::Switch(from, to, Fiber::ThreadExceptions());
    TsanAcquire(this);
  }

  std::function<void(Coroutine&)> body_;
  Fiber test_;
  Fiber fiber_;
};

TEST(FiberTest, PingPong) {
  std::vector<std::string> calls;
  Coroutine pong([&](Coroutine& self) {
    for (int i = 0; i < 3; ++i) {
      calls.push_back("pong");
      self.Yield();
    }
  });
  for (int i = 0; i < 3; ++i) {
    calls.push_back("ping");
    pong.Resume();
  }
  EXPECT_THAT(calls,
              ElementsAre("ping", "pong", "ping", "pong", "ping", "pong"));
}

// Locals of each stack survive the other's running.
TEST(FiberTest, StacksAreSeparate) {
  std::vector<int> sums;
  const auto sum = [&](Coroutine& self) {
    int total = 0;
    for (int i = 1; i <= 100; ++i) {
      total += i;
      self.Yield();
    }
    sums.push_back(total);
  };
  Coroutine a(sum);
  Coroutine b(sum);
  for (int i = 0; i <= 100; ++i) {
    a.Resume();
    b.Resume();
  }
  EXPECT_THAT(sums, ElementsAre(5050, 5050));
}

TEST(FiberTest, SwitchesStraightToAnotherFiber) {
  struct Ring {
    Fiber test;
    std::vector<Fiber*> fibers;
    size_t next = 0;
    std::vector<size_t> order;
  } ring;
  const auto entry = [](void* argument) {
    auto& ring = *static_cast<Ring*>(argument);
    while (true) {
      TsanAcquire(&ring);
      const size_t self = ring.next++;
      ring.order.push_back(self);
      Fiber& from = *ring.fibers[self];
      TsanRelease(&ring);
      Fiber::Switch(
          from,
          ring.next < ring.fibers.size() ? *ring.fibers[ring.next] : ring.test,
          Fiber::ThreadExceptions());
    }
  };
  Fiber a(entry, &ring);
  Fiber b(entry, &ring);
  Fiber c(entry, &ring);
  ring.fibers = {&a, &b, &c};
  TsanRelease(&ring);
  Fiber::Switch(ring.test, a, Fiber::ThreadExceptions());
  TsanAcquire(&ring);
  EXPECT_THAT(ring.order, ElementsAre(0, 1, 2));
}

TEST(FiberTest, SwitchesToItself) {
  Fiber test;
  int calls = 0;
  try {
    throw std::runtime_error("caught");
  } catch (const std::runtime_error&) {
    for (; calls < 3; ++calls)
      Fiber::Switch(test, test, Fiber::ThreadExceptions());
    EXPECT_NE(std::current_exception(), nullptr);
  }
  EXPECT_EQ(calls, 3);
}

// Not a tail call, so each level has its frame of a KiB and more.
int UseStack(Coroutine& self, int levels) {
  volatile char frame[1024];
  std::memset(const_cast<char*>(frame), levels, sizeof(frame));
  if (levels == 0) {
    self.Yield();
    return 0;
  }
  return UseStack(self, levels - 1) + (frame[1023] == levels % 128 ? 1 : 0);
}

TEST(FiberTest, HasRoomForDeepCalls) {
  int levels_intact = 0;
  Coroutine deep([&](Coroutine& self) { levels_intact = UseStack(self, 100); });
  deep.Resume();
  EXPECT_EQ(levels_intact, 0);
  deep.Resume();
  EXPECT_EQ(levels_intact, 100);
  EXPECT_GE(Fiber::StackBytes(), size_t{128} << 10);
}

TEST(FiberTest, ExceptionsAreCaughtOnTheStackThatThrowsThem) {
  std::string caught;
  Coroutine thrower([&](Coroutine& self) {
    try {
      self.Yield();
      throw std::runtime_error("from the fiber");
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
  });
  thrower.Resume();
  try {
    throw std::runtime_error("from the test");
  } catch (const std::runtime_error& error) {
    thrower.Resume();
    EXPECT_STREQ(error.what(), "from the test");
  }
  EXPECT_EQ(caught, "from the fiber");
}

std::string CurrentMessage() {
  try {
    if (std::current_exception() == nullptr) return "none";
    std::rethrow_exception(std::current_exception());
  } catch (const std::exception& error) {
    return error.what();
  }
}

// The C++ run-time keeps what is being handled per thread; each fiber has its
// own all the same.
TEST(FiberTest, AFiberMayBeSuspendedInsideACatchClause) {
  std::vector<std::string> seen;
  const auto suspended = [&](const char* message) {
    return [&seen, message](Coroutine& self) {
      try {
        throw std::runtime_error(message);
      } catch (const std::runtime_error&) {
        self.Yield();
        seen.push_back(CurrentMessage());
        try {
          throw;
        } catch (const std::runtime_error& again) {
          self.Yield();
          seen.push_back(again.what());
        }
      }
      seen.push_back(CurrentMessage());
    };
  };
  Coroutine a(suspended("a"));
  Coroutine b(suspended("b"));
  for (int i = 0; i < 3; ++i) {
    a.Resume();
    EXPECT_EQ(CurrentMessage(), "none");
    b.Resume();
    EXPECT_EQ(CurrentMessage(), "none");
  }
  EXPECT_THAT(seen, ElementsAre("a", "b", "a", "none", "b", "none"));
}

// A destructor that runs because of an exception may be suspended.
TEST(FiberTest, UncaughtExceptionsAreCountedPerFiber) {
  std::vector<int> counts;
  struct YieldsWhenDestroyed {
    ~YieldsWhenDestroyed() {
      self.Yield();
      counts.push_back(std::uncaught_exceptions());
    }
    Coroutine& self;
    std::vector<int>& counts;
  };
  Coroutine unwinding([&](Coroutine& self) {
    try {
      const YieldsWhenDestroyed yields{self, counts};
      throw 1;
    } catch (int) {
      counts.push_back(std::uncaught_exceptions());
    }
  });
  unwinding.Resume();
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  unwinding.Resume();
  EXPECT_THAT(counts, ElementsAre(1, 0));
}

}  // namespace
}  // namespace checker
