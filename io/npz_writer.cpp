#include "io/npz_writer.h"

#include <zip.h>

#include <bit>
#include <cstdint>
#include <ctime>
#include <memory>

#include "engine/error.h"

static_assert(std::endian::native == std::endian::little, "npy files are written as in memory");

namespace rheo {
namespace {

constexpr std::size_t kAlignment = 64;      // of the data, as the format wants it
constexpr std::time_t kNoTime = 315532800;  // 1980-01-01, the first that zip knows

struct Discard {
  void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
};

[[noreturn]] void fail(const std::string& reason) {
  throw OutputError("cannot make an npz file: " + reason);
}

std::string npy_bytes(const Array& array) {
  std::string shape;
  for (std::size_t n : array.shape)
    shape += (shape.empty() ? "" : ", ") + std::to_string(n);
  if (array.shape.size() == 1) shape += ',';
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
  const std::size_t begin = 10;  // magic, version, length of the header
  header.resize((begin + header.size() + kAlignment) / kAlignment * kAlignment - begin - 1, ' ');
  header += '\n';
  const auto length = static_cast<std::uint16_t>(header.size());
  std::string bytes = std::string("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(length & 0xff);
  bytes += static_cast<char>(length >> 8);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(array.data.data()),
               array.data.size() * sizeof(double));
  return bytes;
}

void add(zip_t* zip, const std::string& name, const std::string& bytes) {
  zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
  if (source == nullptr) fail(zip_strerror(zip));
  const zip_int64_t index = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail(zip_strerror(zip));
  }
  const auto at = static_cast<zip_uint64_t>(index);
  if (zip_set_file_compression(zip, at, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_mtime(zip, at, kNoTime, 0) != 0) {
    fail(zip_strerror(zip));
  }
}

}  // namespace

std::string npz_bytes(const std::vector<std::pair<std::string, Array>>& arrays) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* out = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (out == nullptr) fail(zip_error_strerror(&error));
  zip_source_keep(out);
  std::unique_ptr<zip_source_t, decltype(&zip_source_free)> keep(out, zip_source_free);
  std::unique_ptr<zip_t, Discard> zip(zip_open_from_source(out, ZIP_TRUNCATE, &error));
  if (!zip) fail(zip_error_strerror(&error));
  std::vector<std::string> contents;
  contents.reserve(arrays.size());  // libzip reads them when it closes
  for (const auto& [name, array] : arrays) {
    contents.push_back(npy_bytes(array));
    add(zip.get(), name + ".npy", contents.back());
  }
  if (zip_close(zip.get()) != 0) fail(zip_strerror(zip.get()));
  static_cast<void>(zip.release());
  if (zip_source_open(out) != 0) fail("it cannot be read back");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(out, &stat) != 0) fail("its size is unknown");
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_source_read(out, bytes.data(), stat.size);
  zip_source_close(out);
  if (got < 0 || static_cast<zip_uint64_t>(got) != stat.size) fail("it cannot be read back");
  return bytes;
}

}  // namespace rheo
