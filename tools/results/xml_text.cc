#include "tools/results/xml_text.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace diorace::results {
namespace {

constexpr absl::string_view kReplacement = "\xef\xbf\xbd";

// XML 1.0, production 2 (Char).
bool IsXmlCharacter(uint32_t code) {
  return code == 0x9 || code == 0xa || code == 0xd ||
         (code >= 0x20 && code <= 0xd7ff) ||
         (code >= 0xe000 && code <= 0xfffd) ||
         (code >= 0x10000 && code <= 0x10ffff);
}

// The length of the UTF-8 sequence that `text` begins with, if it stands for a
// character of XML in its shortest form; else 0.
size_t CharacterLength(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return IsXmlCharacter(first) ? 1 : 0;
  const size_t length = first >= 0xf0   ? 4
                        : first >= 0xe0 ? 3
                        : first >= 0xc0 ? 2
                                        : 0;
  if (length == 0 || first >= 0xf8 || text.size() < length) return 0;
  uint32_t code = first & (0xffu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return code >= kLeast[length] && IsXmlCharacter(code) ? length : 0;
}

}  // namespace

std::string XmlText(absl::string_view text) {
  std::string xml;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const absl::string_view character =
        text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (length == 0)
      absl::StrAppend(&xml, kReplacement);
    else if (character == "<")
      xml += "&lt;";
    else if (character == ">")
      xml += "&gt;";
    else if (character == "&")
      xml += "&amp;";
    else if (character == "\"")
      xml += "&quot;";
    else if (character == "\r")
      xml += "&#13;";
    else
      absl::StrAppend(&xml, character);
  }
  return xml;
}

std::string XmlAttribute(absl::string_view name, absl::string_view value) {
  return absl::StrCat(
      " ", name, "=\"",
      absl::StrReplaceAll(XmlText(value), {{"\n", "&#10;"}, {"\t", "&#9;"}}),
      "\"");
}

}  // namespace diorace::results
