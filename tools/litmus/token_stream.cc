#include "tools/litmus/token_stream.h"

#include "absl/strings/str_cat.h"

namespace diorace::litmus {
namespace {

constexpr int kMaxDepth = 200;
constexpr int64_t kMaxIndex = 1'000'000;

struct NamedType {
  absl::string_view name;
  Type type;
};

constexpr NamedType kTypes[] = {
    {"int", kInt},
    {"char", {.bits = 8}},
    {"short", {.bits = 16}},
    {"long", kLong},
    {"void", kLong},
    {"bool", {.bits = 1, .is_unsigned = true}},
    {"_Bool", {.bits = 1, .is_unsigned = true}},
    {"intptr_t", kLong},
    {"uintptr_t", {.bits = 64, .is_unsigned = true}},
    {"size_t", {.bits = 64, .is_unsigned = true}},
    {"ssize_t", kLong},
    {"ptrdiff_t", kLong},
    {"int8_t", {.bits = 8}},
    {"int16_t", {.bits = 16}},
    {"int32_t", kInt},
    {"int64_t", kLong},
    {"uint8_t", {.bits = 8, .is_unsigned = true}},
    {"uint16_t", {.bits = 16, .is_unsigned = true}},
    {"uint32_t", {.bits = 32, .is_unsigned = true}},
    {"uint64_t", {.bits = 64, .is_unsigned = true}},
    {"s8", {.bits = 8}},
    {"s16", {.bits = 16}},
    {"s32", kInt},
    {"s64", kLong},
    {"u8", {.bits = 8, .is_unsigned = true}},
    {"u16", {.bits = 16, .is_unsigned = true}},
    {"u32", {.bits = 32, .is_unsigned = true}},
    {"u64", {.bits = 64, .is_unsigned = true}},
    {"atomic_t", kInt},
    {"atomic_int", kInt},
    {"atomic64_t", kLong},
    {"atomic_long_t", kLong},
    {"spinlock_t", {.bits = 32, .is_lock = true}},
};

constexpr absl::string_view kQualifiers[] = {"const", "volatile", "_Atomic",
                                             "__rcu"};
constexpr absl::string_view kSigned[] = {"signed", "unsigned"};

template <typename Names>
bool Has(const Names& names, absl::string_view name) {
  for (const absl::string_view known : names) {
    if (known == name) return true;
  }
  return false;
}

const NamedType* FindType(absl::string_view name) {
  for (const NamedType& known : kTypes) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

}  // namespace

absl::string_view TokenStream::Header() {
  Token bad;
  const absl::string_view name = lexer_.Header(bad);
  if (bad.kind == Token::Kind::kBad) {
    Fail(bad.at, bad.error);
  } else {
    Advance();
  }
  return name;
}

Token TokenStream::Ahead() const {
  Lexer lexer = lexer_;
  return lexer.Next(mode_);
}

void TokenStream::Advance() {
  if (failed()) return;
  current_ = lexer_.Next(mode_);
  if (current_.kind == Token::Kind::kBad)
    Fail(current_.at, std::string(current_.error));
}

bool TokenStream::Accept(absl::string_view what) {
  if (!Is(what)) return false;
  Advance();
  return true;
}

void TokenStream::Expect(absl::string_view what) {
  if (!Accept(what)) FailExpected(absl::StrCat("'", what, "'"));
}

std::string TokenStream::ExpectName(absl::string_view what) {
  std::string name;
  if (IsName()) {
    name = std::string(current_.text);
    Advance();
  } else {
    FailExpected(what);
  }
  return name;
}

int64_t TokenStream::ExpectNumber(absl::string_view what) {
  const int64_t value = current_.value;
  if (IsNumber()) {
    Advance();
    return value;
  }
  FailExpected(what);
  return 0;
}

int64_t TokenStream::ExpectIndex(absl::string_view what) {
  const Position start = at();
  const int64_t value = ExpectNumber(what);
  if (value >= 0 && value <= kMaxIndex) return value;
  Fail(start, absl::StrCat("this number is too large for ", what));
  return 0;
}

void TokenStream::Fail(Position at, absl::string_view what) {
  if (!failed()) {
    error_ = std::string(what);
    error_at_ = at;
  }
  current_ = {.at = at};
}

void TokenStream::FailExpected(absl::string_view what) {
  if (failed()) return;
  Fail(at(), absl::StrCat("expected ", what, ", found ",
                          AtEnd() ? "the end of the file"
                                  : absl::StrCat("'", current_.text, "'")));
}

void TokenStream::FailUnsupported(Position at, absl::string_view what) {
  Fail(at, absl::StrCat("not supported: ", what));
}

size_t TokenStream::Offset() const {
  return current_.text.empty()
             ? text_.size()
             : static_cast<size_t>(current_.text.data() - text_.data());
}

std::string TokenStream::TextSince(size_t begin) const {
  const absl::string_view written = text_.substr(begin, Offset() - begin);
  Lexer lexer(written);
  std::string text;
  size_t end = 0;
  for (Token token = lexer.Next(mode_); token.kind != Token::Kind::kEnd;
       token = lexer.Next(mode_)) {
    const auto start = static_cast<size_t>(token.text.data() - written.data());
    if (start > end) text += ' ';
    absl::StrAppend(&text, token.text);
    end = start + token.text.size();
  }
  return text;
}

TokenStream::Level::Level(TokenStream& tokens) : tokens_(tokens) {
  if (++tokens_.depth_ > kMaxDepth)
    tokens_.Fail(tokens_.at(), "this is nested too deeply");
}

bool StartsType(const Token& token) {
  return token.kind == Token::Kind::kName &&
         (FindType(token.text) != nullptr || Has(kQualifiers, token.text) ||
          Has(kSigned, token.text) || token.text == "struct");
}

Type ParseTypeWords(TokenStream& tokens) {
  std::optional<Type> type;
  bool is_unsigned = false;
  for (; StartsType(tokens.current()); tokens.Advance()) {
    const absl::string_view word = tokens.current().text;
    if (word == "struct") {
      tokens.FailUnsupported(tokens.at(),
                             absl::StrCat("struct ", tokens.Ahead().text));
      break;
    }
    is_unsigned |= word == "unsigned";
    const NamedType* const known = FindType(word);
    // "long int" is long, "short int" is short.
    if (known != nullptr && !(type.has_value() && word == "int"))
      type = known->type;
  }
  Type result = type.value_or(kInt);
  result.is_unsigned |= is_unsigned;
  return result;
}

int ParseStars(TokenStream& tokens) {
  int stars = 0;
  while (tokens.Is("*") ||
         (tokens.IsName() && Has(kQualifiers, tokens.current().text))) {
    stars += tokens.Is("*") ? 1 : 0;
    tokens.Advance();
  }
  return stars;
}

}  // namespace diorace::litmus
