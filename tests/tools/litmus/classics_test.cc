// The shapes that every memory model is discussed with, under sequential
// consistency: their final states, and the number of interleavings.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/litmus/final_states.h"

namespace diorace::litmus {
namespace {

using testing::ElementsAre;

TEST(ClassicsTest, StoreBuffering) {
  const FinalStates sb = Finals(R"(C SB
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); r0 = READ_ONCE(*x); }
exists (0:r0=0 /\ 1:r0=0)
)");
  EXPECT_THAT(sb.states, ElementsAre("0:r0=0; 1:r0=1;", "0:r0=1; 1:r0=0;",
                                     "0:r0=1; 1:r0=1;"));
  EXPECT_EQ(sb.outcome.executions, 6u);
  EXPECT_TRUE(sb.outcome.complete);
  EXPECT_FALSE(sb.outcome.reachable);
  EXPECT_FALSE(sb.outcome.validated);
  EXPECT_EQ(sb.outcome.positive, 0u);
  EXPECT_EQ(sb.outcome.negative, 6u);
}

TEST(ClassicsTest, MessagePassing) {
  const FinalStates mp = Finals(R"(C MP
{}
P0(int *data, int *flag) {
  WRITE_ONCE(*data, 1);
  smp_wmb();
  smp_store_release(flag, 1);
}
P1(int *data, int *flag) {
  int r0 = smp_load_acquire(flag);
  smp_rmb();
  int r1 = READ_ONCE(*data);
}
~exists (1:r0=1 /\ 1:r1=0)
)");
  EXPECT_THAT(mp.states, ElementsAre("1:r0=0; 1:r1=0;", "1:r0=0; 1:r1=1;",
                                     "1:r0=1; 1:r1=1;"));
  EXPECT_EQ(mp.outcome.executions, 6u);
  EXPECT_FALSE(mp.outcome.reachable);
  EXPECT_TRUE(mp.outcome.validated);
}

TEST(ClassicsTest, LoadBuffering) {
  const FinalStates lb = Finals(R"(C LB
{}
P0(int *x, int *y) { r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { r0 = READ_ONCE(*y); WRITE_ONCE(*x, 1); }
exists (0:r0=1 /\ 1:r0=1)
)");
  EXPECT_THAT(lb.states, ElementsAre("0:r0=0; 1:r0=0;", "0:r0=0; 1:r0=1;",
                                     "0:r0=1; 1:r0=0;"));
  EXPECT_EQ(lb.outcome.executions, 6u);
}

TEST(ClassicsTest, IndependentReadsOfIndependentWrites) {
  const FinalStates iriw = Finals(R"(C IRIW
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *y) { WRITE_ONCE(*y, 1); }
P2(int *x, int *y) { r0 = READ_ONCE(*x); r1 = READ_ONCE(*y); }
P3(int *x, int *y) { r0 = READ_ONCE(*y); r1 = READ_ONCE(*x); }
exists (2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0)
)");
  EXPECT_EQ(iriw.states.size(), 15u);
  EXPECT_EQ(iriw.outcome.executions, 180u);
  EXPECT_FALSE(iriw.outcome.reachable);
}

TEST(ClassicsTest, TwoWritesTwice) {
  const FinalStates ww = Finals(R"(C 2+2W
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 2); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); WRITE_ONCE(*x, 2); }
exists (x=1 /\ y=1)
)");
  EXPECT_THAT(ww.states, ElementsAre("x=1; y=2;", "x=2; y=1;", "x=2; y=2;"));
  EXPECT_EQ(ww.outcome.executions, 6u);
}

TEST(ClassicsTest, CoherenceOfReads) {
  const FinalStates corr = Finals(R"(C CoRR
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *x) { r0 = READ_ONCE(*x); r1 = READ_ONCE(*x); }
exists (1:r0=1 /\ 1:r1=0)
)");
  EXPECT_THAT(corr.states, ElementsAre("1:r0=0; 1:r1=0;", "1:r0=0; 1:r1=1;",
                                       "1:r0=1; 1:r1=1;"));
  EXPECT_EQ(corr.outcome.executions, 3u);
}

TEST(ClassicsTest, AFourthReaderIsOrderedByWriteToReadCausality) {
  const FinalStates wrc = Finals(R"(C WRC
{}
P0(int *x) { WRITE_ONCE(*x, 1); }
P1(int *x, int *y) { r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); }
P2(int *x, int *y) { r0 = READ_ONCE(*y); r1 = READ_ONCE(*x); }
exists (1:r0=1 /\ 2:r0=1 /\ 2:r1=0)
)");
  EXPECT_EQ(wrc.states.size(), 7u);
  EXPECT_EQ(wrc.outcome.executions, 30u);
  EXPECT_FALSE(wrc.outcome.reachable);
}

TEST(ClassicsTest, IncrementsThatAreNotAtomicAreLost) {
  const FinalStates lost = Finals(R"(C lost
{}
P0(int *x) { WRITE_ONCE(*x, READ_ONCE(*x) + 1); }
P1(int *x) { WRITE_ONCE(*x, READ_ONCE(*x) + 1); }
exists (x=1)
)");
  EXPECT_THAT(lost.states, ElementsAre("x=1;", "x=2;"));
  EXPECT_EQ(lost.outcome.executions, 6u);
  EXPECT_EQ(lost.outcome.positive, 4u);
  EXPECT_EQ(lost.outcome.negative, 2u);
}

TEST(ClassicsTest, AtomicIncrementsAreNotLost) {
  const FinalStates kept = Finals(R"(C kept
{ atomic_t x = ATOMIC_INIT(5); }
P0(atomic_t *x) { atomic_inc(x); }
P1(atomic_t *x) { atomic_add(2, x); }
P2(atomic_t *x) { r0 = atomic_fetch_add_relaxed(3, x); }
forall (x=11)
)");
  EXPECT_THAT(kept.states, ElementsAre("x=11;"));
  EXPECT_EQ(kept.outcome.executions, 6u);
  EXPECT_TRUE(kept.outcome.validated);
}

TEST(ClassicsTest, OneCompareAndExchangeWins) {
  const FinalStates cas = Finals(R"(C cas
{}
P0(int *x) { r0 = cmpxchg(x, 0, 1); }
P1(int *x) { r0 = cmpxchg_acquire(x, 0, 2); }
forall ((0:r0=0 /\ 1:r0=1) \/ (0:r0=2 /\ 1:r0=0))
)");
  EXPECT_THAT(cas.states, ElementsAre("0:r0=0; 1:r0=1;", "0:r0=2; 1:r0=0;"));
  EXPECT_EQ(cas.outcome.executions, 2u);
  EXPECT_TRUE(cas.outcome.validated);
}

TEST(ClassicsTest, LocksExclude) {
  const FinalStates locks = Finals(R"(C locks
{}
P0(int *x, spinlock_t *l) {
  spin_lock(l); WRITE_ONCE(*x, READ_ONCE(*x) + 1); spin_unlock(l);
}
P1(int *x, spinlock_t *l) {
  spin_lock(l); WRITE_ONCE(*x, READ_ONCE(*x) + 1); spin_unlock(l);
}
forall (x=2)
)");
  EXPECT_THAT(locks.states, ElementsAre("x=2;"));
  // The lock of one waits until the other has unlocked.
  EXPECT_EQ(locks.outcome.executions, 2u);
  EXPECT_TRUE(locks.outcome.validated);
}

TEST(ClassicsTest, ADeadlockHasNoFinalState) {
  const FinalStates abba = Finals(R"(C ABBA
{}
P0(spinlock_t *a, spinlock_t *b) {
  spin_lock(a); spin_lock(b); spin_unlock(b); spin_unlock(a); r0 = 1;
}
P1(spinlock_t *a, spinlock_t *b) {
  spin_lock(b); spin_lock(a); spin_unlock(a); spin_unlock(b); r0 = 1;
}
forall (0:r0=1 /\ 1:r0=1)
)");
  EXPECT_THAT(abba.states, ElementsAre("0:r0=1; 1:r0=1;"));
  EXPECT_TRUE(abba.outcome.complete);
  EXPECT_FALSE(abba.outcome.fault.has_value());
  EXPECT_TRUE(abba.outcome.validated);
  // Some executions deadlock, and count as executions.
  EXPECT_GT(abba.outcome.executions,
            abba.outcome.positive + abba.outcome.negative);
}

TEST(ClassicsTest, ATryLockThatFailsDoesNotWait) {
  const FinalStates trylock = Finals(R"(C trylock
{}
P0(spinlock_t *l) { r0 = spin_trylock(l); r1 = spin_is_locked(l); }
P1(spinlock_t *l) { r0 = spin_trylock(l); }
locations [l; 0:r1]
forall (0:r0=1 \/ 1:r0=1)
)");
  EXPECT_THAT(trylock.states, ElementsAre("0:r0=0; 0:r1=1; 1:r0=1; l=1;",
                                          "0:r0=1; 0:r1=1; 1:r0=0; l=1;"));
  EXPECT_EQ(trylock.outcome.executions, 3u);
}

TEST(ClassicsTest, AFilterDropsStates) {
  const FinalStates filtered = Finals(R"(C filter
{}
P0(int *x, int *l) { r0 = xchg_acquire(l, 1); r1 = READ_ONCE(*x);
                     WRITE_ONCE(*x, 1); smp_store_release(l, 0); }
P1(int *x, int *l) { r0 = xchg_acquire(l, 1); r1 = READ_ONCE(*x);
                     WRITE_ONCE(*x, 1); smp_store_release(l, 0); }
filter (0:r0=0 /\ 1:r0=0)
exists (0:r1=1 \/ 1:r1=1)
)");
  EXPECT_THAT(filtered.states,
              ElementsAre("0:r1=0; 1:r1=1;", "0:r1=1; 1:r1=0;"));
  EXPECT_EQ(filtered.outcome.executions, 70u);
  EXPECT_EQ(filtered.outcome.positive, 2u);
  EXPECT_EQ(filtered.outcome.negative, 0u);
}

TEST(ClassicsTest, APublishedPointerLeadsToWhatItPointsTo) {
  const FinalStates published = Finals(R"(C publish
{ int z = 1; p = z; }
P0(int *x, int **p) { WRITE_ONCE(*x, 2); rcu_assign_pointer(*p, x); }
P1(int **p) { int *r0 = rcu_dereference(*p); int r1 = READ_ONCE(*r0); }
exists (1:r0=x /\ 1:r1=1)
)");
  EXPECT_THAT(published.states,
              ElementsAre("1:r0=z; 1:r1=1;", "1:r0=x; 1:r1=2;"));
  EXPECT_EQ(published.outcome.executions, 6u);
}

}  // namespace
}  // namespace diorace::litmus
