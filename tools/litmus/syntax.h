// A litmus test as it is written: what Parse makes of a file.

#ifndef DIORACE_TOOLS_LITMUS_SYNTAX_H_
#define DIORACE_TOOLS_LITMUS_SYNTAX_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/litmus/position.h"
#include "tools/litmus/type.h"

namespace diorace::litmus {

struct Expression {
  enum class Kind : uint8_t {
    kNumber,       // value, type
    kName,         // text
    kUnary,        // text: + - ~ !
    kBinary,       // text: all that take two values, && and || too
    kConditional,  // three parts
    kAssign,       // text: the operation, "" for =; `postfix` for x++ and x--
    kCall,         // text: the function
    kCast,         // type
    kDereference,  // *part
    kAddress,      // &part
  };

  Kind kind = Kind::kNumber;
  Position at = {};
  std::string text = {};
  int64_t value = 0;
  Type type = {};
  bool postfix = false;
  std::vector<std::unique_ptr<Expression>> parts = {};
  // Of the tree, which is bounded so that recursion is.
  int height = 1;
};

using ExpressionPtr = std::unique_ptr<Expression>;

struct Statement {
  enum class Kind : uint8_t {
    kExpression,
    kBlock,
    kIf,     // expression; children: then, else
    kWhile,  // expression
    kDo,     // expression
    kFor,    // initial, expression, step; each may be null
    kBreak,
    kContinue,
    kReturn,
  };

  Kind kind = Kind::kBlock;
  Position at = {};
  ExpressionPtr expression = nullptr;
  ExpressionPtr step = nullptr;
  std::vector<std::unique_ptr<Statement>> children = {};
};

using StatementPtr = std::unique_ptr<Statement>;

// A shared variable, or an element of one.
struct GlobalName {
  std::string name;
  int64_t element = 0;
};

// A constant: a number, or the address of a shared variable.
struct Constant {
  int64_t number = 0;
  std::optional<GlobalName> address = {};
};

struct InitialVariable {
  std::string name;
  Position at;
  std::optional<Type> type;
  std::optional<int64_t> elements;  // of an array
  std::vector<Constant> values;     // fewer than elements: the rest is zero
};

struct InitialRegister {
  int process;
  std::string name;
  Constant value;
};

struct Parameter {
  std::string name;
  Position at;
  Type pointee;
};

struct DeclaredRegister {
  std::string name;
  Type type;
  std::optional<Type> pointee;  // of pointers
};

struct ProcessSyntax {
  int number = 0;
  Position at = {};
  std::vector<Parameter> parameters = {};
  std::vector<DeclaredRegister> registers = {};
  StatementPtr body = nullptr;
};

// A register or a shared variable, as a condition names it.
struct ObservedName {
  Position at = {};
  int process = -1;  // -1: shared
  std::string name = {};
  int64_t element = 0;
};

struct PropositionSyntax {
  enum class Kind : uint8_t {
    kAnd,  // without children: true
    kOr,   // without children: false
    kNot,
    kImplies,
    kEqual,  // left, and right_name or right_constant
  };

  Kind kind = Kind::kAnd;
  std::vector<PropositionSyntax> children = {};
  ObservedName left = {};
  std::optional<ObservedName> right_name = {};
  Constant right_constant = {};
};

enum class Quantifier : uint8_t { kExists, kNotExists, kForall };

struct TestSyntax {
  std::string name;
  std::vector<InitialVariable> variables;
  std::vector<InitialRegister> registers;
  std::vector<ProcessSyntax> processes;
  std::vector<ObservedName> locations;
  std::optional<PropositionSyntax> filter;
  // A test without a condition has "forall true", as with herd7.
  Quantifier quantifier = Quantifier::kForall;
  PropositionSyntax condition;
  std::string condition_text;  // as written, without comments
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_SYNTAX_H_
