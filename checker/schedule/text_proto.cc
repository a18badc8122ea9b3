#include "checker/schedule/text_proto.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
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
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": ", text.size(), " bytes are too many (at most ",
                     kMaxTextProtoBytes, ")"));
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

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is a folder, not a file"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  // One more than is allowed, so that the caller notices what is too large.
  std::string contents(kMaxTextProtoBytes + 1, '\0');
  file.read(contents.data(), static_cast<std::streamsize>(contents.size()));
  contents.resize(static_cast<size_t>(file.gcount()));
  if (file.bad())
    return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be read"));
  return contents;
}

absl::Status WriteFileAtomically(const std::string& path,
                                 absl::string_view contents) {
  const std::filesystem::path target(path);
  std::error_code error;
  if (target.has_parent_path())
    std::filesystem::create_directories(target.parent_path(), error);
  if (error)
    return absl::UnavailableError(
        absl::StrCat(target.parent_path().string(), ": ", error.message()));
  const std::string temporary = absl::StrCat(path, ".tmp.", getpid());
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    file.close();
    if (!file) {
      const std::string reason = std::strerror(errno);
      std::filesystem::remove(temporary, error);
      return absl::UnavailableError(
          absl::StrCat(temporary, ": cannot be written: ", reason));
    }
  }
  std::filesystem::rename(temporary, target, error);
  if (error) {
    const std::string reason = error.message();
    std::filesystem::remove(temporary, error);
    return absl::UnavailableError(
        absl::StrCat(path, ": cannot be written: ", reason));
  }
  return absl::OkStatus();
}

}  // namespace checker
