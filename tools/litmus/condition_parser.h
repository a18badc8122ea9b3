// Parses what stands after the processes: locations, filter, condition.

#ifndef DIORACE_TOOLS_LITMUS_CONDITION_PARSER_H_
#define DIORACE_TOOLS_LITMUS_CONDITION_PARSER_H_

#include "tools/litmus/syntax.h"
#include "tools/litmus/token_stream.h"

namespace diorace::litmus {

// herd7's grammar: ~ binds tightest, then =>, then /\, then \/.
class ConditionParser {
 public:
  ConditionParser(TokenStream& tokens, TestSyntax& test)
      : tokens_(tokens), test_(test) {}

  // Up to the end of the file.
  void Parse();

 private:
  void ParseLocations();
  void ParseFilter();
  // False if there is no condition here.
  bool ParseQuantified();
  PropositionSyntax ParseOr();
  PropositionSyntax ParseAnd();
  PropositionSyntax ParseImplies();
  PropositionSyntax ParseNot();
  PropositionSyntax ParseAtom();
  ObservedName ParseObserved();
  ObservedName ParseRegister(int64_t process);

  TokenStream& tokens_;
  TestSyntax& test_;
};

// A number with its sign, NULL, or the name of a shared variable, with or
// without '&'.
Constant ParseConstant(TokenStream& tokens);

// "P1" is 1; -1 if `name` is not of that form.
int ProcessNumber(absl::string_view name);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_CONDITION_PARSER_H_
