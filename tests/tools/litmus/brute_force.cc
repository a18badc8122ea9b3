#include "tests/tools/litmus/brute_force.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"

namespace diorace::litmus {
namespace {

using Kind = Micro::Kind;

constexpr const char* kNames[kVariables] = {"x", "y"};
constexpr size_t kMaxSteps = 4;  // of a process

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  RandomProgram Make() {
    const int processes = 2 + Below(2);
    program_.initial_x = Below(2);
    program_.text = absl::StrCat("C random\n{ x=", program_.initial_x, "; }\n");
    std::string condition;
    for (int i = 0; i < processes; ++i) {
      absl::StrAppend(&program_.text, "P", i,
                      "(int *x, int *y, spinlock_t *l) {\n");
      code_.clear();
      steps_ = processes == 2 ? 0 : 2;
      while (steps_ < kMaxSteps) Statement(0);
      absl::StrAppend(&program_.text, "}\n");
      program_.processes.push_back(code_);
      for (int reg = 0; reg < kRegisters; ++reg)
        absl::StrAppend(&condition, i, ":r", reg, ";");
    }
    absl::StrAppend(&program_.text, "locations [", condition,
                    "x;y;l]\nexists (true)\n");
    return program_;
  }

 private:
  int Below(int n) {
    return static_cast<int>(random_() % static_cast<unsigned>(n));
  }

  template <typename... Args>
  void Say(const char* format, const Args&... args) {
    absl::StrAppend(&program_.text, "  ", absl::Substitute(format, args...),
                    "\n");
  }

  void Statement(int depth) {
    const int variable = Below(kVariables);
    const int reg = Below(kRegisters);
    const int value = Below(3);
    const int compare = Below(2);
    const char* const name = kNames[variable];
    const Micro micro{.kind = Kind::kLoad,
                      .variable = variable,
                      .reg = reg,
                      .value = value,
                      .compare = compare};
    switch (Below(14)) {
      case 0:
        return Load(micro, name);
      case 1:
        return Store(micro, name);
      case 2:
        Say("WRITE_ONCE(*$0, r$1 + $2);", name, reg, value);
        return Step(micro, Kind::kStoreSum);
      case 3:
        Say("r$0 = xchg_release($1, $2);", reg, name, value);
        return Step(micro, Kind::kXchg);
      case 4:
        Say("r$0 = cmpxchg($1, $2, $3);", reg, name, compare, value);
        return Step(micro, Kind::kCmpxchg);
      case 5:
        Say("r$0 = atomic_fetch_add($2, $1);", reg, name, value);
        return Step(micro, Kind::kFetchAdd);
      case 6:
        Say("r$0 = atomic_add_return_acquire($2, $1);", reg, name, value);
        return Step(micro, Kind::kAddReturn);
      case 7:
        Say("r$0 = atomic_dec_and_test($1);", reg, name);
        return Step(micro, Kind::kDecAndTest);
      case 8:
        Say("r$0 = atomic_add_unless($1, $2, $3);", reg, name, value, compare);
        return Step(micro, Kind::kAddUnless);
      case 9:
        Say("r$0 = $1;", reg, value);
        return Step(micro, Kind::kSet, 0);
      case 10:
        return depth < 2 ? If(micro, depth) : Load(micro, name);
      case 11:
        return depth < 2 ? Locked(depth) : Store(micro, name);
      case 12:
        return depth < 1 ? TryLocked(micro, depth) : Store(micro, name);
      default:
        return SumOfTwo(micro, name);
    }
  }

  void Step(Micro micro, Kind kind, size_t steps = 1) {
    micro.kind = kind;
    code_.push_back(micro);
    steps_ += steps;
  }

  void Load(const Micro& micro, const char* name) {
    static constexpr const char* kWays[] = {
        "r$0 = READ_ONCE(*$1);", "r$0 = smp_load_acquire($1);", "r$0 = *$1;",
        "r$0 = atomic_read($1);", "smp_mb(); r$0 = rcu_dereference(*$1);"};
    Say(kWays[Below(5)], micro.reg, name);
    Step(micro, Kind::kLoad);
  }

  void Store(const Micro& micro, const char* name) {
    static constexpr const char* kWays[] = {
        "WRITE_ONCE(*$0, $1);", "smp_store_release($0, $1);", "*$0 = $1;",
        "atomic_set($0, $1);", "smp_store_mb(*$0, $1);"};
    Say(kWays[Below(5)], name, micro.value);
    Step(micro, Kind::kStore);
  }

  // *x = READ_ONCE(*x) + READ_ONCE(*y), through r2.
  void SumOfTwo(const Micro& micro, const char* name) {
    Say("r2 = READ_ONCE(*$0); WRITE_ONCE(*$0, READ_ONCE(*$0) * 0 + r2 + $1);",
        name, micro.value);
    Micro load = micro;
    load.reg = 2;
    Step(load, Kind::kLoad);
    load.reg = kRegisters;  // seen by nobody
    Step(load, Kind::kLoad);
    load.reg = 2;
    Step(load, Kind::kStoreSum);
  }

  void If(const Micro& micro, int depth) {
    Say("if (r$0 == $1) {", micro.reg, micro.value);
    const size_t test = code_.size();
    Step(micro, Kind::kSkipUnless, 0);
    Statement(depth + 1);
    if (Below(2) == 0) {
      Say("}");
      code_[test].target = code_.size();
      return;
    }
    Say("} else {");
    const size_t skip = code_.size();
    Step(micro, Kind::kSkip, 0);
    code_[test].target = code_.size();
    Statement(depth + 1);
    Say("}");
    code_[skip].target = code_.size();
  }

  void Locked(int depth) {
    Say("spin_lock(l);");
    Step({.kind = Kind::kLock}, Kind::kLock);
    Statement(depth + 1);
    Say("spin_unlock(l);");
    Step({.kind = Kind::kUnlock}, Kind::kUnlock);
  }

  void TryLocked(Micro micro, int depth) {
    // In r0, which what is inside may change; the test comes first.
    micro.reg = 0;
    micro.value = 1;
    Say("r0 = spin_trylock(l);");
    Step(micro, Kind::kTryLock);
    Say("if (r0) {");
    const size_t test = code_.size();
    Step(micro, Kind::kSkipUnless, 0);
    Statement(depth + 1);
    Say("spin_unlock(l); }");
    Step(micro, Kind::kUnlock);
    code_[test].target = code_.size();
  }

  std::minstd_rand random_;
  RandomProgram program_;
  std::vector<Micro> code_;
  size_t steps_ = 0;
};

struct ProcessState {
  size_t next = 0;
  std::array<int64_t, kRegisters + 1> registers = {};
};

struct State {
  std::array<int64_t, kVariables> variables = {};
  int owner = -1;
  std::vector<ProcessState> processes;
};

class Search {
 public:
  explicit Search(const RandomProgram& program) : codes_(program.processes) {
    State state;
    state.variables[0] = program.initial_x;
    state.processes.resize(codes_.size());
    for (size_t i = 0; i < codes_.size(); ++i) RunPrivate(i, state);
    Visit(state);
  }

  AllInterleavings found() const { return found_; }

 private:
  void RunPrivate(size_t i, State& state) const {
    ProcessState& process = state.processes[i];
    for (; process.next < codes_[i].size(); ++process.next) {
      const Micro& micro = codes_[i][process.next];
      int64_t& reg = process.registers[static_cast<size_t>(micro.reg)];
      if (micro.kind == Kind::kSet) {
        reg = micro.value;
      } else if (micro.kind == Kind::kSkip ||
                 (micro.kind == Kind::kSkipUnless && reg != micro.value)) {
        process.next = micro.target - 1;
      } else if (micro.kind != Kind::kSkipUnless) {
        return;
      }
    }
  }

  void Visit(const State& state) {
    bool moved = false;
    bool all_ended = true;
    for (size_t i = 0; i < codes_.size(); ++i) {
      if (state.processes[i].next >= codes_[i].size()) continue;
      all_ended = false;
      const Micro& micro = codes_[i][state.processes[i].next];
      if (micro.kind == Kind::kLock && state.owner >= 0) continue;
      moved = true;
      State after = state;
      Perform(micro, static_cast<int>(i), after);
      ++after.processes[i].next;
      RunPrivate(i, after);
      Visit(after);
    }
    if (moved) return;
    ++found_.count;
    if (all_ended) found_.states.insert(Text(state));
  }

  static void Perform(const Micro& micro, int self, State& state) {
    int64_t& variable = state.variables[static_cast<size_t>(micro.variable)];
    int64_t& reg = state.processes[static_cast<size_t>(self)]
                       .registers[static_cast<size_t>(micro.reg)];
    const int64_t before = variable;
    switch (micro.kind) {
      case Kind::kLoad:
        reg = before;
        break;
      case Kind::kStore:
        variable = micro.value;
        break;
      case Kind::kStoreSum:
        variable = reg + micro.value;
        break;
      case Kind::kXchg:
        variable = micro.value;
        reg = before;
        break;
      case Kind::kCmpxchg:
        if (before == micro.compare) variable = micro.value;
        reg = before;
        break;
      case Kind::kFetchAdd:
        variable += micro.value;
        reg = before;
        break;
      case Kind::kAddReturn:
        variable += micro.value;
        reg = variable;
        break;
      case Kind::kDecAndTest:
        --variable;
        reg = variable == 0;
        break;
      case Kind::kAddUnless:
        if (before != micro.compare) variable += micro.value;
        reg = before != micro.compare;
        break;
      case Kind::kLock:
        state.owner = self;
        break;
      case Kind::kTryLock:
        reg = state.owner < 0;
        if (state.owner < 0) state.owner = self;
        break;
      case Kind::kUnlock:
        state.owner = -1;
        break;
      case Kind::kSet:
      case Kind::kSkip:
      case Kind::kSkipUnless:
        break;
    }
  }

  static std::string Text(const State& state) {
    std::string text;
    for (size_t i = 0; i < state.processes.size(); ++i) {
      for (size_t reg = 0; reg < kRegisters; ++reg) {
        absl::StrAppend(&text, i, ":r", reg, "=",
                        state.processes[i].registers[reg], "; ");
      }
    }
    return absl::StrCat(text, "l=", state.owner >= 0 ? 1 : 0,
                        "; x=", state.variables[0], "; y=", state.variables[1],
                        ";");
  }

  const std::vector<std::vector<Micro>> codes_;
  AllInterleavings found_;
};

}  // namespace

RandomProgram MakeProgram(uint32_t seed) { return Generator(seed).Make(); }

AllInterleavings BruteForce(const RandomProgram& program) {
  return Search(program).found();
}

}  // namespace diorace::litmus
