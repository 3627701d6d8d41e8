// Lists of entries and convolutions as they stand in files.
#include <doctest/doctest.h>

#include <variant>

#include "apps/catalog.h"
#include "engine/network.h"
#include "io/network_file.h"
#include "io/npz_writer.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

NetworkSpec read(const TemporaryDirectory& folder, const std::string& weights,
                 const std::string& more = "") {
  std::ofstream(folder / "network.yaml")
      << "simulation: {duration: 10 ms}\ninputs: {x: {constant: [1, 2, 3, 4, 5, 6]}}\n"
      << "nodes: {y: {size: 4}}\nconnections:\n  c: {from: x, to: y, weights: " << weights
      << ", synapse: none" << more << "}\n";
  return read_network(folder / "network.yaml", make_catalog()).spec;
}

void write(const std::filesystem::path& path,
           const std::vector<std::pair<std::string, Array>>& arrays) {
  std::ofstream(path, std::ios::binary) << npz_bytes(arrays);
}

}  // namespace

TEST_CASE("entries stand in lists, in arrays of one file, or in a file each") {
  const TemporaryDirectory folder;
  write(folder / "net.npz", {{"r", Array::list({3, 0, 3})},
                             {"c", Array::list({1, 5, 0})},
                             {"v", Array::list({0.5, -2, 1e-9})}});
  const CoordinateWeights expected{{3, 0, 3}, {1, 5, 0}, {0.5, -2, 1e-9}};
  for (const char* text : {"{sparse: {file: net.npz, rows: r, columns: c, values: v}}",
                           "{sparse: {file: net.npz, rows: r, columns: [1, 5, 0], values: v}}",
                           "{sparse: {rows: [3, 0, 3], columns: {file: net.npz, array: c}, values: "
                           "[0.5, -2, 1e-9]}}"}) {
    CAPTURE(text);
    const NetworkSpec spec = read(folder, text);
    CHECK((std::get<CoordinateWeights>(spec.connections[0].few_weights) == expected));
    CHECK(validate(spec, make_catalog()).empty());
  }
}

TEST_CASE("a convolution has defaults, and a kernel in a file or in lists") {
  const TemporaryDirectory folder;
  write(folder / "net.npz", {{"k", Array{{1, 2, 3, 4}, {2, 2, 1, 1}}}});
  const NetworkSpec spec = read(folder,
                                "{convolution: {kernel: {file: net.npz, array: k}, input_shape: "
                                "[2, 3, 1]}}",
                                ", delay: 2 ms");
  ConvolutionWeights expected;
  expected.kernel = Array{{1, 2, 3, 4}, {2, 2, 1, 1}};
  expected.input_shape = {2, 3, 1};
  expected.strides = {1, 1};
  CHECK((std::get<ConvolutionWeights>(spec.connections[0].few_weights) == expected));
  const NetworkSpec full = read(folder,
                                "{convolution: {kernel: [[[1, 0], [0, 2]]], input_shape: [2, 3], "
                                "strides: [2], padding: same, groups: 1, channels: first}}");
  const auto& c = std::get<ConvolutionWeights>(full.connections[0].few_weights);
  CHECK(c.kernel == Array{{1, 0, 0, 2}, {1, 2, 2}});
  CHECK(c.strides == std::vector<std::size_t>{2});
  CHECK(c.same);
  CHECK(!c.channels_last);
  CHECK(validate(full, make_catalog()).empty());
}

}  // namespace rheo
