#include "tools/report/columns.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace diorace::report {
namespace {

bool BeginsLetter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
}

void AddWord(size_t columns, absl::string_view word,
             std::vector<std::string>& lines) {
  std::string& line = lines.back();
  if (line.empty() || Columns(line) + 1 + Columns(word) <= columns) {
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  } else {
    lines.emplace_back(word);
  }
  while (Columns(lines.back()) > columns) {
    const size_t fits = Front(columns, lines.back()).size();
    std::string rest = lines.back().substr(fits);
    lines.back().resize(fits);
    lines.push_back(std::move(rest));
  }
}

}  // namespace

size_t Columns(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), BeginsLetter));
}

std::string PadTo(size_t columns, absl::string_view text) {
  const size_t has = Columns(text);
  return absl::StrCat(text,
                      std::string(columns > has ? columns - has : 0, ' '));
}

absl::string_view Front(size_t columns, absl::string_view text) {
  size_t bytes = 0;
  for (; bytes < text.size(); ++bytes) {
    if (BeginsLetter(text[bytes]) && columns-- == 0) break;
  }
  return text.substr(0, bytes);
}

std::string CutTo(size_t columns, absl::string_view text) {
  if (Columns(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  return absl::StrCat(Front(columns - 1, text), "…");
}

std::vector<std::string> Wrap(size_t columns, absl::string_view text) {
  std::vector<std::string> lines;
  columns = std::max<size_t>(columns, 1);
  for (const absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    lines.emplace_back();
    for (const absl::string_view word :
         absl::StrSplit(paragraph, ' ', absl::SkipEmpty()))
      AddWord(columns, word, lines);
  }
  return lines;
}

std::string Printable(absl::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7f) c = '?';
  }
  return printable;
}

}  // namespace diorace::report
