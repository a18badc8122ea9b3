// Validates documents with Debian's validators, against schemas of this folder.

#ifndef DIORACE_TESTS_TOOLS_RESULTS_VALIDATION_H_
#define DIORACE_TESTS_TOOLS_RESULTS_VALIDATION_H_

#include <string>

namespace diorace::results {

// What is wrong with `document`, in the words of the validator; "" if nothing.
// `schema` is the name of a file in this folder.
std::string XmlProblems(const std::string& document, const std::string& schema);
std::string JsonProblems(const std::string& document,
                         const std::string& schema);

}  // namespace diorace::results

#endif  // DIORACE_TESTS_TOOLS_RESULTS_VALIDATION_H_
