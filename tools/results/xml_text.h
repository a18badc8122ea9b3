// Any bytes as text of an XML document.

#ifndef DIORACE_TOOLS_RESULTS_XML_TEXT_H_
#define DIORACE_TOOLS_RESULTS_XML_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace diorace::results {

// Content of an element. What XML cannot hold at all (most control characters,
// what is no UTF-8) becomes U+FFFD.
std::string XmlText(absl::string_view text);

// ` name="value"`. Line breaks and tabs stay what they are, though readers turn
// bare ones into spaces.
std::string XmlAttribute(absl::string_view name, absl::string_view value);

}  // namespace diorace::results

#endif  // DIORACE_TOOLS_RESULTS_XML_TEXT_H_
