// What is no litmus test, or is one that is not supported, is refused with its
// place; no input does worse.

#include "tools/litmus/parser.h"

#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/litmus/final_states.h"
#include "tools/litmus/program.h"

namespace diorace::litmus {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const char kGood[] = R"(C good
"description" (* comment *)
{ int x = 1; 0:r0 = 2; int *p = &x; a[2] = {1, 2}; }
P0(int *x, atomic_t *y) {
  int r1 = READ_ONCE(*x); // read
  if (r1 == 1 && (r0 | 2)) { atomic_inc(y); } else *x = -r1 ? 0x10 : 3;
  for (r2 = 0; r2 < 2; r2++) WRITE_ONCE(*x, (long)r2 << 1);
  do r3 = cmpxchg(x, 1, 2); while (r3 > 5);
}
P1(spinlock_t *l) { spin_lock(l); spin_unlock(l); }
locations [x; 0:r1; a[1];]
filter (x=1 \/ ~(x=1))
exists (0:r1=1 /\ x=2 => true) (* end *)
)";

// The message of `text`, which is read from the file "t".
std::string Error(const std::string& text) { return Finals(text).error; }

// Of a process with this body, which begins at line 4.
std::string BodyError(const std::string& body) {
  return Error(absl::StrCat("C e\n{}\nP0(int *x, int *y) {\n", body,
                            "\n}\nexists (x=0)\n"));
}

TEST(ParserTest, AcceptsWhatTheOtherTestsTakeApart) {
  EXPECT_EQ(Error(kGood), "");
}

TEST(ParserTest, AnErrorInAProcessWithoutRegistersIsReported) {
  EXPECT_THAT(Error("C e\n{}\nP0() { READ_ONCE(1); WRITE_ONCE(1, 2); 1 = 2;"
                    " 3++; }\n"),
              StartsWith("t:3:18: expected a register"));
}

TEST(ParserTest, SyntaxErrorsSayWhereAndWhatWasExpected) {
  EXPECT_EQ(BodyError("r0 = ;"), "t:4:6: expected an expression, found ';'");
  EXPECT_EQ(BodyError("r0 = 1"), "t:5:1: expected ';', found '}'");
  EXPECT_EQ(BodyError("  if r0 { }"), "t:4:6: expected '(', found 'r0'");
  EXPECT_EQ(BodyError("r0 = (1;"), "t:4:8: expected ')', found ';'");
  EXPECT_EQ(BodyError("break;"), "t:4:1: there is no loop around this");
  EXPECT_EQ(BodyError("READ_ONCE(*x) = 1;"),
            "t:4:1: expected a register or a shared variable: r1, *x");
  EXPECT_EQ(BodyError("WRITE_ONCE(*x);"),
            "t:4:1: WRITE_ONCE takes 2 arguments, not 1");
  EXPECT_EQ(BodyError("r0 = READ_ONCE(*z);"),
            "t:4:17: 'z' is neither a parameter nor a register that is "
            "written");
  EXPECT_EQ(BodyError("int 5;"),
            "t:4:5: expected the name of a register, found '5'");
  EXPECT_EQ(Error("C e\n{}\nP0(int x) {}\n"),
            "t:3:8: expected a pointer to a shared variable: '*x'");
  EXPECT_EQ(Error("C e\n{}\nP0(int *x, int *x) {}\n"),
            "t:3:17: a second parameter 'x'");
  EXPECT_EQ(Error("C e\n{}\nP0() {}\nP0() {}\n"), "t:4:1: a second process P0");
  EXPECT_EQ(Error("C e\n{}\nexists (x=0)\n"),
            "t:3:1: expected a process, P0(…), found 'exists'");
  EXPECT_EQ(Error("C e\n{ x = }\nP0() {}\n"),
            "t:2:7: expected a number or the name of a shared variable, found "
            "'}'");
  EXPECT_EQ(Error("C e\n{ int x[2] = {1,2,3}; }\nP0() {}\n"),
            "t:2:14: more values than elements");
  EXPECT_EQ(Error("C e\n{}\nP0(int *x) {}\nexists (x)\n"),
            "t:4:10: expected '=' or '!=', found ')'");
  EXPECT_EQ(Error("C e\n{}\nP0(int *x) {}\nexists (x=1) x\n"),
            "t:4:14: expected nothing after the condition, found 'x'");
  EXPECT_EQ(Error("C e\n{}\nP0(int *x) { x = 1;\n"),
            "t:4:1: expected '}', found the end of the file");
}

TEST(ParserTest, TheHeaderIsNeeded) {
  EXPECT_EQ(Error(""),
            "t:1:1: expected 'C NAME', which begins a litmus test "
            "in C");
  EXPECT_THAT(Error("AArch64 MP\n{}\n"), HasSubstr("expected 'C NAME'"));
  EXPECT_THAT(Error("C \n"), HasSubstr("expected the name of the test"));
  EXPECT_EQ(Error("C name\nno brace\n"),
            "t:3:1: expected '{', which begins the initial state");
  EXPECT_EQ(Error("C name\n\"no end\n{}\n"),
            "t:2:1: the description that begins here does not end");
}

TEST(ParserTest, UnterminatedCommentsSayWhereTheyBegan) {
  EXPECT_EQ(Error("C e\n(* (* *)\n{}\n"),
            "t:2:1: the comment that begins here does not end");
  EXPECT_EQ(BodyError("/* no end"),
            "t:4:1: the comment that begins here does not end");
}

TEST(ParserTest, NumbersOfMoreThan64BitsAreRefused) {
  EXPECT_EQ(BodyError("r0 = 18446744073709551616;"),
            "t:4:6: '18446744073709551616' is no number of at most 64 bits");
  EXPECT_EQ(BodyError("r0 = 12abc;"),
            "t:4:6: '12abc' is no number of at most 64 bits");
  EXPECT_EQ(BodyError("r0 = 18446744073709551615;"), "");
  EXPECT_THAT(Error("C e\n{ int a[99999999999]; }\nP0() {}\n"),
              StartsWith("t:2:9: "));
  EXPECT_THAT(Error("C e\n{}\nP0() {}\nexists (99999999999:r0=1)\n"),
              StartsWith("t:4:9: this number is too large"));
}

TEST(ParserTest, WhatIsNotSupportedIsNamed) {
  EXPECT_EQ(BodyError("rcu_read_lock();"),
            "t:4:1: not supported: rcu_read_lock");
  EXPECT_EQ(BodyError("r0 = 1;\n  synchronize_rcu();"),
            "t:5:3: not supported: synchronize_rcu");
  EXPECT_EQ(BodyError("r0 = srcu_read_lock(x);"),
            "t:4:6: not supported: srcu_read_lock");
  EXPECT_EQ(BodyError("atomic_frobnicate(x);"),
            "t:4:1: not supported: atomic_frobnicate");
  // Without a result there is no order.
  EXPECT_EQ(BodyError("atomic_inc_acquire(x);"),
            "t:4:1: not supported: atomic_inc_acquire");
  EXPECT_EQ(BodyError("goto out;"), "t:4:1: not supported: goto");
  EXPECT_EQ(BodyError("r0 = x->next;"),
            "t:4:7: not supported: members of structures");
  EXPECT_EQ(BodyError("r0 = &r1;"),
            "t:4:6: not supported: the address of a register");
  EXPECT_EQ(Error("C e\n{}\nP0(struct srcu_struct *s) {}\n"),
            "t:3:4: not supported: struct srcu_struct");
  EXPECT_THAT(Error("C e\n{ spinlock_t l = 1; }\nP0(spinlock_t *l) {}\n"),
              HasSubstr("not supported: the spinlock l is held"));
}

std::string Repeated(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(ParserTest, DeepNestingIsRefused) {
  constexpr int kDeep = 100'000;
  for (const char* open :
       {"(", "-", "!", "{", "if (1) ", "while (1) ", "*", "r0 = ", "r0 ? ",
        "r0 ? 1 : ", "(int)", "do ", "READ_ONCE(", "a["}) {
    EXPECT_THAT(BodyError(Repeated(open, kDeep)),
                HasSubstr("nested too deeply"))
        << open;
  }
  for (const char* chain : {"1 + ", "r0 - ", "r0 || "}) {
    EXPECT_THAT(BodyError("r1 = " + Repeated(chain, kDeep) + "1;"),
                HasSubstr("too long"))
        << chain;
  }
  EXPECT_THAT(BodyError("x" + Repeated("[0]", kDeep) + ";"),
              HasSubstr("too long"));
  for (const char* open : {"(", "~", "x=1 => "}) {
    EXPECT_THAT(
        Error("C e\n{}\nP0(int *x) {}\nexists " + Repeated(open, kDeep)),
        HasSubstr("nested too deeply"))
        << open;
  }
  EXPECT_THAT(Error("C e\n{ x = " + Repeated("(", kDeep)),
              HasSubstr("nested too deeply"));
  // Wide is not deep.
  EXPECT_EQ(Error("C e\n{}\nP0(int *x) {" + Repeated("r0 = r0 + 1;", 10'000) +
                  "}\nexists (x=0" + Repeated(" /\\ x=0", 10'000) + ")\n"),
            "");
}

TEST(ParserTest, LargeFilesAndManyProcessesAreRefused) {
  EXPECT_THAT(Error(std::string(kMaxFileBytes + 1, ' ')),
              HasSubstr("is larger than"));
  std::string many = "C e\n{}\n";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&many, "P", i, "() {}\n");
  EXPECT_THAT(Error(many), HasSubstr("more than 60 processes"));
  std::string arrays = "C e\n{\n";
  for (int i = 0; i < 100; ++i)
    absl::StrAppend(&arrays, "int a", i, "[1000];\n");
  EXPECT_EQ(Error(arrays + "}\nP0() {}\n"),
            "t:12:5: more than 10000 shared variables");
  EXPECT_THAT(BodyError(Repeated("while (0) ;", 1001)),
              HasSubstr("more than 1000 loops"));
  std::string registers;
  for (int i = 0; i < 10'001; ++i) absl::StrAppend(&registers, "r", i, "=1;");
  EXPECT_THAT(BodyError(registers), HasSubstr("more than 10000 registers"));
}

// Parses and compiles, and runs nothing.
void Digest(const std::string& text) {
  const absl::StatusOr<TestSyntax> syntax = Parse(text, "t");
  const absl::Status status =
      syntax.ok() ? Compile(*syntax, "t").status() : syntax.status();
  if (!status.ok()) {
    EXPECT_TRUE(absl::StartsWith(status.message(), "t:")) << status;
  }
}

TEST(ParserTest, EveryBeginningOfATestIsDigested) {
  const std::string good = kGood;
  for (size_t size = 0; size < good.size(); ++size)
    Digest(good.substr(0, size));
}

TEST(ParserTest, DamagedTestsAreDigested) {
  std::minstd_rand random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = kGood;
    for (int edits = 0; edits < 3; ++edits) {
      const size_t at = random() % damaged.size();
      switch (random() % 4) {
        case 0:
          damaged[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          damaged.erase(at, random() % 8);
          break;
        case 2:
          damaged.insert(at, damaged.substr(random() % damaged.size(), 9));
          break;
        default:
          damaged.insert(at, 1, "(){}[]*/;=,:&|~\"\\"[random() % 18]);
      }
    }
    Digest(damaged);
  }
}

TEST(ParserTest, GarbageIsDigested) {
  std::minstd_rand random(2);
  for (int i = 0; i < 2'000; ++i) {
    std::string garbage(random() % 100, '\0');
    for (char& c : garbage) c = static_cast<char>(random() % 256);
    Digest(garbage);
    Digest("C g\n{" + garbage + "}\nP0(int *x) {}\n");
    Digest("C g\n{}\nP0(int *x) {" + garbage + "}\n");
    Digest("C g\n{}\nP0(int *x) {}\nexists (" + garbage + ")\n");
  }
}

}  // namespace
}  // namespace diorace::litmus
