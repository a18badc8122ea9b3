#include "tests/tools/results/validation.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace diorace::results {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Runs `command` with the names of `document` and of the schema behind it.
std::string Problems(const std::string& command, const std::string& document,
                     const std::string& schema) {
  const std::string file = absl::StrCat(testing::TempDir(), "/document");
  const std::string said = absl::StrCat(testing::TempDir(), "/said");
  std::ofstream(file) << document;
  const int status =
      std::system(absl::StrCat(command, " tests/tools/results/", schema, " '",
                               file, "' > '", said, "' 2>&1")
                      .c_str());
  if (status == 0) return "";
  return absl::StrCat("status ", status, ": ", Contents(said));
}

}  // namespace

std::string XmlProblems(const std::string& document,
                        const std::string& schema) {
  return Problems("/usr/bin/xmllint --noout --nonet --schema", document,
                  schema);
}

// The other way round: the schema is the argument, and -i the document.
std::string JsonProblems(const std::string& document,
                         const std::string& schema) {
  return Problems(
      "validate() { /usr/bin/python3 -W ignore -m jsonschema -i \"$2\" \"$1\"; "
      "}; validate",
      document, schema);
}

}  // namespace diorace::results
