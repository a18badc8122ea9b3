// What the language of litmus tests means: expressions, statements, the
// kernel's functions, types, pointers, the initial state.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/litmus/final_states.h"

namespace diorace::litmus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The value of an expression, in a register that keeps 64 bits.
std::string Value(const std::string& expression) {
  return FinalOf(
      absl::StrCat("int i = 7; unsigned u = 3; r0 = ", expression, ";"),
      "0:r0");
}

TEST(LanguageTest, ExpressionsHaveTheValuesOfC) {
  EXPECT_EQ(Value("1 + 2 * 3"), "0:r0=7;");
  EXPECT_EQ(Value("(1 + 2) * 3"), "0:r0=9;");
  EXPECT_EQ(Value("10 - 4 - 3"), "0:r0=3;");
  EXPECT_EQ(Value("-7 / 2"), "0:r0=-3;");
  EXPECT_EQ(Value("-7 % 3"), "0:r0=-1;");
  EXPECT_EQ(Value("6 & 3 | 8 ^ 1"), "0:r0=11;");
  EXPECT_EQ(Value("1 << 3 >> 1"), "0:r0=4;");
  EXPECT_EQ(Value("~5"), "0:r0=-6;");
  EXPECT_EQ(Value("!5 + !0"), "0:r0=1;");
  EXPECT_EQ(Value("i == 7"), "0:r0=1;");
  EXPECT_EQ(Value("i != 7"), "0:r0=0;");
  EXPECT_EQ(Value("(i > 6) + (i >= 7) + (i < 8) + (i <= 7)"), "0:r0=4;");
  EXPECT_EQ(Value("i > 7 || i < 7"), "0:r0=0;");
  EXPECT_EQ(Value("5 && 6"), "0:r0=1;");
  EXPECT_EQ(Value("0 || 9"), "0:r0=1;");
  EXPECT_EQ(Value("i ? 2 : 3"), "0:r0=2;");
  EXPECT_EQ(Value("0 ? 2 : 0 ? 3 : 4"), "0:r0=4;");
  EXPECT_EQ(Value("0x1f + 010 + 2UL"), "0:r0=41;");
  EXPECT_EQ(Value("(char)300 + (unsigned char)300"), "0:r0=88;");
  EXPECT_EQ(Value("likely(i == 7)"), "0:r0=1;");
  EXPECT_EQ(Value("nothing_wrote_this"), "0:r0=0;");
}

TEST(LanguageTest, ArithmeticIsThatOfTheTypes) {
  EXPECT_EQ(Value("2147483647 + 1"), "0:r0=-2147483648;");
  EXPECT_EQ(Value("2147483647L + 1"), "0:r0=2147483648;");
  EXPECT_EQ(Value("u - 4"), "0:r0=4294967295;");
  EXPECT_EQ(Value("-1 < u"), "0:r0=0;");
  EXPECT_EQ(Value("-1 < i"), "0:r0=1;");
  EXPECT_EQ(Value("(unsigned long)-1 > 1"), "0:r0=1;");
  EXPECT_EQ(Value("(unsigned long)-1 >> 63"), "0:r0=1;");
  EXPECT_EQ(Value("-8 >> 1"), "0:r0=-4;");
  EXPECT_EQ(Value("(-2147483647 - 1) / -1"), "0:r0=-2147483648;");
  EXPECT_EQ(Value("(-9223372036854775807 - 1) / -1"),
            "0:r0=-9223372036854775808;");
}

TEST(LanguageTest, StoresKeepWhatTheTypeOfTheVariableHolds) {
  const FinalStates finals = Finals(R"(C types
{ u8 b = 300; atomic_t a = ATOMIC_INIT(2147483647); long n = 2147483647; }
P0(u8 *b, atomic_t *a, long *n, bool *t) {
  short r0 = 65537;
  atomic_inc(a);
  atomic_long_inc(n);
  *t = 2;
}
locations [a; b; n; t; 0:r0]
exists (true)
)");
  EXPECT_THAT(finals.states,
              ElementsAre("0:r0=1; a=-2147483648; b=44; n=2147483648; t=1;"));
}

TEST(LanguageTest, StatementsFlowAsInC) {
  EXPECT_EQ(FinalOf("if (0) r0 = 1; else if (1) r0 = 2; else r0 = 3;", "0:r0"),
            "0:r0=2;");
  EXPECT_EQ(FinalOf("for (int i = 0; i < 5; i++) { if (i == 1) continue;"
                    " if (i == 4) break; r0 += i; }",
                    "0:r0; 0:i"),
            "0:i=4; 0:r0=5;");
  EXPECT_EQ(FinalOf("r0 = 10; while (r0 > 3) --r0;", "0:r0"), "0:r0=3;");
  EXPECT_EQ(FinalOf("do { r0++; } while (r0 < 0);", "0:r0"), "0:r0=1;");
  EXPECT_EQ(FinalOf("r0 = 1; return; r0 = 2;", "0:r0"), "0:r0=1;");
  EXPECT_EQ(FinalOf("r0 = 5; r1 = r0++; r2 = ++r0; r3 = r0--;",
                    "0:r0; 0:r1; 0:r2; 0:r3"),
            "0:r0=6; 0:r1=5; 0:r2=7; 0:r3=7;");
  EXPECT_EQ(FinalOf("int a = 1, b = a + 1; r0 = (r1 = b) + 1;",
                    "0:a; 0:b; 0:r0; 0:r1"),
            "0:a=1; 0:b=2; 0:r0=3; 0:r1=2;");
  EXPECT_EQ(FinalOf("*x = 3; *x += 2; (*x)++; *x <<= 1; r0 = *x;", "x; 0:r0"),
            "0:r0=12; x=12;");
}

TEST(LanguageTest, TheSecondOperandIsOnlyEvaluatedIfItMatters) {
  EXPECT_EQ(
      FinalOf("0 && xchg(x, 1); 1 || xchg(x, 2); r0 = 0 ? xchg(x, 3) : 4;",
              "x; 0:r0"),
      "0:r0=4; x=0;");
  EXPECT_EQ(FinalOf("1 && xchg(x, 1); 0 || xchg(y, 2);", "x; y"), "x=1; y=2;");
}

struct AtomicCase {
  const char* call;
  int before;
  const char* final_state;
};

TEST(LanguageTest, AtomicsReturnWhatTheKernelsDo) {
  constexpr AtomicCase kCases[] = {
      {"atomic_read(x)", 5, "0:r0=5; x=5;"},
      {"atomic_read_acquire(x)", 5, "0:r0=5; x=5;"},
      {"atomic_add_return(2, x)", 5, "0:r0=7; x=7;"},
      {"atomic_sub_return_relaxed(2, x)", 5, "0:r0=3; x=3;"},
      {"atomic_inc_return_acquire(x)", 5, "0:r0=6; x=6;"},
      {"atomic_dec_return_release(x)", 5, "0:r0=4; x=4;"},
      {"atomic_fetch_add(2, x)", 5, "0:r0=5; x=7;"},
      {"atomic_fetch_sub(2, x)", 5, "0:r0=5; x=3;"},
      {"atomic_fetch_inc(x)", 5, "0:r0=5; x=6;"},
      {"atomic_fetch_dec(x)", 5, "0:r0=5; x=4;"},
      {"atomic_fetch_and(6, x)", 5, "0:r0=5; x=4;"},
      {"atomic_fetch_or(2, x)", 5, "0:r0=5; x=7;"},
      {"atomic_fetch_xor(6, x)", 5, "0:r0=5; x=3;"},
      {"atomic_fetch_andnot(4, x)", 5, "0:r0=5; x=1;"},
      {"atomic_xchg(x, 9)", 5, "0:r0=5; x=9;"},
      {"xchg_relaxed(x, 9)", 5, "0:r0=5; x=9;"},
      {"atomic_cmpxchg(x, 5, 9)", 5, "0:r0=5; x=9;"},
      {"cmpxchg_release(x, 4, 9)", 5, "0:r0=5; x=5;"},
      {"atomic64_dec_and_test(x)", 1, "0:r0=1; x=0;"},
      {"atomic_dec_and_test(x)", 2, "0:r0=0; x=1;"},
      {"atomic_inc_and_test(x)", -1, "0:r0=1; x=0;"},
      {"atomic_sub_and_test(3, x)", 3, "0:r0=1; x=0;"},
      {"atomic_add_negative(1, x)", -2, "0:r0=1; x=-1;"},
      {"atomic_add_negative(2, x)", -2, "0:r0=0; x=0;"},
      {"atomic_add_unless(x, 2, 4)", 5, "0:r0=1; x=7;"},
      {"atomic_add_unless(x, 2, 5)", 5, "0:r0=0; x=5;"},
      {"atomic_fetch_add_unless(x, 2, 5)", 5, "0:r0=5; x=5;"},
      {"atomic_inc_not_zero(x)", 5, "0:r0=1; x=6;"},
      {"atomic_inc_not_zero(x)", 0, "0:r0=0; x=0;"},
      {"atomic_inc_unless_negative(x)", -1, "0:r0=0; x=-1;"},
      {"atomic_dec_unless_positive(x)", 0, "0:r0=1; x=-1;"},
      {"atomic_dec_if_positive(x)", 1, "0:r0=0; x=0;"},
      {"atomic_dec_if_positive(x)", 0, "0:r0=-1; x=0;"},
  };
  for (const AtomicCase& c : kCases) {
    EXPECT_EQ(FinalOf(absl::StrCat("*x = ", c.before, "; r0 = ", c.call, ";"),
                      "x; 0:r0"),
              c.final_state)
        << c.call;
  }
}

TEST(LanguageTest, TryCmpxchgUpdatesTheExpectedValue) {
  EXPECT_EQ(FinalOf("*x = 5; r1 = 4; r0 = atomic_try_cmpxchg(x, &r1, 9);"
                    " r2 = try_cmpxchg(x, &r1, 9);",
                    "x; 0:r0; 0:r1; 0:r2"),
            "0:r0=0; 0:r1=5; 0:r2=1; x=9;");
}

// Every step can be interrupted by the other process, so the number of
// interleavings with one step is the number of steps plus one.
size_t Steps(const std::string& body) {
  const FinalStates finals = Finals(absl::StrCat(
      "C steps\n{ p = y; }\nP0(int *x, int *y, int **p, spinlock_t *l) {", body,
      "}\nP1(int *z) { *z = 1; }\nexists (true)\n"));
  EXPECT_EQ(finals.error, "");
  return finals.outcome.executions - 1;
}

TEST(LanguageTest, AnAccessOfSharedMemoryIsAStepAndNothingElseIs) {
  EXPECT_EQ(Steps(""), 0u);
  EXPECT_EQ(Steps("r0 = 1; r1 = r0 + x;"), 0u);
  EXPECT_EQ(Steps("smp_mb(); smp_rmb(); smp_wmb(); barrier();"
                  "smp_mb__before_atomic(); smp_mb__after_atomic();"
                  "smp_mb__after_spinlock(); smp_mb__after_unlock_lock();"),
            0u);
  EXPECT_EQ(Steps("r0 = READ_ONCE(*x);"), 1u);
  EXPECT_EQ(Steps("r0 = *x;"), 1u);
  EXPECT_EQ(Steps("*x = 1;"), 1u);
  EXPECT_EQ(Steps("WRITE_ONCE(*x, 1);"), 1u);
  EXPECT_EQ(Steps("smp_store_mb(*x, 1);"), 1u);
  EXPECT_EQ(Steps("smp_store_release(x, 1);"), 1u);
  EXPECT_EQ(Steps("r0 = smp_load_acquire(x);"), 1u);
  EXPECT_EQ(Steps("r0 = READ_ONCE(*x) + READ_ONCE(*x);"), 2u);
  EXPECT_EQ(Steps("*x += 1;"), 2u);
  EXPECT_EQ(Steps("WRITE_ONCE(*x, READ_ONCE(*y));"), 2u);
  EXPECT_EQ(Steps("r0 = READ_ONCE(**p);"), 2u);
  EXPECT_EQ(Steps("xchg(x, 1);"), 1u);
  EXPECT_EQ(Steps("cmpxchg(x, 1, 2);"), 1u);
  EXPECT_EQ(Steps("atomic_inc(x);"), 1u);
  EXPECT_EQ(Steps("atomic_add_unless(x, 1, 0);"), 1u);
  EXPECT_EQ(Steps("spin_lock(l); spin_unlock(l);"), 2u);
  EXPECT_EQ(Steps("r0 = spin_trylock(l);"), 1u);
  EXPECT_EQ(Steps("r0 = spin_is_locked(l);"), 1u);
}

TEST(LanguageTest, PointersAreValues) {
  EXPECT_EQ(FinalOf("*p = x; int *r0 = *p; *r0 = 5; r1 = (r0 == x);",
                    "x; p; 0:r0; 0:r1"),
            "0:r0=x; 0:r1=1; p=x; x=5;");
  // As tests do it that depend on an address or on data.
  EXPECT_EQ(FinalOf("int r0 = READ_ONCE(*x); int r1 = y + (r0 - r0);"
                    " WRITE_ONCE(*r1, 4); smp_store_release((int *)r1 + 0, 5);",
                    "y; 0:r1"),
            "0:r1=y; y=5;");
  EXPECT_EQ(FinalOf("WRITE_ONCE(*&*x, 3);", "x"), "x=3;");
}

TEST(LanguageTest, TheInitialStateSetsVariablesRegistersAndArrays) {
  const FinalStates finals = Finals(R"(C init
(* a comment (* in a comment *) *)
"a description { with a brace"
Key=value
{
  int x = 1; y = 2; 0:r1 = 3; 0:r2 = x; int *p = &y; q = p;
  int a[3] = {4, 5}; spinlock_t l; long *n; // nothing
  /* more */ P1:r0 = 6;
}
P0(int *x, int *a) { r3 = a[1]; a[2] = 7; r4 = *(a + 2); r5 = *a; }
P1(int **p) { r1 = **p; }
locations [x; y; p; q; a[0]; a[1]; a[2]; 0:r1; 0:r2; 0:r3; 0:r4; 0:r5; 1:r0;
           1:r1; n]
exists (0:r2=x)
)");
  EXPECT_EQ(finals.error, "");
  EXPECT_THAT(finals.states,
              ElementsAre("0:r1=3; 0:r2=x; 0:r3=5; 0:r4=7; 0:r5=4; 1:r0=6; "
                          "1:r1=2; a[0]=4; a[1]=5; a[2]=7; n=0; p=y; q=p; x=1; "
                          "y=2;"));
  EXPECT_TRUE(finals.outcome.reachable);
  EXPECT_THAT(finals.warnings, IsEmpty());
}

// Whether `proposition` holds for x=1, y=0, 0:r0=2.
bool Holds(const std::string& proposition) {
  const FinalStates finals = Finals(
      absl::StrCat("C c\n{ x=1; }\nP0(int *x, int *y) { r0 = 2; }\nlocations "
                   "[x;y;0:r0]\nexists ",
                   proposition, "\n"));
  EXPECT_EQ(finals.error, "") << proposition;
  return finals.outcome.reachable;
}

TEST(LanguageTest, ConditionsBindAsHerdsDo) {
  EXPECT_TRUE(Holds("(x=1)"));
  EXPECT_TRUE(Holds("[x]=1"));
  EXPECT_TRUE(Holds("x==1 /\\ y=0 /\\ 0:r0=2 /\\ P0:r0=2"));
  EXPECT_FALSE(Holds("(x=1 /\\ y=1)"));
  EXPECT_TRUE(Holds("x=0 \\/ y=0"));
  EXPECT_TRUE(Holds("~x=0"));
  EXPECT_TRUE(Holds("not (x=0)"));
  EXPECT_TRUE(Holds("x!=0"));
  EXPECT_TRUE(Holds("x=0 => y=1"));
  EXPECT_FALSE(Holds("x=1 => y=1"));
  EXPECT_TRUE(Holds("true"));
  EXPECT_FALSE(Holds("false"));
  // ~ binds tighter than /\, /\ tighter than \/.
  EXPECT_FALSE(Holds("~x=0 /\\ y=1"));
  EXPECT_TRUE(Holds("x=1 \\/ x=0 /\\ y=1"));
  // => binds tighter than /\.
  EXPECT_FALSE(Holds("y=1 /\\ x=0 => y=1"));
  // Contents against contents, and addresses.
  EXPECT_TRUE(Holds("[x]=[x]"));
  EXPECT_FALSE(Holds("[x]=[y]"));
  EXPECT_FALSE(Holds("x=y"));
  EXPECT_TRUE(Holds("0:x=x"));
  EXPECT_TRUE(Holds("(x=1 (* not a product *))"));
  EXPECT_FALSE(Holds("x=-1"));
}

TEST(LanguageTest, NoConditionIsAlwaysTrue) {
  const FinalStates finals = Finals("C c\n{}\nP0(int *x) { *x = 1; }\n");
  EXPECT_THAT(finals.states, ElementsAre(""));
  EXPECT_TRUE(finals.outcome.validated);
}

// --- Loops ---

TEST(LanguageTest, ALoopThatWaitsIsCut) {
  const FinalStates finals = Finals(R"(C wait
{}
P0(int *x) { while (READ_ONCE(*x) == 0) ; r0 = 1; }
P1(int *x) { WRITE_ONCE(*x, 1); }
exists (0:r0=1)
)");
  EXPECT_THAT(finals.states, ElementsAre("0:r0=1;"));
  EXPECT_TRUE(finals.outcome.reachable);
  EXPECT_FALSE(finals.outcome.complete);
  EXPECT_LT(finals.outcome.executions, 10u);
}

TEST(LanguageTest, ALoopThatCountsItsRoundsIsCutToo) {
  const FinalStates finals = Finals(R"(C count
{}
P0(int *x) { while (READ_ONCE(*x) == 0) r0 = r0 + 1; r1 = 1; }
P1(int *x) { WRITE_ONCE(*x, 1); }
exists (0:r1=1)
)");
  EXPECT_FALSE(finals.outcome.complete);
  EXPECT_TRUE(finals.outcome.reachable);
}

TEST(LanguageTest, ALoopWithoutStepsIsCut) {
  const FinalStates finals = Finals(
      "C silent\n{}\nP0(int *x) { while (1) r0 = r0 + 1; }\nexists (true)\n");
  EXPECT_FALSE(finals.outcome.complete);
  EXPECT_THAT(finals.states, IsEmpty());
}

TEST(LanguageTest, ALoopThatEndsIsNotCut) {
  const FinalStates finals = Finals(R"(C ends
{}
P0(int *x) { for (r0 = 0; r0 < 5; r0++) WRITE_ONCE(*x, r0); }
P1(int *x) { for (r0 = 0; r0 < 1000; r0++) r1 = r1 + 1; }
exists (x=4 /\ 1:r1=1000)
)");
  EXPECT_TRUE(finals.outcome.complete);
  EXPECT_TRUE(finals.outcome.reachable);
  EXPECT_EQ(finals.outcome.executions, 1u);
}

TEST(LanguageTest, MaxStepsAloneBoundsLoopsIfGiven) {
  const std::string wait = R"(C wait
{}
P0(int *x) { while (READ_ONCE(*x) == 0) ; }
P1(int *x) { WRITE_ONCE(*x, 1); }
exists (true)
)";
  // The store is before one of the first 19 reads and a read sees it, or the
  // bound comes first: after a store that is step 20, or after 20 reads.
  const FinalStates finals =
      Finals(wait, {.strategy = {.name = "dfs"}, .max_steps = 20});
  EXPECT_EQ(finals.outcome.executions, 21u);
  EXPECT_FALSE(finals.outcome.complete);
  EXPECT_EQ(finals.outcome.positive, 19u);
}

// --- What a test can do wrong when it runs ---

TEST(LanguageTest, ABadPointerIsReportedAndHasNoFinalState) {
  const FinalStates finals = Finals(R"(C null
{}
P0(int *x, int **p) { WRITE_ONCE(*p, x); }
P1(int **p) { int *r0 = READ_ONCE(*p);
              r1 = READ_ONCE(*r0); r2 = 1; }
exists (1:r2=1)
)");
  EXPECT_THAT(finals.states, ElementsAre("1:r2=1;"));
  ASSERT_TRUE(finals.outcome.fault.has_value());
  EXPECT_EQ(*finals.outcome.fault,
            "t:5:20: dereferences 0, which is the address of nothing");
}

TEST(LanguageTest, OtherFaultsAreReported) {
  const auto fault = [](const std::string& body) {
    return Finals(absl::StrCat("C f\n{}\nP0(int *x, spinlock_t *l) {", body,
                               "}\nexists (true)\n"))
        .outcome.fault.value_or("none");
  };
  EXPECT_THAT(fault("r0 = 1 / (r1 - r1);"), HasSubstr("divides by zero"));
  EXPECT_THAT(fault("spin_unlock(l);"), HasSubstr("does not hold"));
  EXPECT_THAT(fault("spin_lock(l); WRITE_ONCE(*l, 0);"),
              HasSubstr("writes to the spinlock l"));
  EXPECT_THAT(fault("int *r0 = x; spin_lock(r0);"),
              HasSubstr("x is not a spinlock"));
  EXPECT_THAT(fault("r0 = READ_ONCE(*(x + 1));"), HasSubstr("nothing"));
  EXPECT_THAT(fault("r0 = READ_ONCE(*(x + 9223372036854775807));"),
              HasSubstr("nothing"));
  EXPECT_EQ(fault("spin_lock(l);"), "none");
}

TEST(LanguageTest, ReadOnceOfAParameterIsNoStepWithAWarning) {
  const FinalStates finals =
      Finals("C w\n{}\nP0(int *x) { r0 = READ_ONCE(x); }\nexists (0:r0=x)\n");
  EXPECT_TRUE(finals.outcome.reachable);
  EXPECT_THAT(finals.warnings,
              ElementsAre("t:3:19: READ_ONCE of the register 'x' is no step; "
                          "the variable is *x"));
}

TEST(LanguageTest, WhatDoesNotExistIsZeroWithAWarning) {
  const FinalStates finals = Finals(
      "C w\n{}\nP0(int *x) { r0 = typo; }\nexists (0:r9=0 /\\ 7:r0=0 /\\ "
      "z=0)\n");
  EXPECT_TRUE(finals.outcome.reachable);
  EXPECT_THAT(finals.warnings,
              ElementsAre("t:3:19: 'typo' is never written, and is 0",
                          "t:4:11: 0:r9 does not exist, and is 0",
                          "t:4:21: 7:r0 does not exist, and is 0",
                          "t:4:29: z does not exist, and is 0"));
}

}  // namespace
}  // namespace diorace::litmus
