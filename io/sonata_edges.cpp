// Edges of SONATA files, read.
#include <algorithm>

#include "io/edge_file.h"
#include "io/hdf5_handle.h"

namespace rheo {
namespace {

using hdf5::Handle;
using hdf5::Quiet;

const char* const kDamaged = "save or copy the file again";

bool has(hid_t at, const char* name) {
  return H5Lexists(at, name, H5P_DEFAULT) > 0 && H5Oexists_by_name(at, name, H5P_DEFAULT) > 0;
}

Handle group(hid_t at, const char* name) {
  Handle opened(has(at, name) ? H5Gopen2(at, name, H5P_DEFAULT) : -1, H5Gclose);
  if (opened) return opened;
  throw ArrayFileError("has no group " + std::string(name),
                       "a SONATA file of edges has /edges/POPULATION/source_node_id");
}

std::vector<std::string> names_in(hid_t at) {
  H5G_info_t info;
  std::vector<std::string> names;
  if (H5Gget_info(at, &info) < 0) throw ArrayFileError("is damaged", "", kDamaged);
  constexpr hsize_t kMost = 1000;
  for (hsize_t i = 0; i < std::min(info.nlinks, kMost); ++i) {
    char name[256];
    const auto n =
        H5Lget_name_by_idx(at, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    if (n > 0) names.emplace_back(name);
  }
  return names;
}

/// A list of numbers. Its length is checked against the bytes that are stored: a file may say
/// anything of itself.
std::vector<double> numbers(hid_t at, const char* name, std::uint64_t file_bytes) {
  const std::string shown = std::string(name);
  const Handle set(has(at, name) ? H5Dopen2(at, name, H5P_DEFAULT) : -1, H5Dclose);
  if (!set) throw ArrayFileError("has no list " + shown, "every edge has a source and a target");
  const Handle space(H5Dget_space(set.get()), H5Sclose);
  const Handle type(H5Dget_type(set.get()), H5Tclose);
  hsize_t n = 0;
  if (!space || !type || H5Sget_simple_extent_ndims(space.get()) != 1 ||
      H5Sget_simple_extent_dims(space.get(), &n, nullptr) != 1) {
    throw ArrayFileError(shown + " is not a list");
  }
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) throw ArrayFileError(shown + " holds no numbers");
  constexpr std::uint64_t kMaxRatio = 200;  // as for deflated arrays
  const std::uint64_t stored = std::min<std::uint64_t>(H5Dget_storage_size(set.get()), file_bytes);
  if (n > kMaxListed || n * H5Tget_size(type.get()) / kMaxRatio > stored) {
    throw ArrayFileError(shown + " announces " + std::to_string(n) + " numbers in " +
                             std::to_string(stored) + " bytes",
                         "at most " + std::to_string(kMaxListed) + ", and " +
                             std::to_string(kMaxRatio) + " times the bytes that are stored",
                         kDamaged);
  }
  std::vector<double> data(n);
  if (n > 0 &&
      H5Dread(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data()) < 0)
    throw ArrayFileError(shown + " cannot be read", "", kDamaged);
  return data;
}

/// Attribute `name` of every edge; none where group 0 has no such list.
std::vector<double> attribute(hid_t edges, const char* name, std::size_t n, std::uint64_t bytes) {
  if (!has(edges, "0")) return {};
  const Handle zero = group(edges, "0");
  if (!has(zero.get(), name)) return {};
  std::vector<double> listed = numbers(zero.get(), name, bytes);
  const bool indexed = has(edges, "edge_group_id") && has(edges, "edge_group_index");
  if (!indexed) {
    if (listed.size() == n) return listed;
    throw ArrayFileError("has " + std::to_string(listed.size()) + " of " + name + " for " +
                         std::to_string(n) + " edges");
  }
  const std::vector<double> id = numbers(edges, "edge_group_id", bytes);
  const std::vector<double> index = numbers(edges, "edge_group_index", bytes);
  if (id.size() != n || index.size() != n) {
    throw ArrayFileError("does not say of every edge to which group it belongs");
  }
  std::vector<double> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    if (id[k] != 0) {
      throw ArrayFileError("has edges in several groups", "weights and delays are read of group 0",
                           "give `weights` and `delay` in the network file");
    }
    if (!(index[k] >= 0 && index[k] < static_cast<double>(listed.size()))) {
      throw ArrayFileError("edge " + std::to_string(k) + " has an edge_group_index out of range");
    }
    out[k] = listed[static_cast<std::size_t>(index[k])];
  }
  return out;
}

std::string population_of(hid_t edges, const std::string& wanted) {
  const std::vector<std::string> names = names_in(edges);
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  if (wanted.empty() && names.size() == 1) return names[0];
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return wanted;
  throw ArrayFileError(wanted.empty() ? "holds several populations of edges, or none"
                                      : "holds no population of edges named " + wanted,
                       "it holds " + (all.empty() ? "none" : all), "write population: NAME");
}

}  // namespace

EdgeList read_sonata_edges(const std::filesystem::path& path, const std::string& population) {
  const Quiet quiet;
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file || error) {
    throw ArrayFileError("cannot be opened as an HDF5 file", "it may be truncated", kDamaged);
  }
  const Handle all = group(file.get(), "edges");
  const Handle edges = group(all.get(), population_of(all.get(), population).c_str());
  EdgeList list;
  list.source = numbers(edges.get(), "source_node_id", bytes);
  list.target = numbers(edges.get(), "target_node_id", bytes);
  list.weight = attribute(edges.get(), "syn_weight", list.source.size(), bytes);
  list.delay = attribute(edges.get(), "delay", list.source.size(), bytes);
  return list;
}

}  // namespace rheo
