#include "tools/litmus/program.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/litmus/code_compiler.h"
#include "tools/litmus/globals.h"

namespace diorace::litmus {
namespace {

constexpr size_t kMaxCells = 10'000;

class Compiler {
 public:
  Compiler(const TestSyntax& test, absl::string_view file)
      : test_(test), file_(file), globals_(program_.cells) {}

  absl::StatusOr<Program> Compile() {
    program_.name = test_.name;
    program_.quantifier = test_.quantifier;
    program_.condition_text = test_.condition_text;
    DeclareVariables();
    if (error_.empty()) CompileProcesses();
    if (error_.empty()) CollectObservables();
    if (!error_.empty()) return absl::InvalidArgumentError(error_);
    if (test_.filter.has_value()) program_.filter = Resolve(*test_.filter);
    program_.condition = Resolve(test_.condition);
    CheckLocks();
    if (!error_.empty()) return absl::InvalidArgumentError(error_);
    return std::move(program_);
  }

 private:
  void DeclareVariables() {
    for (const InitialVariable& variable : test_.variables) {
      globals_.Declare(variable.name, variable.type, variable.elements);
      if (program_.cells.size() > kMaxCells) {
        return Fail(variable.at,
                    absl::StrCat("more than ", kMaxCells, " shared variables"));
      }
    }
    for (const ProcessSyntax& process : test_.processes) {
      for (const Parameter& parameter : process.parameters)
        globals_.Declare(parameter.name, parameter.pointee);
    }
    for (const InitialVariable& variable : test_.variables) {
      for (size_t i = 0; i < variable.values.size(); ++i) {
        const std::optional<uint32_t> index =
            globals_.Find({variable.name, static_cast<int64_t>(i)});
        const int64_t value = ValueOf(variable.values[i], variable.at);
        if (!index.has_value()) {
          Fail(variable.at, "this variable is declared twice");
          return;
        }
        Cell& cell = globals_.cell(*index);
        cell.initial = cell.type.Narrow(value);
      }
    }
  }

  void CompileProcesses() {
    for (const ProcessSyntax& process : test_.processes)
      codes_.push_back(std::make_unique<CodeCompiler>(process, globals_));
    for (const InitialRegister& initial : test_.registers) {
      const int index = IndexOf(initial.process);
      if (index >= 0) {
        codes_[static_cast<size_t>(index)]->SetInitial(
            initial.name, ValueOf(initial.value, {}));
      }
    }
    for (const std::unique_ptr<CodeCompiler>& code : codes_) {
      program_.processes.push_back(code->Compile(program_.registers));
      if (code->error().has_value())
        Fail(code->error()->at, code->error()->text);
      for (const CodeCompiler::Message& warning : code->warnings())
        Warn(warning.at, warning.text);
    }
  }

  // Of `test_.processes`; -1 if there is no such process.
  int IndexOf(int number) const {
    for (size_t i = 0; i < test_.processes.size(); ++i) {
      if (test_.processes[i].number == number) return static_cast<int>(i);
    }
    return -1;
  }

  int64_t ValueOf(const Constant& constant, Position at) {
    const std::optional<int64_t> value = globals_.Value(constant);
    if (!value.has_value()) {
      Fail(at, absl::StrCat("'", constant.address->name, "' has no element ",
                            constant.address->element));
    }
    return value.value_or(0);
  }

  // --- What is observed ---

  static std::string NameOf(const ObservedName& name) {
    if (name.process >= 0) return absl::StrCat(name.process, ":", name.name);
    if (name.element > 0)
      return absl::StrCat(name.name, "[", name.element, "]");
    return name.name;
  }

  // As herd7 orders them: registers, by process, then variables.
  using Key = std::tuple<bool, int, std::string, int64_t>;
  static Key SortKey(const ObservedName& name) {
    return {name.process < 0, name.process, name.name, name.element};
  }

  static void CollectNames(const PropositionSyntax& proposition,
                           std::vector<ObservedName>& names) {
    for (const PropositionSyntax& child : proposition.children)
      CollectNames(child, names);
    if (proposition.kind != PropositionSyntax::Kind::kEqual) return;
    names.push_back(proposition.left);
    if (proposition.right_name.has_value())
      names.push_back(*proposition.right_name);
  }

  void CollectObservables() {
    std::vector<ObservedName> names = test_.locations;
    CollectNames(test_.condition, names);
    AddObservables(std::move(names));
    program_.shown = program_.observables.size();
    names.clear();
    if (test_.filter.has_value()) CollectNames(*test_.filter, names);
    AddObservables(std::move(names));
  }

  void AddObservables(std::vector<ObservedName> names) {
    std::sort(names.begin(), names.end(),
              [](const ObservedName& a, const ObservedName& b) {
                return SortKey(a) < SortKey(b);
              });
    for (const ObservedName& name : names) AddObservable(name);
  }

  void AddObservable(const ObservedName& name) {
    const auto [found, is_new] =
        observed_.try_emplace(SortKey(name), program_.observables.size());
    if (!is_new) return;
    Observable observable{.name = NameOf(name), .index = {}};
    if (name.process < 0) {
      observable.is_cell = true;
      observable.index = globals_.Find({name.name, name.element});
      if (observable.index.has_value())
        observable.name = globals_.cell(*observable.index).name;
    } else if (const int index = IndexOf(name.process); index >= 0) {
      observable.index = codes_[static_cast<size_t>(index)]->Find(name.name);
    }
    if (!observable.index.has_value()) {
      Warn(name.at, absl::StrCat(observable.name, " does not exist, and is 0"));
    }
    program_.observables.push_back(std::move(observable));
  }

  size_t FindObservable(const ObservedName& name) const {
    return observed_.at(SortKey(name));
  }

  Proposition Resolve(const PropositionSyntax& syntax) {
    Proposition proposition{.kind = syntax.kind};
    for (const PropositionSyntax& child : syntax.children)
      proposition.children.push_back(Resolve(child));
    if (syntax.kind != PropositionSyntax::Kind::kEqual) return proposition;
    proposition.left = FindObservable(syntax.left);
    proposition.right_is_observable = syntax.right_name.has_value();
    proposition.right =
        syntax.right_name.has_value()
            ? static_cast<int64_t>(FindObservable(*syntax.right_name))
            : ValueOf(syntax.right_constant, syntax.left.at);
    return proposition;
  }

  void CheckLocks() {
    for (const Cell& cell : program_.cells) {
      if (cell.type.is_lock && cell.initial != 0) {
        Fail({}, absl::StrCat("not supported: the spinlock ", cell.name,
                              " is held in the initial state"));
      }
    }
  }

  void Fail(Position at, absl::string_view what) {
    if (error_.empty()) error_ = MessageAt(file_, at, what);
  }
  void Warn(Position at, absl::string_view what) {
    program_.warnings.push_back(MessageAt(file_, at, what));
  }

  const TestSyntax& test_;
  const absl::string_view file_;
  Program program_;
  Globals globals_;
  std::vector<std::unique_ptr<CodeCompiler>> codes_;
  std::map<Key, size_t> observed_;  // indices of program_.observables
  std::string error_;
};

}  // namespace

std::optional<size_t> Program::CellAt(int64_t address) const {
  if (address < kFirstAddress) return {};
  const auto index = static_cast<size_t>(address - kFirstAddress);
  if (index >= cells.size() || !cells[index].exists) return {};
  return index;
}

std::string Program::ValueText(int64_t value) const {
  const std::optional<size_t> cell = CellAt(value);
  return cell.has_value() ? cells[*cell].name : absl::StrCat(value);
}

std::string Program::StateText(absl::Span<const int64_t> state) const {
  std::string text;
  for (size_t i = 0; i < state.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : " ", observables[i].name, "=",
                    ValueText(state[i]), ";");
  }
  return text;
}

absl::StatusOr<Program> Compile(const TestSyntax& test,
                                absl::string_view file) {
  return Compiler(test, file).Compile();
}

}  // namespace diorace::litmus
