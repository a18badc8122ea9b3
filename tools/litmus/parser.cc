#include "tools/litmus/parser.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/litmus/code_parser.h"
#include "tools/litmus/condition_parser.h"
#include "tools/litmus/token_stream.h"

namespace diorace::litmus {
namespace {

constexpr int64_t kMaxElements = 1000;
// The checker has room for 64 tasks, and the test's body is one.
constexpr size_t kMaxProcesses = 60;

class TestParser {
 public:
  explicit TestParser(absl::string_view text) : tokens_(text) {}

  TestSyntax Parse() {
    test_.name = std::string(tokens_.Header());
    ParseInitialState();
    while (ProcessNumber(tokens_.current().text) >= 0) ParseProcess();
    if (test_.processes.empty()) tokens_.FailExpected("a process, P0(…)");
    ConditionParser(tokens_, test_).Parse();
    return std::move(test_);
  }

  const TokenStream& tokens() const { return tokens_; }

 private:
  void ParseInitialState() {
    tokens_.Expect("{");
    while (!tokens_.Is("}") && !tokens_.AtEnd()) {
      if (tokens_.Accept(";")) continue;
      ParseInitialItem();
      if (!tokens_.Is("}")) tokens_.Expect(";");
    }
    tokens_.Expect("}");
  }

  // [TYPE] [*]NAME [= VALUE], or PROCESS:REGISTER = VALUE.
  void ParseInitialItem() {
    std::optional<Type> type;
    if (StartsType(tokens_.current())) {
      type = ParseTypeWords(tokens_);
    } else if (tokens_.IsName() &&
               (tokens_.Ahead().kind == Token::Kind::kName ||
                tokens_.Ahead().Is("*"))) {
      // A type that is not known, as herd7 allows.
      type = kLong;
      tokens_.Advance();
    }
    if (ParseStars(tokens_) > 0) type = kLong;
    const int process = ProcessNumber(tokens_.current().text);
    if (tokens_.IsNumber() || (process >= 0 && tokens_.Ahead().Is(":"))) {
      ParseInitialRegister(process);
    } else {
      ParseInitialVariable(type);
    }
  }

  void ParseInitialRegister(int process) {
    if (tokens_.IsNumber()) {
      process =
          static_cast<int>(tokens_.ExpectIndex("the number of a process"));
    } else {
      tokens_.Advance();
    }
    tokens_.Expect(":");
    InitialRegister initial{
        .process = process,
        .name = tokens_.ExpectName("the name of a register"),
        .value = {}};
    if (tokens_.Accept("=")) initial.value = ParseInitialValue();
    test_.registers.push_back(std::move(initial));
  }

  void ParseInitialVariable(std::optional<Type> type) {
    const bool bracketed = tokens_.Accept("[");
    InitialVariable variable{.name = {},
                             .at = tokens_.at(),
                             .type = type,
                             .elements = {},
                             .values = {}};
    variable.name = tokens_.ExpectName("the name of a shared variable");
    if (bracketed) tokens_.Expect("]");
    if (tokens_.Accept("[")) {
      const Position at = tokens_.at();
      variable.elements = tokens_.ExpectIndex("the size of an array");
      if (*variable.elements < 1 || *variable.elements > kMaxElements) {
        tokens_.Fail(
            at, absl::StrCat("an array has 1 to ", kMaxElements, " elements"));
      }
      tokens_.Expect("]");
    }
    if (tokens_.Accept("=")) ParseInitialValues(variable);
    test_.variables.push_back(std::move(variable));
  }

  void ParseInitialValues(InitialVariable& variable) {
    const Position at = tokens_.at();
    if (!tokens_.Accept("{")) {
      if (variable.elements.has_value()) tokens_.FailExpected("'{'");
      variable.values.push_back(ParseInitialValue());
      return;
    }
    while (!tokens_.Is("}") && !tokens_.AtEnd()) {
      variable.values.push_back(ParseInitialValue());
      if (!tokens_.Is("}")) tokens_.Expect(",");
    }
    tokens_.Expect("}");
    if (static_cast<int64_t>(variable.values.size()) >
        variable.elements.value_or(1))
      tokens_.Fail(at, "more values than elements");
  }

  Constant ParseInitialValue() {
    const TokenStream::Level level(tokens_);
    for (const absl::string_view macro :
         {"ATOMIC_INIT", "ATOMIC_LONG_INIT", "ATOMIC64_INIT"}) {
      if (!tokens_.Accept(macro)) continue;
      tokens_.Expect("(");
      Constant value = ParseInitialValue();
      tokens_.Expect(")");
      return value;
    }
    if (!tokens_.Accept("(")) return ParseConstant(tokens_);
    const bool is_cast = StartsType(tokens_.current());
    if (is_cast) {
      ParseTypeWords(tokens_);
      ParseStars(tokens_);
      tokens_.Expect(")");
      return ParseInitialValue();
    }
    Constant value = ParseInitialValue();
    tokens_.Expect(")");
    return value;
  }

  void ParseProcess() {
    ProcessSyntax process{.number = ProcessNumber(tokens_.current().text),
                          .at = tokens_.at()};
    for (const ProcessSyntax& other : test_.processes) {
      if (other.number == process.number)
        tokens_.Fail(process.at,
                     absl::StrCat("a second process P", process.number));
    }
    if (test_.processes.size() >= kMaxProcesses)
      tokens_.Fail(process.at,
                   absl::StrCat("more than ", kMaxProcesses, " processes"));
    tokens_.Advance();
    ParseParameters(process);
    process.body = CodeParser(tokens_, process).ParseBody();
    tokens_.Advance();
    test_.processes.push_back(std::move(process));
  }

  void ParseParameters(ProcessSyntax& process) {
    tokens_.Expect("(");
    if (tokens_.Is("void") && tokens_.Ahead().Is(")")) tokens_.Advance();
    while (!tokens_.Is(")") && !tokens_.AtEnd()) {
      ParseParameter(process);
      if (!tokens_.Is(")")) tokens_.Expect(",");
    }
    // What follows the brace is code.
    tokens_.Expect(")");
  }

  void ParseParameter(ProcessSyntax& process) {
    if (!StartsType(tokens_.current())) tokens_.FailExpected("a type");
    DeclaredType type{ParseTypeWords(tokens_), ParseStars(tokens_)};
    const Position at = tokens_.at();
    const std::string name = tokens_.ExpectName("the name of a parameter");
    if (tokens_.Accept("[")) {
      if (tokens_.IsNumber()) tokens_.Advance();
      tokens_.Expect("]");
      ++type.stars;
    }
    if (type.stars == 0) {
      tokens_.Fail(at, absl::StrCat("expected a pointer to a shared variable: "
                                    "'*",
                                    name, "'"));
    }
    for (const Parameter& other : process.parameters) {
      if (other.name == name)
        tokens_.Fail(at, absl::StrCat("a second parameter '", name, "'"));
    }
    process.parameters.push_back({name, at, *type.pointee()});
  }

  TokenStream tokens_;
  TestSyntax test_;
};

}  // namespace

absl::StatusOr<TestSyntax> Parse(absl::string_view text,
                                 absl::string_view file) {
  if (text.size() > kMaxFileBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": is larger than the ", kMaxFileBytes, " bytes that are read"));
  }
  TestParser parser(text);
  TestSyntax test = parser.Parse();
  const TokenStream& tokens = parser.tokens();
  if (!tokens.failed()) return test;
  return absl::InvalidArgumentError(
      MessageAt(file, tokens.error_at(), tokens.error()));
}

}  // namespace diorace::litmus
