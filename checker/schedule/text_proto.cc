#include "checker/schedule/text_proto.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/tokenizer.h"

namespace checker {
namespace {

class CollectErrors final : public google::protobuf::io::ErrorCollector {
 public:
  explicit CollectErrors(absl::string_view file) : file_(file) {}

  // Lines and columns count from 0; -1 stands for no place in particular.
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    // At the end of the file the parser got an empty token.
    const absl::string_view shown =
        absl::EndsWith(message, "got: ")
            ? "the file ends here, in the middle of a message"
            : absl::string_view(message);
    errors_.push_back(line < 0 ? absl::StrCat(file_, ": ", shown)
                               : absl::StrCat(file_, ":", line + 1, ":",
                                              column + 1, ": ", shown));
  }

  std::string Text() const { return absl::StrJoin(errors_, "\n"); }

 private:
  const std::string file_;
  std::vector<std::string> errors_;
};

}  // namespace

absl::Status ParseTextProto(
    absl::string_view text, absl::string_view file,
    google::protobuf::Message* message,
    google::protobuf::TextFormat::ParseInfoTree* locations) {
  if (text.size() > kMaxTextProtoBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": more than ", kMaxTextProtoBytes, " bytes are too many"));
  }
  CollectErrors errors(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.SetRecursionLimit(32);
  if (locations != nullptr) parser.WriteLocationsTo(locations);
  if (!parser.ParseFromString(std::string(text), message))
    return absl::InvalidArgumentError(errors.Text());
  return absl::OkStatus();
}

}  // namespace checker
