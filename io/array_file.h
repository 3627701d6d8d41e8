#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/value.h"

namespace rheo {

/// Why an array cannot be had from a file.
class ArrayFileError : public std::runtime_error {
 public:
  ArrayFileError(const std::string& what, std::string rule = "", std::string remedy = "")
      : std::runtime_error(what), rule_(std::move(rule)), remedy_(std::move(remedy)) {}
  const std::string& rule() const noexcept { return rule_; }
  const std::string& remedy() const noexcept { return remedy_; }

 private:
  std::string rule_;
  std::string remedy_;
};

/// Largest array that is read, as doubles.
inline constexpr std::uint64_t kMaxArrayBytes = std::uint64_t{2} << 30U;

/// An array from an .npy file (`name` must be empty) or an .npz file (zip of .npy, stored or
/// deflated; `name` may be empty if it holds one array). Little endian f4, f8, i1 to i8, u1 to u8,
/// C or Fortran order, format versions 1 to 3; integers must be exact as doubles. The result is in
/// C order; or the table of a .csv file (io/csv_reader.h). All sizes are checked against the bytes
/// there are before anything is allocated. Format: numpy.lib.format, "NPY file format". Throws
/// ArrayFileError.
Array read_array_file(const std::filesystem::path& file, const std::string& name);

/// Arrays from files as `read_array_file` reads them; an archive is opened and its names listed
/// once, which matters where a network has thousands of arrays in one.
class ArrayFiles {
 public:
  Array read(const std::filesystem::path& file, const std::string& name);

 private:
  struct Archive;
  Array read_either(const std::filesystem::path& file, const std::string& name);

  std::map<std::filesystem::path, std::shared_ptr<const Archive>> archives_;
};

/// Reads at most `n` bytes to `to`; fewer only at the end. Throws ArrayFileError.
using ReadBytes = std::function<std::size_t(char* to, std::size_t n)>;

/// The array of an .npy stream that is `total` bytes long.
Array parse_npy(const ReadBytes& read, std::uint64_t total);

}  // namespace rheo
