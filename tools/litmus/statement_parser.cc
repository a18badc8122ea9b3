#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/litmus/code_parser.h"

namespace diorace::litmus {
namespace {

using Kind = Statement::Kind;

constexpr absl::string_view kUnsupportedStatements[] = {
    "goto", "switch", "case", "default", "asm", "typedef", "static", "extern"};

}  // namespace

StatementPtr CodeParser::NewStatement(Kind kind, Position at) {
  auto statement = std::make_unique<Statement>();
  statement->kind = kind;
  statement->at = at;
  return statement;
}

StatementPtr CodeParser::ParseBody() {
  tokens_.SetMode(LexMode::kCode);
  StatementPtr body = NewStatement(Kind::kBlock, tokens_.at());
  tokens_.Expect("{");
  ParseBlockItems(*body);
  tokens_.SetMode(LexMode::kData);
  if (!tokens_.Is("}")) tokens_.FailExpected("'}'");
  return body;
}

void CodeParser::ParseBlockItems(Statement& block) {
  while (!tokens_.Is("}") && !tokens_.AtEnd())
    block.children.push_back(ParseStatement());
}

StatementPtr CodeParser::ParseBlock() {
  StatementPtr block = NewStatement(Kind::kBlock, tokens_.at());
  tokens_.Expect("{");
  ParseBlockItems(*block);
  tokens_.Expect("}");
  return block;
}

StatementPtr CodeParser::ParseStatement() {
  const TokenStream::Level level(tokens_);
  const Token token = tokens_.current();
  if (token.Is("{")) return ParseBlock();
  if (token.Is(";")) {
    tokens_.Advance();
    return NewStatement(Kind::kBlock, token.at);
  }
  if (token.Is("if")) return ParseIf();
  if (token.Is("while")) return ParseWhile();
  if (token.Is("do")) return ParseDo();
  if (token.Is("for")) return ParseFor();
  if (token.Is("break")) return ParseJump(Kind::kBreak);
  if (token.Is("continue")) return ParseJump(Kind::kContinue);
  if (token.Is("return")) return ParseJump(Kind::kReturn);
  for (const absl::string_view word : kUnsupportedStatements) {
    if (token.Is(word)) tokens_.FailUnsupported(token.at, word);
  }
  StatementPtr statement = StartsType(tokens_.current())
                               ? ParseDeclaration()
                               : ParseExpressionStatement();
  tokens_.Expect(";");
  return statement;
}

StatementPtr CodeParser::ParseExpressionStatement() {
  StatementPtr statement = NewStatement(Kind::kExpression, tokens_.at());
  statement->expression = ParseExpression();
  return statement;
}

ExpressionPtr CodeParser::ParseCondition() {
  tokens_.Expect("(");
  ExpressionPtr condition = ParseExpression();
  tokens_.Expect(")");
  return condition;
}

StatementPtr CodeParser::ParseIf() {
  StatementPtr statement = NewStatement(Kind::kIf, tokens_.at());
  tokens_.Advance();
  statement->expression = ParseCondition();
  statement->children.push_back(ParseStatement());
  if (tokens_.Accept("else")) statement->children.push_back(ParseStatement());
  return statement;
}

StatementPtr CodeParser::ParseWhile() {
  StatementPtr statement = NewStatement(Kind::kWhile, tokens_.at());
  tokens_.Advance();
  statement->expression = ParseCondition();
  statement->children.push_back(ParseStatement());
  return statement;
}

StatementPtr CodeParser::ParseDo() {
  StatementPtr statement = NewStatement(Kind::kDo, tokens_.at());
  tokens_.Advance();
  statement->children.push_back(ParseStatement());
  tokens_.Expect("while");
  statement->expression = ParseCondition();
  tokens_.Expect(";");
  return statement;
}

// A block of the first part and the loop.
StatementPtr CodeParser::ParseFor() {
  StatementPtr block = NewStatement(Kind::kBlock, tokens_.at());
  StatementPtr loop = NewStatement(Kind::kFor, tokens_.at());
  tokens_.Advance();
  tokens_.Expect("(");
  if (!tokens_.Is(";")) {
    block->children.push_back(StartsType(tokens_.current())
                                  ? ParseDeclaration()
                                  : ParseExpressionStatement());
  }
  tokens_.Expect(";");
  if (!tokens_.Is(";")) loop->expression = ParseExpression();
  tokens_.Expect(";");
  if (!tokens_.Is(")")) loop->step = ParseExpression();
  tokens_.Expect(")");
  loop->children.push_back(ParseStatement());
  block->children.push_back(std::move(loop));
  return block;
}

StatementPtr CodeParser::ParseJump(Kind kind) {
  StatementPtr statement = NewStatement(kind, tokens_.at());
  tokens_.Advance();
  if (kind == Kind::kReturn && !tokens_.Is(";"))
    statement->expression = ParseExpression();
  tokens_.Expect(";");
  return statement;
}

StatementPtr CodeParser::ParseDeclaration() {
  StatementPtr block = NewStatement(Kind::kBlock, tokens_.at());
  const Type base = ParseTypeWords(tokens_);
  if (base.is_lock)
    tokens_.FailUnsupported(block->at, "a spinlock that is not shared");
  do {
    ParseDeclarator(base, *block);
  } while (tokens_.Accept(","));
  return block;
}

void CodeParser::ParseDeclarator(Type base, Statement& block) {
  const DeclaredType type{base, ParseStars(tokens_)};
  const Position at = tokens_.at();
  const std::string name = tokens_.ExpectName("the name of a register");
  if (tokens_.Is("["))
    tokens_.FailUnsupported(at, "an array that is not shared");
  process_.registers.push_back({name, type.type(), type.pointee()});
  if (!tokens_.Accept("=")) return;
  StatementPtr statement = NewStatement(Kind::kExpression, at);
  statement->expression = NewAssignment(
      "", New(Expression::Kind::kName, at, name), ParseAssignment(), at);
  block.children.push_back(std::move(statement));
}

}  // namespace diorace::litmus
