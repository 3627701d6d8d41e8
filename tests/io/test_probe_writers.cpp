#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <random>

#include "engine/error.h"
#include "io/csv_writer.h"
#include "io/npy_writer.h"
#include "tests/support/temporary.h"

using namespace rheo;

namespace {

/// An open directory that goes away.
struct Place {
  TemporaryDirectory directory;
  int fd = open(directory.path().c_str(), O_RDONLY | O_DIRECTORY);
  ~Place() { close(fd); }
  std::unique_ptr<ProbeWriter> writer(ResultFormat format, const ProbeFile& probe) const {
    return make_probe_writer(format, fd, directory.path().string(), probe);
  }
};

const ProbeFile kSpikes{"s", "s.out", RowKind::spikes, {}, 1e-3};

struct Npy {
  std::string header;
  std::size_t rows = 0;
  std::vector<char> data;
  template <class T>
  T at(std::size_t k) const {
    T x;
    std::memcpy(&x, data.data() + k * sizeof(T), sizeof(T));
    return x;
  }
};

/// By the description of the format, not by our reader.
Npy read_npy(const std::filesystem::path& path) {
  const std::string bytes = file_text(path);
  REQUIRE(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t rest = static_cast<unsigned char>(bytes[8]) +
                           std::size_t{256} * static_cast<unsigned char>(bytes[9]);
  REQUIRE((10 + rest) % 64 == 0);
  Npy npy;
  npy.header = bytes.substr(10, rest);
  REQUIRE(npy.header.back() == '\n');
  npy.rows = std::stoul(npy.header.substr(npy.header.find("'shape': (") + 10));
  npy.data.assign(bytes.begin() + static_cast<std::ptrdiff_t>(10 + rest), bytes.end());
  return npy;
}

std::string time_text(double t) {
  char text[64];
  return {text, write_time(text, t)};
}

}  // namespace

TEST_CASE("times read well and read back") {
  CHECK(time_text(0.001) == "0.001");
  CHECK(time_text(1 * 0.0001) == "0.0001");
  CHECK(time_text(1000 * 0.001) == "1");
  CHECK(time_text(123456789 * 0.001) == "123456.789");
  CHECK(time_text(2.5e-7) == "0.00000025");
  for (const double dt : {1e-3, 1e-4, 2.5e-5, 1e-300, 3e300, 0.1 + 0.2}) {
    for (const double n : {1.0, 7.0, 9.0, 1234567.0}) {
      const std::string text = time_text(n * dt);
      CHECK(text.size() <= 32);
      double back = 0;
      std::from_chars(text.data(), text.data() + text.size(), back);
      CHECK(back == n * dt);
    }
  }
}

TEST_CASE("csv: a row a spike, n spikes of a step are n rows") {
  const Place place;
  const auto writer = place.writer(ResultFormat::csv, kSpikes);
  writer->put(SpikeChunk{{1, 1, 3}, {0, 5, 4294967295U}, {1, 3, 1}});
  writer->put(SpikeChunk{{1000}, {2}, {1}});
  writer->close();
  CHECK(file_text(place.directory / "s.out") ==
        "time_s,neuron\n0.001,0\n0.001,5\n0.001,5\n0.001,5\n0.003,4294967295\n1,2\n");
  CHECK(writer->rows() == 6);
}

TEST_CASE("csv: samples under the index of their element, doubles read back") {
  const Place place;
  const ProbeFile probe{"v", "v.csv", RowKind::samples, {7, 3, 3}, 0.5e-3};
  const auto writer = place.writer(ResultFormat::csv, probe);
  std::mt19937_64 rng(1);
  SampleChunk chunk;
  chunk.width = 3;
  for (std::int64_t step = 10; step <= 20000; step += 10) {
    chunk.step.push_back(step);
    for (int c = 0; c < 3; ++c) {
      const double x =
          std::ldexp(static_cast<double>(rng()), static_cast<int>(rng() % 1800) - 1000);
      chunk.values.push_back(c == 1 ? -x : x);
    }
  }
  chunk.values[0] = 0.1;
  chunk.values[1] = 0;
  const SampleChunk given = chunk;
  writer->put(std::move(chunk));
  writer->close();
  const auto lines = file_lines(place.directory / "v.csv");
  REQUIRE(lines.size() == 2001);
  CHECK(lines[0] == "time_s,7,3,3");
  CHECK(lines[1].rfind("0.005,0.1,0,", 0) == 0);
  for (std::size_t row = 0; row < 2000; ++row) {
    const char* at = lines[row + 1].data();
    const char* const end = at + lines[row + 1].size();
    for (std::size_t c = 0; c < 4; ++c) {
      double x = 0;
      at = std::from_chars(at, end, x).ptr + 1;
      CHECK(x == (c == 0 ? static_cast<double>(given.step[row]) * 0.5e-3
                         : given.values[row * 3 + c - 1]));
    }
    CHECK(at == end + 1);
  }
}

TEST_CASE("counts that may be negative have a column: one row a neuron and step") {
  const Place place;
  ProbeFile probe = kSpikes;
  probe.counts = true;
  const SpikeChunk chunk{{1, 1, 3}, {0, 4294967295U, 2}, {-2147483647, 3, 1}};
  const auto csv = place.writer(ResultFormat::csv, probe);
  csv->put(SpikeChunk(chunk));
  csv->close();
  CHECK(file_text(place.directory / "s.out") ==
        "time_s,neuron,count\n0.001,0,-2147483647\n0.001,4294967295,3\n0.003,2,1\n");
  CHECK(csv->rows() == 3);
  const Place other;
  const auto npy = other.writer(ResultFormat::npy, probe);
  npy->put(SpikeChunk(chunk));
  npy->close();
  const Npy read = read_npy(other.directory / "s.out");
  CHECK(read.header.rfind("{'descr': '<i8', 'fortran_order': False, 'shape': (3, 3), }", 0) == 0);
  CHECK(read.at<std::int64_t>(2) == -2147483647);
  CHECK(read.at<std::int64_t>(4) == 4294967295);
  CHECK(column_names(ResultFormat::npy, probe) ==
        std::vector<std::string>{"step", "neuron", "count"});
}

TEST_CASE("npy: spikes as int64 (spikes, 2)") {
  const Place place;
  const auto writer = place.writer(ResultFormat::npy, kSpikes);
  writer->put(SpikeChunk{{1, 70000}, {9, 5}, {1, 2}});
  writer->close();
  const Npy npy = read_npy(place.directory / "s.out");
  CHECK(npy.header.rfind("{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2), }", 0) == 0);
  REQUIRE(npy.data.size() == 48);
  const std::vector<std::int64_t> expected = {1, 9, 70000, 5, 70000, 5};
  for (std::size_t k = 0; k < 6; ++k)
    CHECK(npy.at<std::int64_t>(k) == expected[k]);
}

TEST_CASE("npy: samples as float64 (samples, 1 + width), and what is flushed is there") {
  const Place place;
  const ProbeFile probe{"v", "v.npy", RowKind::samples, {0, 1}, 1e-3};
  const auto writer = place.writer(ResultFormat::npy, probe);
  CHECK(read_npy(place.directory / "v.npy").rows == 0);
  writer->put(SampleChunk{2, {1, 2}, {0.25, 0.5, -1, -2}});
  writer->flush();
  writer->put(SampleChunk{2, {3}, {7, 8}});
  // As a run leaves it that is killed now: the rows of the last flush.
  CHECK(read_npy(place.directory / "v.npy").rows == 2);
  writer->close();
  const Npy npy = read_npy(place.directory / "v.npy");
  CHECK(npy.header.rfind("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }", 0) == 0);
  const std::vector<double> expected = {0.001, 0.25, 0.5, 0.002, -1, -2, 0.003, 7, 8};
  REQUIRE(npy.data.size() == expected.size() * 8);
  for (std::size_t k = 0; k < expected.size(); ++k)
    CHECK(npy.at<double>(k) == expected[k]);
}

TEST_CASE("a file that cannot be created or written names itself and the cause") {
  const Place place;
  std::filesystem::create_directory(place.directory / "s.out");
  CHECK_THROWS_WITH_AS(place.writer(ResultFormat::csv, kSpikes),
                       doctest::Contains("s.out: cannot create: File exists"), OutputError);
}

TEST_CASE("names of columns") {
  const ProbeFile probe{"v", "v.csv", RowKind::samples, {4, 2}, 1e-3};
  using Names = std::vector<std::string>;
  CHECK(column_names(ResultFormat::csv, probe) == Names{"time_s", "4", "2"});
  CHECK(column_names(ResultFormat::npy, probe) == Names{"time_s", "4", "2"});
  CHECK(column_names(ResultFormat::csv, kSpikes) == Names{"time_s", "neuron"});
  CHECK(column_names(ResultFormat::npy, kSpikes) == Names{"step", "neuron"});
}
