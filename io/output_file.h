#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rheo {

/// A file that grows by whole rows. What fails ends in an OutputError that names the file, and
/// leaves behind the rows that were written whole: a text file never ends within a line.
class OutputFile {
 public:
  /// Creates `name` in the open directory `directory`, in place of what has that name there.
  /// `shown` is its path for messages. `row_bytes`: the size of a row; 0: rows end with a newline.
  OutputFile(int directory, const std::string& name, std::string shown, std::size_t row_bytes);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Room for `bytes` more; write there, then call `grow` with what was used: whole rows.
  char* room(std::size_t bytes);
  void grow(std::size_t bytes);
  void append(const char* data, std::size_t bytes);  // whole rows

  /// Hands everything to the operating system: other processes see it, a crash of this one does
  /// not lose it.
  void flush();
  /// Writes over bytes that are in the file already.
  void write_at(std::uint64_t offset, const char* data, std::size_t bytes);
  /// Returns once the disk has everything.
  void sync();
  void close();

  /// Bytes in the file.
  std::uint64_t size() const noexcept { return size_; }
  /// Rows that were given but did not reach the file, because writing failed.
  std::int64_t rows_lost() const noexcept { return rows_lost_; }
  const std::string& path() const noexcept { return shown_; }

 private:
  [[noreturn]] void fail(const char* what, int error) const;
  void keep_whole_rows(std::size_t written);

  std::string shown_;
  std::size_t row_bytes_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::int64_t rows_lost_ = 0;
};

/// "Disk full (No space left on device)": what errno says, and what to do about it.
std::string output_error_text(const std::string& what, const std::string& path, int error);

}  // namespace rheo
