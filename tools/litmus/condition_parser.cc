#include "tools/litmus/condition_parser.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace diorace::litmus {
namespace {

using Kind = PropositionSyntax::Kind;

PropositionSyntax Node(Kind kind, std::vector<PropositionSyntax> children) {
  return {.kind = kind, .children = std::move(children)};
}

// Without a node for one child.
PropositionSyntax Joined(Kind kind, std::vector<PropositionSyntax> children) {
  if (children.size() == 1) return std::move(children.front());
  return Node(kind, std::move(children));
}

bool AcceptNot(TokenStream& tokens) {
  return tokens.Accept("~") || tokens.Accept("not") || tokens.Accept("!");
}

}  // namespace

int ProcessNumber(absl::string_view name) {
  int number = -1;
  if (!absl::ConsumePrefix(&name, "P") || name.empty() || name.size() > 6)
    return -1;
  for (const char c : name) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
  }
  return absl::SimpleAtoi(name, &number) ? number : -1;
}

Constant ParseConstant(TokenStream& tokens) {
  if (tokens.Accept("-")) {
    const auto magnitude =
        static_cast<uint64_t>(tokens.ExpectNumber("a number"));
    return {.number = static_cast<int64_t>(0 - magnitude)};
  }
  if (tokens.IsNumber()) return {.number = tokens.ExpectNumber("a number")};
  if (tokens.Accept("NULL") || tokens.Accept("false")) return {};
  if (tokens.Accept("true")) return {.number = 1};
  const bool address = tokens.Accept("&");
  GlobalName global{.name = tokens.ExpectName(
                        address ? "the name of a shared variable"
                                : "a number or the name of a shared variable")};
  if (tokens.Accept("[")) {
    global.element = tokens.ExpectIndex("the number of an element");
    tokens.Expect("]");
  }
  return {.address = std::move(global)};
}

void ConditionParser::Parse() {
  bool has_condition = false;
  while (!tokens_.AtEnd()) {
    if (tokens_.Accept("locations")) {
      ParseLocations();
    } else if (tokens_.Is("filter")) {
      ParseFilter();
    } else if (!has_condition && ParseQuantified()) {
      has_condition = true;
      tokens_.Accept(";");
    } else {
      tokens_.FailExpected(
          has_condition ? "nothing after the condition"
                        : "a process, exists, ~exists, forall, filter or "
                          "locations");
    }
  }
  if (!has_condition) test_.condition_text = "forall (true)";
}

void ConditionParser::ParseLocations() {
  tokens_.Expect("[");
  while (!tokens_.Is("]") && !tokens_.AtEnd()) {
    test_.locations.push_back(ParseObserved());
    // A type for printing, which changes nothing here.
    while (StartsType(tokens_.current()) || tokens_.Is("*")) tokens_.Advance();
    if (!tokens_.Is("]") && !tokens_.Accept(",")) tokens_.Expect(";");
  }
  tokens_.Expect("]");
}

void ConditionParser::ParseFilter() {
  const Position at = tokens_.at();
  tokens_.Advance();
  if (test_.filter.has_value()) tokens_.Fail(at, "a second filter");
  test_.filter = ParseOr();
}

bool ConditionParser::ParseQuantified() {
  const size_t begin = tokens_.Offset();
  if (tokens_.Accept("exists") || tokens_.Accept("final") || tokens_.Is("(")) {
    test_.quantifier = Quantifier::kExists;
  } else if (tokens_.Accept("forall")) {
    test_.quantifier = Quantifier::kForall;
  } else if (AcceptNot(tokens_)) {
    tokens_.Expect("exists");
    test_.quantifier = Quantifier::kNotExists;
  } else {
    return false;
  }
  test_.condition = ParseOr();
  if (!tokens_.failed()) test_.condition_text = tokens_.TextSince(begin);
  return true;
}

PropositionSyntax ConditionParser::ParseOr() {
  const TokenStream::Level level(tokens_);
  std::vector<PropositionSyntax> children;
  do {
    children.push_back(ParseAnd());
  } while (tokens_.Accept("\\/") || tokens_.Accept("||"));
  return Joined(Kind::kOr, std::move(children));
}

PropositionSyntax ConditionParser::ParseAnd() {
  std::vector<PropositionSyntax> children;
  do {
    children.push_back(ParseImplies());
  } while (tokens_.Accept("/\\") || tokens_.Accept("&&"));
  return Joined(Kind::kAnd, std::move(children));
}

PropositionSyntax ConditionParser::ParseImplies() {
  const TokenStream::Level level(tokens_);
  PropositionSyntax left = ParseNot();
  if (!tokens_.Accept("=>")) return left;
  std::vector<PropositionSyntax> children;
  children.push_back(std::move(left));
  children.push_back(ParseImplies());
  return Node(Kind::kImplies, std::move(children));
}

PropositionSyntax ConditionParser::ParseNot() {
  const TokenStream::Level level(tokens_);
  if (AcceptNot(tokens_)) {
    std::vector<PropositionSyntax> children;
    children.push_back(ParseNot());
    return Node(Kind::kNot, std::move(children));
  }
  if (tokens_.Accept("(")) {
    PropositionSyntax inner = ParseOr();
    tokens_.Expect(")");
    return inner;
  }
  if (tokens_.Accept("true")) return Node(Kind::kAnd, {});
  if (tokens_.Accept("false")) return Node(Kind::kOr, {});
  return ParseAtom();
}

ObservedName ConditionParser::ParseRegister(int64_t process) {
  tokens_.Expect(":");
  const Position at = tokens_.at();
  return {.at = at,
          .process = static_cast<int>(process),
          .name = tokens_.ExpectName("the name of a register")};
}

ObservedName ConditionParser::ParseObserved() {
  const Position at = tokens_.at();
  if (tokens_.IsNumber())
    return ParseRegister(tokens_.ExpectIndex("the number of a process"));
  if (tokens_.IsName() && tokens_.Ahead().Is(":")) {
    const int process = ProcessNumber(tokens_.current().text);
    if (process >= 0) {
      tokens_.Advance();
      return ParseRegister(process);
    }
  }
  const bool bracketed = tokens_.Accept("[");
  if (!bracketed) tokens_.Accept("*");
  ObservedName observed{
      .at = at, .name = tokens_.ExpectName("a register or a shared variable")};
  if (tokens_.Accept("[")) {
    observed.element = tokens_.ExpectIndex("the number of an element");
    tokens_.Expect("]");
  }
  if (bracketed) tokens_.Expect("]");
  return observed;
}

PropositionSyntax ConditionParser::ParseAtom() {
  PropositionSyntax atom{.kind = Kind::kEqual, .left = ParseObserved()};
  const bool negated = tokens_.Is("!=");
  if (!negated && !tokens_.Is("=") && !tokens_.Is("=="))
    tokens_.FailExpected("'=' or '!='");
  tokens_.Advance();
  // A name is the address of that variable; [x], *x and 1:r1 are contents.
  const bool is_register =
      (tokens_.IsNumber() || ProcessNumber(tokens_.current().text) >= 0) &&
      tokens_.Ahead().Is(":");
  if (is_register || tokens_.Is("[") || tokens_.Is("*")) {
    atom.right_name = ParseObserved();
  } else if (tokens_.Is("{")) {
    tokens_.FailUnsupported(tokens_.at(), "comparing whole arrays");
  } else {
    atom.right_constant = ParseConstant(tokens_);
  }
  if (!negated) return atom;
  std::vector<PropositionSyntax> children;
  children.push_back(std::move(atom));
  return Node(Kind::kNot, std::move(children));
}

}  // namespace diorace::litmus
