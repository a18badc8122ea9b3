// Parses the body of a process: a subset of C.

#ifndef DIORACE_TOOLS_LITMUS_CODE_PARSER_H_
#define DIORACE_TOOLS_LITMUS_CODE_PARSER_H_

#include <string>

#include "tools/litmus/syntax.h"
#include "tools/litmus/token_stream.h"

namespace diorace::litmus {

class CodeParser {
 public:
  // Declarations are added to `process`.
  CodeParser(TokenStream& tokens, ProcessSyntax& process)
      : tokens_(tokens), process_(process) {}

  // From the opening brace to the closing one, which remains the present token.
  StatementPtr ParseBody();

 private:
  StatementPtr ParseStatement();
  StatementPtr ParseBlock();
  void ParseBlockItems(Statement& block);
  StatementPtr ParseIf();
  StatementPtr ParseWhile();
  StatementPtr ParseDo();
  StatementPtr ParseFor();
  StatementPtr ParseJump(Statement::Kind kind);
  StatementPtr ParseExpressionStatement();
  // "int r1 = 2, *r2;": a block of assignments.
  StatementPtr ParseDeclaration();
  void ParseDeclarator(Type base, Statement& block);
  // "( CONDITION )".
  ExpressionPtr ParseCondition();

  ExpressionPtr ParseExpression();
  ExpressionPtr ParseAssignment();
  ExpressionPtr ParseConditional();
  ExpressionPtr ParseBinary(int least_precedence);
  ExpressionPtr ParseUnary();
  ExpressionPtr ParseCast();
  ExpressionPtr ParsePostfix();
  ExpressionPtr ParsePrimary();
  ExpressionPtr ParseCall(std::string function, Position at);

  static StatementPtr NewStatement(Statement::Kind kind, Position at);
  ExpressionPtr New(Expression::Kind kind, Position at, std::string text = "");
  void AddPart(Expression& expression, ExpressionPtr part);
  ExpressionPtr NewNumber(int64_t value, Type type, Position at);
  // "x += 1" and its like.
  ExpressionPtr NewAssignment(std::string operation, ExpressionPtr to,
                              ExpressionPtr value, Position at);

  TokenStream& tokens_;
  ProcessSyntax& process_;
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_CODE_PARSER_H_
