#include "checker/schedule/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace checker {
namespace {

absl::Status WriteInPlace(const std::string& path, absl::string_view contents) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path, ": cannot be written: ", std::strerror(errno)));
}

// Waits until a file, or what a folder lists, is on the disk.
absl::Status Sync(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  // EINVAL: of a kind that has no such thing.
  const bool synced =
      descriptor >= 0 && (fsync(descriptor) == 0 || errno == EINVAL);
  const int reason = errno;
  if (descriptor >= 0) close(descriptor);
  if (synced) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path, ": cannot be written: ", std::strerror(reason)));
}

// An empty file that nobody else can open, of which one may then say who can.
absl::Status CreatePrivate(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
           S_IRUSR | S_IWUSR);
  const int reason = errno;
  if (descriptor >= 0) close(descriptor);
  if (descriptor >= 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path, ": cannot be written: ", std::strerror(reason)));
}

absl::Status SetPermissions(const std::string& path,
                            std::filesystem::perms permissions) {
  std::error_code error;
  std::filesystem::permissions(path, permissions, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      path, ": cannot get the permissions of the old file: ", error.message()));
}

// Writes the file that is to take the place of one that was `old`, and has its
// permissions if it was there: from the start, so that what is private always
// is.
absl::Status WriteReplacement(const std::string& path,
                              absl::string_view contents,
                              const std::filesystem::file_status& old,
                              bool durable) {
  using std::filesystem::perms;
  const bool replaces = old.type() == std::filesystem::file_type::regular;
  const perms wanted = old.permissions() & perms::all;
  // One that its owner may not write can be replaced all the same.
  const perms meanwhile = wanted | perms::owner_read | perms::owner_write;
  absl::Status status;
  if (replaces) status = CreatePrivate(path);
  if (status.ok() && replaces) status = SetPermissions(path, meanwhile);
  if (status.ok()) status = WriteInPlace(path, contents);
  if (status.ok() && durable) status = Sync(path);
  if (status.ok() && replaces && wanted != meanwhile)
    status = SetPermissions(path, wanted);
  return status;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t at_most) {
  constexpr size_t kBlock = size_t{1} << 20;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is a folder, not a file"));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string reason = absl::StrCat(path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(reason)
                           : absl::UnavailableError(reason);
  }
  std::string contents;
  while (file && contents.size() <= at_most) {
    const size_t before = contents.size();
    contents.resize(before + kBlock);
    file.read(contents.data() + before, kBlock);
    contents.resize(before + static_cast<size_t>(file.gcount()));
  }
  if (file.bad())
    return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  return contents;
}

absl::Status WriteFileAtomically(const std::string& path,
                                 absl::string_view contents, bool durable) {
  std::error_code error;
  std::filesystem::path target(path);
  const std::filesystem::file_status old =
      std::filesystem::status(target, error);
  const std::filesystem::file_type type = old.type();
  if (type == std::filesystem::file_type::character ||
      type == std::filesystem::file_type::fifo)
    return WriteInPlace(path, contents);
  // Not the link, but what it leads to.
  if (type == std::filesystem::file_type::regular)
    target = std::filesystem::canonical(target, error);
  error.clear();
  if (target.has_parent_path())
    std::filesystem::create_directories(target.parent_path(), error);
  if (error)
    return absl::UnavailableError(
        absl::StrCat(target.parent_path().string(), ": ", error.message()));
  const std::string temporary =
      absl::StrCat(target.string(), ".tmp.", getpid());
  const absl::Status status =
      WriteReplacement(temporary, contents, old, durable);
  if (!status.ok()) {
    std::filesystem::remove(temporary, error);
    return status;
  }
  std::filesystem::rename(temporary, target, error);
  if (error) {
    const std::string reason = error.message();
    std::filesystem::remove(temporary, error);
    return absl::UnavailableError(
        absl::StrCat(path, ": cannot be written: ", reason));
  }
  if (!durable) return absl::OkStatus();
  return Sync(target.has_parent_path() ? target.parent_path().string() : ".");
}

}  // namespace checker
