#include "io/array_file.h"

#include <zip.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include "io/csv_reader.h"

namespace rheo {
namespace {

// Real weights deflate to no less than a few percent. Constants may deflate to 1/1030, the most
// that the method gives: they are fine as long as they are small.
constexpr std::uint64_t kMaxRatio = 200;
constexpr std::uint64_t kRatioMatters = std::uint64_t{64} << 20U;  // bytes

struct CloseZip {
  void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
  void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;
using ZipEntry = std::unique_ptr<zip_file_t, CloseZip>;

Zip open_zip(const std::filesystem::path& file) {
  int code = 0;
  Zip zip(zip_open(file.c_str(), ZIP_RDONLY, &code));
  if (zip) return zip;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw ArrayFileError("cannot be opened as an npz (zip) file: " + reason, "",
                       "save the file again with numpy.savez");
}

std::string array_name(const std::string& entry) {
  return entry.ends_with(".npy") ? entry.substr(0, entry.size() - 4) : entry;
}

std::string list_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 40;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > kShown ? text + ", ..." : text;
}

void check_ratio(const zip_stat_t& entry) {
  const std::string rule = "an array takes at most 2 GiB";
  if (entry.size > kMaxArrayBytes) {
    throw ArrayFileError("unpacks to " + std::to_string(entry.size) + " bytes", rule);
  }
  const std::uint64_t packed = std::max<std::uint64_t>(entry.comp_size, 1);
  if (entry.size > kRatioMatters && entry.size / packed > kMaxRatio) {
    throw ArrayFileError(
        "unpacks to " + std::to_string(entry.size) + " bytes, " +
            std::to_string(entry.size / packed) + " times its packed size",
        "beyond 64 MiB at most " + std::to_string(kMaxRatio) + " times: it may be a zip bomb",
        "save it uncompressed (numpy.savez)");
  }
}

Array read_entry(zip_t* zip, zip_uint64_t index) {
  zip_stat_t entry;
  zip_stat_init(&entry);
  constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if (zip_stat_index(zip, index, 0, &entry) != 0 || (entry.valid & kNeeded) != kNeeded) {
    throw ArrayFileError("is damaged: " + std::string(zip_strerror(zip)));
  }
  check_ratio(entry);
  const ZipEntry stream(zip_fopen_index(zip, index, 0));
  if (!stream) {
    throw ArrayFileError("cannot be unpacked: " + std::string(zip_strerror(zip)),
                         "arrays are stored or deflated, not encrypted");
  }
  auto read = [&](char* to, std::size_t n) {
    std::size_t done = 0;
    while (done < n) {
      const zip_int64_t got = zip_fread(stream.get(), to + done, n - done);
      if (got < 0) {
        throw ArrayFileError("cannot be unpacked: " + std::string(zip_file_strerror(stream.get())),
                             "", "save or copy the file again");
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  };
  Array array = parse_npy(read, entry.size);
  char beyond = 0;
  if (read(&beyond, 1) != 0) {  // also makes libzip compare the checksum
    throw ArrayFileError("unpacks to more bytes than it declares", "",
                         "save the file again with numpy");
  }
  return array;
}

Array read_npy(std::ifstream& stream, std::uint64_t size, const std::string& name) {
  if (!name.empty()) {
    throw ArrayFileError("is a single array, and has none named " + name, "", "leave `array` out");
  }
  auto read = [&](char* to, std::size_t n) {
    stream.read(to, static_cast<std::streamsize>(n));
    return static_cast<std::size_t>(stream.gcount());
  };
  return parse_npy(read, size);
}

}  // namespace

struct ArrayFiles::Archive {
  Zip zip;
  std::vector<std::string> names;                // by index
  std::map<std::string, zip_uint64_t> index_of;  // the first of equal names

  explicit Archive(const std::filesystem::path& file) : zip(open_zip(file)) {
    const zip_int64_t n = zip_get_num_entries(zip.get(), 0);
    for (zip_int64_t i = 0; i < n; ++i) {
      const auto index = static_cast<zip_uint64_t>(i);
      const char* name = zip_get_name(zip.get(), index, 0);
      if (name == nullptr) continue;
      names.push_back(array_name(name));
      index_of.emplace(names.back(), index);
    }
  }

  zip_uint64_t find(const std::string& name) const {
    if (names.empty()) throw ArrayFileError("holds no array");
    if (name.empty()) {
      if (names.size() == 1) return index_of.begin()->second;
      throw ArrayFileError("holds several arrays: " + list_text(names), "",
                           "name one: {file: ..., array: " + names.front() + "}");
    }
    const auto found = index_of.find(name);
    if (found != index_of.end()) return found->second;
    throw ArrayFileError("holds no array named " + name, "it holds " + list_text(names),
                         "name one of these");
  }
};

Array ArrayFiles::read_either(const std::filesystem::path& file, const std::string& name) {
  const auto open = archives_.find(file);
  if (open != archives_.end()) return read_entry(open->second->zip.get(), open->second->find(name));
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw ArrayFileError("there is no such file", "paths are relative to the network file",
                         "check the path");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw ArrayFileError("is not a file", "arrays come from .npy, .npz and .csv files");
  }
  const std::uint64_t size = std::filesystem::file_size(file, error);
  std::ifstream stream(file, std::ios::binary);
  char head[4] = {};
  if (error || !stream) throw ArrayFileError("cannot be read", "", "check its permissions");
  stream.read(head, sizeof head);
  const std::string start(head, static_cast<std::size_t>(stream.gcount()));
  if (start.empty()) throw ArrayFileError("is empty", "arrays come from .npy, .npz and .csv files");
  if (start.substr(0, 2) == "PK") {
    const Archive& archive = *(archives_[file] = std::make_shared<Archive>(file));
    return read_entry(archive.zip.get(), archive.find(name));
  }
  stream.clear();
  stream.seekg(0);
  if (file.extension() == ".csv" && name.empty()) return read_csv(stream);
  return read_npy(stream, size, name);
}

Array ArrayFiles::read(const std::filesystem::path& file, const std::string& name) {
  try {
    return read_either(file, name);
  } catch (const std::bad_alloc&) {
    throw ArrayFileError("needs more memory than there is");
  }
}

Array read_array_file(const std::filesystem::path& file, const std::string& name) {
  return ArrayFiles().read(file, name);
}

}  // namespace rheo
