// Splits a litmus file into tokens.
//
//   Lexer lexer("x = 1; (* text *)");
//   lexer.Next(LexMode::kData).text   // "x", then "=", "1", ";", kEnd
//
// "(*" begins a comment around the code of the processes, and is a parenthesis
// and a star in it, as in READ_ONCE((*x)). Input may be anything: what is no
// token is one of kind kBad, whose `error` says why.

#ifndef DIORACE_TOOLS_LITMUS_LEXER_H_
#define DIORACE_TOOLS_LITMUS_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "tools/litmus/position.h"

namespace diorace::litmus {

enum class LexMode {
  kData,  // initial state, parameters, condition
  kCode,  // bodies of processes
};

struct Token {
  enum class Kind : uint8_t { kEnd, kName, kNumber, kSign, kBad };

  Kind kind = Kind::kEnd;
  absl::string_view text = {};
  Position at = {};
  // Of numbers.
  int64_t value = 0;
  bool is_long = false;
  bool is_unsigned = false;
  // Of kBad.
  std::string error = {};

  bool Is(absl::string_view what) const {
    return (kind == Kind::kName || kind == Kind::kSign) && text == what;
  }
};

class Lexer {
 public:
  // `text` must outlive the lexer and its tokens.
  explicit Lexer(absl::string_view text) : text_(text) {}

  Token Next(LexMode mode);

  // Reads "C NAME" and everything up to the brace that opens the initial state:
  // comments, quoted descriptions, lines of the form Key=value. Returns NAME;
  // if the file does not begin so, `bad` has the kind kBad.
  absl::string_view Header(Token& bad);

 private:
  char Peek(size_t ahead = 0) const {
    return next_ + ahead < text_.size() ? text_[next_ + ahead] : '\0';
  }
  bool AtEnd() const { return next_ >= text_.size(); }
  bool At(absl::string_view what) const;
  void Skip(size_t count);
  Token Bad(Position at, std::string error) const;
  // False, with `bad` set, at a comment that does not end.
  bool SkipSpace(LexMode mode, Token& bad);
  bool SkipComment(LexMode mode, Token& bad);
  Token Number();

  absl::string_view text_;
  size_t next_ = 0;
  Position at_;
};

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_LEXER_H_
