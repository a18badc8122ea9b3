// What all parsers of litmus files share: the present token, the first error,
// and the bound on nesting.
//
//   if (tokens.Accept("(")) { …; tokens.Expect(")"); }
//
// After an error the present token is the end of the file, so parsers need no
// checks of their own to come to an end.

#ifndef DIORACE_TOOLS_LITMUS_TOKEN_STREAM_H_
#define DIORACE_TOOLS_LITMUS_TOKEN_STREAM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "tools/litmus/lexer.h"
#include "tools/litmus/position.h"
#include "tools/litmus/type.h"

namespace diorace::litmus {

class TokenStream {
 public:
  explicit TokenStream(absl::string_view text) : text_(text), lexer_(text) {}

  // The name of the test; the first token becomes the present one.
  absl::string_view Header();

  const Token& current() const { return current_; }
  Position at() const { return current_.at; }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  Position error_at() const { return error_at_; }

  bool Is(absl::string_view what) const { return current_.Is(what); }
  bool IsName() const { return current_.kind == Token::Kind::kName; }
  bool IsNumber() const { return current_.kind == Token::Kind::kNumber; }
  bool AtEnd() const { return current_.kind == Token::Kind::kEnd; }
  // The token after the present one.
  Token Ahead() const;

  void Advance();
  // Advances if the present token is `what`.
  bool Accept(absl::string_view what);
  void Expect(absl::string_view what);
  // `what` is for the message: "a register".
  std::string ExpectName(absl::string_view what);
  int64_t ExpectNumber(absl::string_view what);
  // For processes and elements: a number that is small enough to be one.
  int64_t ExpectIndex(absl::string_view what);

  // What follows is lexed in `mode`; to be called before Advance to it.
  void SetMode(LexMode mode) { mode_ = mode; }

  void Fail(Position at, absl::string_view what);
  // "expected WHAT, found '…'", at the present token.
  void FailExpected(absl::string_view what);
  void FailUnsupported(Position at, absl::string_view what);

  // The tokens from `begin` to the present one, without the comments between
  // them. Requires that they have been read without an error.
  size_t Offset() const;
  std::string TextSince(size_t begin) const;

  // Counts levels of nesting while it lives.
  class Level {
   public:
    explicit Level(TokenStream& tokens);
    ~Level() { --tokens_.depth_; }

   private:
    TokenStream& tokens_;
  };

 private:
  absl::string_view text_;
  Lexer lexer_;
  LexMode mode_ = LexMode::kData;
  Token current_;
  std::string error_;
  Position error_at_;
  int depth_ = 0;
};

// A type as it begins a declaration or a cast, with its stars.
struct DeclaredType {
  Type base;
  int stars = 0;

  Type type() const { return stars > 0 ? kLong : base; }
  std::optional<Type> pointee() const {
    if (stars == 0) return std::nullopt;
    return stars == 1 ? base : kLong;
  }
};

// Whether `token` can begin a type.
bool StartsType(const Token& token);
// Consumes the words of a type.
Type ParseTypeWords(TokenStream& tokens);
// Consumes stars, and qualifiers among them.
int ParseStars(TokenStream& tokens);

}  // namespace diorace::litmus

#endif  // DIORACE_TOOLS_LITMUS_TOKEN_STREAM_H_
