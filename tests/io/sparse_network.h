#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/network.h"
#include "io/network_file.h"
#include "tests/support/temporary.h"

namespace rheo {

/// Network files with two physical populations E (4) and I (3), a dimensionless one D (4), an input
/// x (4), a poisson input p, and the connections that a test gives.
class SparseNetwork {
 public:
  std::string text(const std::string& connections) const {
    return "simulation: {dt: 0.1 ms, duration: 10 ms}\n"
           "define: {w: 87.8 pA}\n"
           "inputs: {x: {constant: [1, 2, 3, 4]}, p: {poisson: {rate: 8 Hz}}}\n"
           "populations:\n"
           "  E: {neurons: 4, model: iaf_psc_exp}\n"
           "  I: {neurons: 3, model: iaf_psc_exp}\n"
           "  D: {neurons: 4, model: lif}\n"
           "connections:\n" +
           connections;
  }
  NetworkFile file(const std::string& connections,
                   const std::vector<std::string>& overrides = {}) const {
    return whole(text(connections), overrides);
  }
  NetworkFile whole(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    write("network.yaml", text);
    return read_network(folder / "network.yaml", make_catalog(), overrides);
  }
  NetworkSpec read(const std::string& connections,
                   const std::vector<std::string>& overrides = {}) const {
    return file(connections, overrides).spec;
  }
  /// The mistakes, one a line: "path: what; rule; remedy".
  std::string mistakes(const std::string& connections) const {
    std::string all;
    try {
      build(read(connections), make_catalog());
    } catch (const ConfigError& e) {
      for (const Problem& p : e.problems())
        all += p.text() + "\n";
    }
    return all;
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }

  TemporaryDirectory folder;
};

}  // namespace rheo
