#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/litmus/code_parser.h"

namespace diorace::litmus {
namespace {

using Kind = Expression::Kind;

// Chains such as 1+1+1+… are trees too.
constexpr int kMaxHeight = 1000;

struct BinaryOperator {
  absl::string_view sign;
  int precedence;  // higher binds tighter
};

constexpr BinaryOperator kBinaryOperators[] = {
    {"||", 1}, {"&&", 2}, {"|", 3}, {"^", 4},  {"&", 5},  {"==", 6},
    {"!=", 6}, {"<", 7},  {">", 7}, {"<=", 7}, {">=", 7}, {"<<", 8},
    {">>", 8}, {"+", 9},  {"-", 9}, {"*", 10}, {"/", 10}, {"%", 10},
};

constexpr absl::string_view kAssignments[] = {
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="};

constexpr absl::string_view kUnaryOperators[] = {"+", "-", "~", "!"};

// -1 if it is none.
int Precedence(const Token& token) {
  for (const BinaryOperator& known : kBinaryOperators) {
    if (token.Is(known.sign)) return known.precedence;
  }
  return -1;
}

}  // namespace

ExpressionPtr CodeParser::New(Kind kind, Position at, std::string text) {
  auto expression = std::make_unique<Expression>();
  expression->kind = kind;
  expression->at = at;
  expression->text = std::move(text);
  return expression;
}

void CodeParser::AddPart(Expression& expression, ExpressionPtr part) {
  expression.height = std::max(expression.height, part->height + 1);
  expression.parts.push_back(std::move(part));
  if (expression.height > kMaxHeight)
    tokens_.Fail(expression.at, "this expression is too long");
}

ExpressionPtr CodeParser::NewNumber(int64_t value, Type type, Position at) {
  ExpressionPtr number = New(Kind::kNumber, at);
  number->value = value;
  number->type = type;
  return number;
}

ExpressionPtr CodeParser::NewAssignment(std::string operation, ExpressionPtr to,
                                        ExpressionPtr value, Position at) {
  ExpressionPtr assignment = New(Kind::kAssign, at, std::move(operation));
  AddPart(*assignment, std::move(to));
  AddPart(*assignment, std::move(value));
  return assignment;
}

ExpressionPtr CodeParser::ParseExpression() {
  ExpressionPtr expression = ParseAssignment();
  if (tokens_.Is(","))
    tokens_.FailUnsupported(tokens_.at(), "the comma operator");
  return expression;
}

ExpressionPtr CodeParser::ParseAssignment() {
  const TokenStream::Level level(tokens_);
  ExpressionPtr left = ParseConditional();
  const Token token = tokens_.current();
  for (const absl::string_view sign : kAssignments) {
    if (!token.Is(sign)) continue;
    tokens_.Advance();
    return NewAssignment(std::string(absl::StripSuffix(sign, "=")),
                         std::move(left), ParseAssignment(), token.at);
  }
  return left;
}

ExpressionPtr CodeParser::ParseConditional() {
  ExpressionPtr condition = ParseBinary(1);
  const Position at = tokens_.at();
  if (!tokens_.Accept("?")) return condition;
  ExpressionPtr expression = New(Kind::kConditional, at);
  AddPart(*expression, std::move(condition));
  AddPart(*expression, ParseExpression());
  tokens_.Expect(":");
  const TokenStream::Level level(tokens_);
  AddPart(*expression, ParseConditional());
  return expression;
}

ExpressionPtr CodeParser::ParseBinary(int least_precedence) {
  ExpressionPtr left = ParseUnary();
  while (true) {
    const Token token = tokens_.current();
    const int precedence = Precedence(token);
    if (precedence < least_precedence || tokens_.failed()) return left;
    tokens_.Advance();
    ExpressionPtr binary =
        New(Kind::kBinary, token.at, std::string(token.text));
    AddPart(*binary, std::move(left));
    AddPart(*binary, ParseBinary(precedence + 1));
    left = std::move(binary);
  }
}

ExpressionPtr CodeParser::ParseUnary() {
  const TokenStream::Level level(tokens_);
  const Token token = tokens_.current();
  if (token.Is("(") && StartsType(tokens_.Ahead())) return ParseCast();
  for (const absl::string_view sign : {"++", "--"}) {
    if (!tokens_.Accept(sign)) continue;
    return NewAssignment(std::string(sign.substr(1)), ParseUnary(),
                         NewNumber(1, kInt, token.at), token.at);
  }
  ExpressionPtr expression;
  if (token.Is("*")) expression = New(Kind::kDereference, token.at);
  if (token.Is("&")) expression = New(Kind::kAddress, token.at);
  for (const absl::string_view sign : kUnaryOperators) {
    if (token.Is(sign))
      expression = New(Kind::kUnary, token.at, std::string(sign));
  }
  if (expression == nullptr) return ParsePostfix();
  tokens_.Advance();
  AddPart(*expression, ParseUnary());
  return expression;
}

ExpressionPtr CodeParser::ParseCast() {
  ExpressionPtr cast = New(Kind::kCast, tokens_.at());
  tokens_.Expect("(");
  const Type base = ParseTypeWords(tokens_);
  cast->type = DeclaredType{base, ParseStars(tokens_)}.type();
  tokens_.Expect(")");
  AddPart(*cast, ParseUnary());
  return cast;
}

ExpressionPtr CodeParser::ParsePostfix() {
  ExpressionPtr expression = ParsePrimary();
  while (!tokens_.failed()) {
    const Token token = tokens_.current();
    if (tokens_.Accept("[")) {
      ExpressionPtr sum = New(Kind::kBinary, token.at, "+");
      AddPart(*sum, std::move(expression));
      AddPart(*sum, ParseExpression());
      tokens_.Expect("]");
      expression = New(Kind::kDereference, token.at);
      AddPart(*expression, std::move(sum));
    } else if (token.Is("++") || token.Is("--")) {
      tokens_.Advance();
      expression = NewAssignment(std::string(token.text.substr(1)),
                                 std::move(expression),
                                 NewNumber(1, kInt, token.at), token.at);
      expression->postfix = true;
    } else if (token.Is("->") || token.Is(".")) {
      tokens_.FailUnsupported(token.at, "members of structures");
    } else {
      break;
    }
  }
  return expression;
}

ExpressionPtr CodeParser::ParsePrimary() {
  const Token token = tokens_.current();
  if (tokens_.IsNumber()) {
    tokens_.Advance();
    return NewNumber(token.value,
                     {.bits = static_cast<uint8_t>(token.is_long ? 64 : 32),
                      .is_unsigned = token.is_unsigned},
                     token.at);
  }
  if (tokens_.Accept("(")) {
    if (tokens_.Is("{"))
      tokens_.FailUnsupported(tokens_.at(), "statements in expressions");
    ExpressionPtr expression = ParseExpression();
    tokens_.Expect(")");
    return expression;
  }
  const std::string name = tokens_.ExpectName("an expression");
  if (tokens_.Is("(")) return ParseCall(name, token.at);
  if (name == "NULL" || name == "false") return NewNumber(0, kInt, token.at);
  if (name == "true") return NewNumber(1, kInt, token.at);
  if (name == "sizeof") tokens_.FailUnsupported(token.at, name);
  return New(Kind::kName, token.at, name);
}

ExpressionPtr CodeParser::ParseCall(std::string function, Position at) {
  ExpressionPtr call = New(Kind::kCall, at, std::move(function));
  tokens_.Expect("(");
  while (!tokens_.Is(")") && !tokens_.AtEnd()) {
    AddPart(*call, ParseAssignment());
    if (!tokens_.Is(")")) tokens_.Expect(",");
  }
  tokens_.Expect(")");
  return call;
}

}  // namespace diorace::litmus
