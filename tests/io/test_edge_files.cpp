// Edges, with their weights and delays, from files of four formats.
#include <doctest/doctest.h>
#include <hdf5.h>

#include <sstream>

#include "io/edge_file.h"
#include "io/npz_writer.h"
#include "io/show.h"
#include "tests/io/sparse_network.h"

namespace rheo {
namespace {

/// The message of a failure with its rule and remedy.
template <class Read>
std::string failure(const Read& read) {
  try {
    read();
  } catch (const ArrayFileError& e) {
    return e.what() + ("; " + e.rule()) + "; " + e.remedy();
  }
  return "no failure";
}

std::string market_failure(const std::string& text) {
  return failure([&] {
    std::istringstream stream(text);
    read_matrix_market(stream, text.size());
  });
}

std::string csv_failure(const std::string& text) {
  return failure([&] {
    std::istringstream stream(text);
    read_edge_csv(stream);
  });
}

void contains(const std::string& text, const std::string& piece) {
  const bool found = text.find(piece) != std::string::npos;
  CAPTURE(text);
  CAPTURE(piece);
  CHECK(found);
}

const std::vector<double>& list(const Value& value) {
  return std::get<Array>(value).data;
}

/// A SONATA file with one population of edges, "a_to_b".
class SonataFile {
 public:
  explicit SonataFile(const std::filesystem::path& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    for (const char* name : {"/edges", "/edges/a_to_b", "/edges/a_to_b/0"})
      group(name);
  }
  ~SonataFile() { H5Fclose(file_); }
  SonataFile(const SonataFile&) = delete;
  SonataFile& operator=(const SonataFile&) = delete;

  void group(const char* name) const {
    H5Gclose(H5Gcreate2(file_, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  }
  void put(const std::string& name, const std::vector<double>& data, hid_t type) const {
    const hsize_t n = data.size();
    const hid_t space = H5Screate_simple(1, &n, nullptr);
    const hid_t set = H5Dcreate2(file_, ("/edges/a_to_b/" + name).c_str(), type, space, H5P_DEFAULT,
                                 H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data());
    H5Dclose(set);
    H5Sclose(space);
  }
  /// A list that says it has `n` numbers and stores none.
  void promise(const std::string& name, hsize_t n) const {
    const hid_t space = H5Screate_simple(1, &n, nullptr);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = 1024;
    H5Pset_chunk(properties, 1, &chunk);
    H5Dclose(H5Dcreate2(file_, ("/edges/a_to_b/" + name).c_str(), H5T_NATIVE_UINT64, space,
                        H5P_DEFAULT, properties, H5P_DEFAULT));
    H5Pclose(properties);
    H5Sclose(space);
  }

 private:
  hid_t file_;
};

TEST_CASE("edge files: CSV with and without a header, with weights and delays") {
  const SparseNetwork network;
  network.write("edges.csv", "source,target,weight,delay\n0,2,1.5,0.1\n3,0,-2,1.2\n");
  const std::string with =
      "  a: {from: E, to: I, rule: {edges: {file: edges.csv, weight_unit: pA, "
      "delay_unit: ms}}";
  const NetworkFile file = network.file(with + "}\n");
  const ConnectionSpec& c = file.spec.connections[0];
  CHECK(list(c.rule->parameters.at("sources")) == std::vector<double>{0, 3});
  CHECK(list(c.rule->parameters.at("targets")) == std::vector<double>{2, 0});
  CHECK(list(c.weights) == std::vector<double>{1.5e-12, -2e-12});
  CHECK(list(*c.delay) == std::vector<double>{0.0001, 0.0012});
  const std::string shown = show_network(file, make_catalog());
  CHECK(show_network(network.whole(shown), make_catalog()) == shown);
  CHECK(network.mistakes(with + "}\n").empty());

  const NetworkSpec own = network.read(with + ", weights: 7 pA, delay: 2 ms}\n");
  CHECK(std::get<double>(own.connections[0].weights) == 7e-12);
  CHECK(std::get<double>(*own.connections[0].delay) == 0.002);

  network.write("bare.csv", "# two ends\n1;2\n0;0\n");
  const NetworkSpec pure = network.read(
      "  a: {from: D, to: D, rule: {edges: {file: bare.csv}}, weights: 2, synapse: {lowpass: 1 "
      "ms}}\n");
  CHECK(list(pure.connections[0].rule->parameters.at("targets")) == std::vector<double>{2, 0});
}

TEST_CASE("edge files: units must be said, delays be multiples of dt") {
  const SparseNetwork network;
  network.write("edges.csv", "0,2,1.5,0.15\n3,0,-2,1.2\n");
  const std::string start = "  a: {from: E, to: I, rule: {edges: {file: edges.csv, ";
  contains(network.mistakes(start + "delay_unit: ms}}, delay: 1 ms}\n"),
           "connections.a.rule.edges.weight_unit: is missing; numbers of a file need the unit of a "
           "current (A); add weight_unit: pA");
  contains(network.mistakes(start + "weight_unit: pA}}}\n"), "edges.delay_unit: is missing");
  contains(network.mistakes(start + "weight_unit: mV, delay_unit: s}}}\n"),
           "connections.a.rule.edges.weight_unit: is `mV`; must be a unit of current (A)");
  contains(network.mistakes(start + "weight_unit: pA, delay_unit: ms}}}\n"),
           "connections.a.delay[0]: is 0.15 ms; must be a multiple of dt");
  contains(network.mistakes(start + "weight_unit: pA, population: b}}}\n"), "unknown key");
  contains(network.mistakes("  a: {from: E, to: I, rule: {edges: {file: none.csv}}}\n"),
           "none.csv: there is no such file");
  contains(network.mistakes("  a: {from: E, to: I, rule: {edges: {file: edges.txt}}}\n"),
           "edges come from .npz, .csv, .mtx and .h5 files");
}

TEST_CASE("edge files: broken CSV") {
  contains(csv_failure("target,source\n0,1\n"),
           "names its column 0 target; the columns are source");
  contains(csv_failure("0\n1\n"), "has 1 columns");
  contains(csv_failure("0,1,2,3,4\n"), "has 5 columns");
  contains(csv_failure("0,1\n2\n"), "line 2 has 1 cells");
  contains(csv_failure("0,1\n2,x\n"), "`x` where a number must stand");
  contains(csv_failure("source,target\n"), "holds no numbers");
}

TEST_CASE("edge files: Matrix Market, rows are targets") {
  const std::string text =
      "%%MatrixMarket matrix coordinate real general\n% a comment\n3 4 2\n1 4 0.5\n3 1 -2e3\n";
  std::istringstream stream(text);
  const EdgeList edges = read_matrix_market(stream, text.size());
  CHECK(edges.source == std::vector<double>{3, 0});
  CHECK(edges.target == std::vector<double>{0, 2});
  CHECK(edges.weight == std::vector<double>{0.5, -2000});
  CHECK(*edges.shape == std::vector<std::size_t>{3, 4});

  const SparseNetwork network;
  network.write("w.mtx", text);
  const NetworkSpec spec = network.read(
      "  a: {from: E, to: I, rule: {edges: {file: w.mtx, weight_unit: nA}}, delay: 1 ms}\n");
  CHECK(list(spec.connections[0].weights) == std::vector<double>{0.5e-9, -2e-6});
  contains(
      network.mistakes("  a: {from: I, to: E, rule: {edges: {file: w.mtx, weight_unit: nA}}}\n"),
      "has a matrix of the shape (3, 4); must be (targets, sources) = (4, 3)");
  network.write("p.mtx", "%%MatrixMarket matrix coordinate pattern general\n3 4 1\n2 2\n");
  CHECK(network.mistakes("  a: {from: E, to: I, rule: {edges: {file: p.mtx}}, weights: 1 pA}\n")
            .empty());
}

TEST_CASE("edge files: Matrix Market that lies") {
  const std::string head = "%%MatrixMarket matrix coordinate real general\n";
  contains(market_failure(head + "3 4 1000000000000\n1 1 1\n"), "announces 1e+12 entries in");
  contains(market_failure(head + "3 4 3\n1 1 1\n2 2 1\n"), "ends after 2 of the 3 entries");
  contains(market_failure(head + "3 4 1\n1 1 1\n2 2 1\n"), "has more than the 1 entries");
  contains(market_failure(head + "3 4 1\n4 1 1\n"), "line 3 has a row out of range; from 1 to 3");
  contains(market_failure(head + "3 4 1\n1 0 1\n"), "a column out of range; from 1 to 4");
  contains(market_failure(head + "3 4 1\n1 1\n"), "has no number where one must stand");
  contains(market_failure(head + "3 4 1\n1 1 nan\n"), "has no number where one must stand");
  contains(market_failure(head + "3 4 1\n1 1 1 1\n"), "has more than an entry");
  contains(market_failure(head + "3 4\n"), "has no number");
  contains(market_failure(head), "has no line with its size");
  contains(market_failure(head + "3 4 -1\n"), "is no size");
  contains(market_failure("%%MatrixMarket matrix array real general\n"), "must be coordinate");
  contains(market_failure("%%MatrixMarket matrix coordinate complex general\n"), "says complex");
  contains(market_failure("%%MatrixMarket matrix coordinate real symmetric\n"), "says symmetric");
  contains(market_failure("1 2 3\n"), "does not begin as");
}

TEST_CASE("edge files: arrays of an npz file") {
  const SparseNetwork network;
  network.write("net.npz", npz_bytes({{"pre", Array::list({0, 3})},
                                      {"post", Array::list({2, 0})},
                                      {"w", Array::list({1, 2})},
                                      {"d", Array::list({1, 12})},
                                      {"short", Array::list({1})},
                                      {"half", Array::list({0.5, 1})}}));
  const std::string start = "  a: {from: E, to: I, rule: {edges: {file: net.npz, ";
  const NetworkSpec spec =
      network.read(start +
                   "sources: pre, targets: post, weights: w, weight_unit: pA, delays: d, "
                   "delay_unit: steps}}}\n");
  CHECK(list(spec.connections[0].weights) == std::vector<double>{1e-12, 2e-12});
  CHECK(list(*spec.connections[0].delay)[1] == doctest::Approx(0.0012).epsilon(1e-15));
  contains(network.mistakes(start + "sources: pre, targets: pst}}, weights: 1 pA}\n"),
           "holds no array named pst");
  contains(network.mistakes(start + "sources: pre, targets: short}}, weights: 1 pA}\n"),
           "has 2 sources and 1 targets");
  contains(network.mistakes(start + "sources: pre, targets: post, weights: short}}}\n"),
           "has 1 weights for 2 edges");
  contains(network.mistakes(start + "sources: half, targets: post}}, weights: 1 pA}\n"),
           "connections.a.rule");
  contains(network.mistakes(start + "sources: post, targets: pre}}, weights: 1 pA}\n"),
           "edge 1 has target 3");
}

TEST_CASE("edge files: SONATA") {
  const SparseNetwork network;
  const std::filesystem::path path = network.folder / "edges.h5";
  {
    const SonataFile file(path);
    file.put("source_node_id", {0, 3, 1}, H5T_STD_U64LE);
    file.put("target_node_id", {2, 0, 1}, H5T_STD_U64LE);
    file.put("edge_group_id", {0, 0, 0}, H5T_STD_U16LE);
    file.put("edge_group_index", {2, 1, 0}, H5T_STD_U64LE);
    file.put("0/syn_weight", {1, 2, 3}, H5T_IEEE_F32LE);
    file.put("0/delay", {1, 1.5, 0.5}, H5T_IEEE_F64LE);
  }
  const NetworkFile file =
      network.file("  a: {from: E, to: I, rule: {edges: {file: edges.h5, weight_unit: pA}}}\n");
  const ConnectionSpec& c = file.spec.connections[0];
  CHECK(list(c.rule->parameters.at("sources")) == std::vector<double>{0, 3, 1});
  CHECK(list(c.weights) == std::vector<double>{3e-12, 2e-12, 1e-12});
  CHECK(list(*c.delay) == std::vector<double>{0.0005, 0.0015, 0.001});
  const std::string shown = show_network(file, make_catalog());
  CHECK(show_network(network.whole(shown), make_catalog()) == shown);
  contains(failure([&] { read_sonata_edges(path, "b_to_a"); }),
           "holds no population of edges named b_to_a; it holds a_to_b");

  const std::string whole = file_text(path);
  for (const std::size_t n :
       {std::size_t{0}, std::size_t{100}, whole.size() / 2, whole.size() - 8}) {
    network.write("cut.h5", whole.substr(0, n));
    CHECK(failure([&] { read_sonata_edges(network.folder / "cut.h5", ""); }) != "no failure");
  }
}

TEST_CASE("edge files: SONATA that lies about itself") {
  const SparseNetwork network;
  const std::filesystem::path path = network.folder / "edges.h5";
  {
    const SonataFile file(path);
    file.promise("source_node_id", 1'000'000'000'000);
    file.promise("target_node_id", 1'000'000'000'000);
  }
  contains(failure([&] { read_sonata_edges(path, ""); }),
           "source_node_id announces 1000000000000 numbers in 0 bytes");
  { const SonataFile empty(path); }
  contains(failure([&] { read_sonata_edges(path, ""); }), "has no list source_node_id");
}

}  // namespace
}  // namespace rheo
