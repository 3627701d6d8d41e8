#pragma once

#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "io/array_file.h"

namespace rheo {

/// Synapses that a file lists, in its order. Ends count from 0; numbers are in the file's units.
struct EdgeList {
  std::vector<double> source;  // (n)
  std::vector<double> target;  // (n)
  std::vector<double> weight;  // (n), or none
  std::vector<double> delay;   // (n), or none
  /// (targets, sources), where the file says how many there are.
  std::optional<std::vector<std::size_t>> shape = {};
};

/// Most synapses of a file: each of their arrays has as many bytes as any other array may.
inline constexpr std::uint64_t kMaxListed = kMaxArrayBytes / sizeof(double);

/// A table with the columns source, target and, where there are more, weight and delay. A header is
/// optional; it must name the columns so. Throws ArrayFileError.
EdgeList read_edge_csv(std::istream& stream);

/// A matrix of weights in Matrix Market's coordinate format: `general`; `real`, `integer` or
/// `pattern`, which has no weights. Rows are targets, columns are sources, counted from 1. `bytes`:
/// length of the stream; what the header promises is checked against it before anything is
/// allocated. Format: Boisvert, Pozo and Remington, NISTIR 5935 (1996). Throws ArrayFileError.
EdgeList read_matrix_market(std::istream& stream, std::uint64_t bytes);

/// Edges of a SONATA file: /edges/POPULATION/{source_node_id, target_node_id}, and syn_weight and
/// delay (ms) of group 0 where they stand there. `population` may be empty if there is one. Format:
/// Dai et al., PLoS Comput Biol 16:e1007696 (2020). Throws ArrayFileError.
EdgeList read_sonata_edges(const std::filesystem::path& file, const std::string& population);

/// The edges between two populations.
struct EdgePopulation {
  std::string name;  // of the edges
  std::string from;
  std::string to;
  EdgeList edges;  // with weights and delays (ms)
};

/// The bytes of a SONATA file of these edges, which `read_sonata_edges` reads. Throws OutputError
/// if HDF5 cannot make it.
std::string sonata_bytes(const std::vector<EdgePopulation>& populations);

}  // namespace rheo
