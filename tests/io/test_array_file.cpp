#include <doctest/doctest.h>
#include <zip.h>

#include <cstring>
#include <string>

#include "io/array_file.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

/// An .npy file of format `version` with the given header and data.
std::string npy(const std::string& descr, bool fortran, const std::string& shape,
                const std::string& data, char version = 1) {
  std::string header = "{'descr': '" + descr +
                       "', 'fortran_order': " + (fortran ? "True" : "False") +
                       ", 'shape': " + shape + ", }\n";
  std::string text = std::string("\x93NUMPY") + version + '\0';
  text += static_cast<char>(header.size());
  text += '\0';
  if (version > 1) text += std::string(2, '\0');
  return text + header + data;
}

template <class T>
std::string bytes(std::initializer_list<T> values) {
  std::string text(values.size() * sizeof(T), '\0');
  std::memcpy(text.data(), std::data(values), text.size());
  return text;
}

Array parse(const std::string& text) {
  std::size_t at = 0;
  auto read = [&](char* to, std::size_t n) {
    const std::size_t got = std::min(n, text.size() - at);
    std::memcpy(to, text.data() + at, got);
    at += got;
    return got;
  };
  return parse_npy(read, text.size());
}

TEST_CASE("npy: every element type, versions 1 to 3, both orders") {
  const std::vector<double> wanted = {1, 2, 3, 4, 5, 6};
  CHECK(parse(npy("<f8", false, "(6,)", bytes<double>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("<f4", false, "(6,)", bytes<float>({1, 2, 3, 4, 5, 6}), 2)).data == wanted);
  CHECK(parse(npy("<i8", false, "(6,)", bytes<std::int64_t>({1, 2, 3, 4, 5, 6}), 3)).data ==
        wanted);
  CHECK(parse(npy("<i4", false, "(6,)", bytes<std::int32_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("<i2", false, "(6,)", bytes<std::int16_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("|i1", false, "(6,)", bytes<std::int8_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("<u8", false, "(6,)", bytes<std::uint64_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("<u2", false, "(6,)", bytes<std::uint16_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("|u1", false, "(6,)", bytes<std::uint8_t>({1, 2, 3, 4, 5, 6}))).data == wanted);
  CHECK(parse(npy("|i1", false, "(2,)", bytes<std::int8_t>({-1, -128}))).data ==
        std::vector<double>{-1, -128});
  const Array fortran = parse(npy("|u1", true, "(2, 3)", bytes<std::uint8_t>({1, 4, 2, 5, 3, 6})));
  CHECK(fortran.shape == std::vector<std::size_t>{2, 3});
  CHECK(fortran.data == wanted);
  const Array cube = parse(npy("|u1", true, "(2, 1, 3)", bytes<std::uint8_t>({1, 4, 2, 5, 3, 6})));
  CHECK(cube.data == wanted);
  CHECK(parse(npy("<f8", false, "()", bytes<double>({7}))).shape.empty());
  CHECK(parse(npy("<f8", false, "(0, 3)", "")).data.empty());
}

TEST_CASE("npy: no cut or changed byte of a header crashes or is taken for something else") {
  const std::string good = npy("<f8", false, "(2, 1)", bytes<double>({1, 2}));
  CHECK(parse(good).data.size() == 2);
  for (std::size_t n = 0; n < good.size(); ++n) {
    CHECK_THROWS_AS(parse(good.substr(0, n)), ArrayFileError);
  }
  CHECK_THROWS_AS(parse(good + "x"), ArrayFileError);
  int refused = 0;
  for (std::size_t at = 0; at + 16 < good.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string text = good;
      text[at] = static_cast<char>(value);
      try {
        const Array a = parse(text);
        CHECK(a.data.size() * 8 <= text.size());
      } catch (const ArrayFileError&) {
        ++refused;
      }
    }
  }
  CHECK(refused > 15000);
}

void write_npz(const std::string& path, const std::string& name, const std::string& data) {
  int code = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  REQUIRE(zip != nullptr);
  zip_source_t* source = zip_source_buffer(zip, data.data(), data.size(), 0);
  REQUIRE(zip_file_add(zip, name.c_str(), source, 0) >= 0);
  REQUIRE(zip_close(zip) == 0);
}

TEST_CASE("npz: small arrays of equal numbers are fine however well they pack") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "zeros.npz").string();
  write_npz(path, "zeros.npy", npy("<f8", false, "(1000, 1000)", std::string(8000000, '\0')));
  CHECK(std::filesystem::file_size(path) < 20000);
  CHECK(read_array_file(path, "zeros").data.size() == 1000000);
  CHECK(read_array_file(path, "").shape == std::vector<std::size_t>{1000, 1000});
  CHECK_THROWS_AS(read_array_file(path, "ones"), ArrayFileError);
}

TEST_CASE("npz: a file with any byte changed is refused or gives numbers") {
  const TemporaryDirectory folder;
  const std::string path = (folder / "a.npz").string();
  write_npz(path, "a.npy", npy("<f8", false, "(3,)", bytes<double>({1, 2, 3})));
  const std::string good = file_text(path);
  int refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      std::string text = good;
      text[at] = static_cast<char>(text[at] ^ flip);
      std::ofstream(path, std::ios::binary) << text;
      try {
        const Array array = read_array_file(path, "");
        CHECK(array.data.size() <= 3);
      } catch (const ArrayFileError&) {
        ++refused;
      }
    }
  }
  CHECK(refused > static_cast<int>(good.size()));
}

}  // namespace
}  // namespace rheo
