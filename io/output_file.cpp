#include "io/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "engine/error.h"

namespace rheo {

namespace {

constexpr std::size_t kBufferBytes = 1U << 20;

const char* remedy(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "; free space, record less (neurons:, every:) or write elsewhere with --out";
    case EFBIG:
      return "; raise the limit on file sizes (ulimit -f) or record less (neurons:, every:)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; choose a directory you may write to with --out";
    case EMFILE:
    case ENFILE:
      return "; raise the limit on open files (ulimit -n) or use fewer probes";
    default:
      return "";
  }
}

}  // namespace

std::string output_error_text(const std::string& what, const std::string& path, int error) {
  return path + ": " + what + ": " + std::generic_category().message(error) + remedy(error);
}

OutputFile::OutputFile(int directory, const std::string& name, std::string shown,
                       std::size_t row_bytes)
    : shown_(std::move(shown)), row_bytes_(row_bytes) {
  // A name that exists is unlinked rather than truncated: a copy made by hard link stays as it is.
  unlinkat(directory, name.c_str(), 0);
  fd_ = openat(directory, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) fail("cannot create", errno);
}

OutputFile::~OutputFile() {
  if (fd_ >= 0) ::close(fd_);
}

void OutputFile::fail(const char* what, int error) const {
  throw OutputError(output_error_text(what, shown_, error));
}

char* OutputFile::room(std::size_t bytes) {
  if (used_ != 0 && used_ + bytes > kBufferBytes) flush();
  if (buffer_.size() < used_ + bytes) buffer_.resize(std::max(kBufferBytes, used_ + bytes));
  return buffer_.data() + used_;
}

void OutputFile::grow(std::size_t bytes) {
  used_ += bytes;
}

void OutputFile::append(const char* data, std::size_t bytes) {
  std::memcpy(room(bytes), data, bytes);
  grow(bytes);
}

/// After `written` bytes of the buffer reached the file and no more would.
void OutputFile::keep_whole_rows(std::size_t written) {
  std::size_t whole = row_bytes_ == 0 ? written : written / row_bytes_ * row_bytes_;
  while (row_bytes_ == 0 && whole > 0 && buffer_[whole - 1] != '\n')
    --whole;
  rows_lost_ += row_bytes_ == 0 ? std::count(buffer_.data() + whole, buffer_.data() + used_, '\n')
                                : static_cast<std::int64_t>((used_ - whole) / row_bytes_);
  used_ = 0;
  // If this fails too, there is nothing left to try; the first failure is the one to report.
  if (ftruncate(fd_, static_cast<off_t>(size_ + whole)) == 0) size_ += whole;
}

void OutputFile::flush() {
  std::size_t written = 0;
  while (written < used_) {
    const ssize_t n = ::write(fd_, buffer_.data() + written, used_ - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int error = n < 0 ? errno : ENOSPC;
      keep_whole_rows(written);
      fail("cannot write", error);
    }
    written += static_cast<std::size_t>(n);
  }
  size_ += used_;
  used_ = 0;
  struct stat info = {};
  if (fstat(fd_, &info) == 0 && info.st_nlink == 0) fail("was removed during the run", ENOENT);
}

void OutputFile::write_at(std::uint64_t offset, const char* data, std::size_t bytes) {
  const ssize_t n = pwrite(fd_, data, bytes, static_cast<off_t>(offset));
  if (n != static_cast<ssize_t>(bytes)) fail("cannot write", n < 0 ? errno : ENOSPC);
}

void OutputFile::sync() {
  flush();
  if (fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) fail("cannot write", errno);
}

void OutputFile::close() {
  if (fd_ < 0) return;
  flush();
  const int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0 && errno != EINTR) fail("cannot close", errno);
}

}  // namespace rheo
