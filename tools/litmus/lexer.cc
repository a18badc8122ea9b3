#include "tools/litmus/lexer.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace diorace::litmus {
namespace {

// Longer ones first.
constexpr absl::string_view kSigns[] = {
    "<<=", ">>=", "...", "/\\", "\\/", "=>", "->", "++", "--", "+=", "-=", "*=",
    "/=",  "%=",  "&=",  "|=",  "^=",  "==", "!=", "<=", ">=", "&&", "||", "<<",
    ">>",  "{",   "}",   "(",   ")",   "[",  "]",  ";",  ",",  ":",  "?",  "=",
    "<",   ">",   "+",   "-",   "*",   "/",  "%",  "&",  "|",  "^",  "~",  "!",
    ".",   "@",   "#",   "$",   "\"",  "'",  "`",  "\\"};

bool StartsName(char c) {
  return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_';
}
bool ContinuesName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}
bool IsSpace(char c) {
  return absl::ascii_isspace(static_cast<unsigned char>(c));
}

// Digits in C's notations; false if they are none, or too large for 64 bits.
bool ParseDigits(absl::string_view digits, uint64_t& value) {
  if (absl::StartsWithIgnoreCase(digits, "0x"))
    return digits.size() > 2 && absl::SimpleHexAtoi(digits, &value);
  if (digits.size() == 1 || digits[0] != '0')
    return absl::SimpleAtoi(digits, &value);
  value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7' || value >> 61 != 0) return false;
    value = value * 8 + static_cast<uint64_t>(digit - '0');
  }
  return true;
}

}  // namespace

bool Lexer::At(absl::string_view what) const {
  return absl::StartsWith(text_.substr(next_), what);
}

void Lexer::Skip(size_t count) {
  for (; count > 0 && !AtEnd(); --count, ++next_) {
    if (text_[next_] == '\n') {
      ++at_.line;
      at_.column = 1;
    } else {
      ++at_.column;
    }
  }
}

Token Lexer::Bad(Position at, std::string error) const {
  return {.kind = Token::Kind::kBad, .at = at, .error = std::move(error)};
}

bool Lexer::SkipComment(LexMode mode, Token& bad) {
  const Position start = at_;
  if (At("//")) {
    while (!AtEnd() && Peek() != '\n') Skip(1);
    return true;
  }
  if (At("/*")) {
    Skip(2);
    while (!AtEnd() && !At("*/")) Skip(1);
    if (AtEnd()) {
      bad = Bad(start, "the comment that begins here does not end");
      return false;
    }
    Skip(2);
    return true;
  }
  if (mode == LexMode::kCode || !At("(*")) return true;
  size_t depth = 0;
  do {
    const bool opens = At("(*");
    const bool closes = !opens && At("*)");
    depth += opens ? 1 : 0;
    depth -= closes ? 1 : 0;
    Skip(opens || closes ? 2 : 1);
  } while (depth > 0 && !AtEnd());
  if (depth > 0) bad = Bad(start, "the comment that begins here does not end");
  return depth == 0;
}

bool Lexer::SkipSpace(LexMode mode, Token& bad) {
  while (!AtEnd()) {
    const size_t before = next_;
    while (!AtEnd() && IsSpace(Peek())) Skip(1);
    if (!SkipComment(mode, bad)) return false;
    if (next_ == before) break;
  }
  return true;
}

Token Lexer::Number() {
  const Position at = at_;
  const size_t start = next_;
  while (ContinuesName(Peek())) Skip(1);
  const absl::string_view text = text_.substr(start, next_ - start);
  absl::string_view digits = text;
  Token token{.kind = Token::Kind::kNumber, .text = text, .at = at};
  while (!digits.empty() &&
         absl::StrContains("uUlL", digits.substr(digits.size() - 1))) {
    (absl::ascii_tolower(static_cast<unsigned char>(digits.back())) == 'u'
         ? token.is_unsigned
         : token.is_long) = true;
    digits.remove_suffix(1);
  }
  uint64_t value = 0;
  if (digits.empty() || !ParseDigits(digits, value)) {
    return Bad(at, absl::StrCat("'", text.substr(0, 40),
                                "' is no number of at most 64 bits"));
  }
  token.value = static_cast<int64_t>(value);
  if (value > static_cast<uint64_t>(std::numeric_limits<int32_t>::max()))
    token.is_long = true;
  if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    token.is_unsigned = true;
  return token;
}

Token Lexer::Next(LexMode mode) {
  Token bad;
  if (!SkipSpace(mode, bad)) return bad;
  const Position at = at_;
  if (AtEnd()) return {.at = at};
  if (absl::ascii_isdigit(static_cast<unsigned char>(Peek()))) return Number();
  const size_t start = next_;
  if (StartsName(Peek())) {
    while (ContinuesName(Peek())) Skip(1);
    return {.kind = Token::Kind::kName,
            .text = text_.substr(start, next_ - start),
            .at = at};
  }
  for (const absl::string_view sign : kSigns) {
    if (!At(sign)) continue;
    Skip(sign.size());
    return {.kind = Token::Kind::kSign,
            .text = text_.substr(start, sign.size()),
            .at = at};
  }
  return Bad(at, absl::StrFormat("the byte 0x%02x is not expected here",
                                 static_cast<unsigned char>(Peek())));
}

absl::string_view Lexer::Header(Token& bad) {
  if (!SkipSpace(LexMode::kData, bad)) return {};
  const Position at = at_;
  if (Peek() != 'C' || !(Peek(1) == ' ' || Peek(1) == '\t')) {
    bad = Bad(at, "expected 'C NAME', which begins a litmus test in C");
    return {};
  }
  Skip(1);
  while (Peek() == ' ' || Peek() == '\t') Skip(1);
  const size_t start = next_;
  while (!AtEnd() && !IsSpace(Peek()) && Peek() != '{') Skip(1);
  const absl::string_view name = text_.substr(start, next_ - start);
  if (!std::all_of(name.begin(), name.end(),
                   [](unsigned char c) { return absl::ascii_isgraph(c); })) {
    bad = Bad(at, "the name of the test is not printable");
  }
  if (name.empty()) {
    bad = Bad(at_, "expected the name of the test");
    return {};
  }
  while (SkipSpace(LexMode::kData, bad) && !AtEnd() && Peek() != '{') {
    const Position quote = at_;
    const bool quoted = Peek() == '"';
    Skip(1);
    while (quoted && !AtEnd() && Peek() != '"') Skip(1);
    if (quoted && AtEnd()) {
      bad = Bad(quote, "the description that begins here does not end");
    }
    if (quoted) Skip(1);
  }
  if (bad.kind != Token::Kind::kBad && AtEnd()) {
    bad = Bad(at_, "expected '{', which begins the initial state");
  }
  return name;
}

}  // namespace diorace::litmus
