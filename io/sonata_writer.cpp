// Edges of SONATA files, written.
#include <cstdint>
#include <numeric>

#include "engine/error.h"
#include "io/edge_file.h"
#include "io/hdf5_handle.h"

namespace rheo {
namespace {

using hdf5::Handle;

hid_t checked(hid_t id) {
  if (id < 0) throw OutputError("HDF5 cannot make the file in memory");
  return id;
}

void check(herr_t status) {
  checked(status);
}

Handle make_group(hid_t at, const std::string& name) {
  return {checked(H5Gcreate2(at, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)), H5Gclose};
}

/// A list of `values` in memory of type `from`, as type `stored` in the file.
Handle write_list(hid_t at, const char* name, hid_t from, hid_t stored, const void* values,
                  std::size_t n) {
  const hsize_t size = n;
  const Handle space(checked(H5Screate_simple(1, &size, nullptr)), H5Sclose);
  Handle set(
      checked(H5Dcreate2(at, name, stored, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)),
      H5Dclose);
  if (n > 0) check(H5Dwrite(set.get(), from, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  return set;
}

Handle write_list(hid_t at, const char* name, hid_t stored, const std::vector<double>& values) {
  return write_list(at, name, H5T_NATIVE_DOUBLE, stored, values.data(), values.size());
}

void write_text_attribute(hid_t at, const char* name, const std::string& text) {
  const Handle type(checked(H5Tcopy(H5T_C_S1)), H5Tclose);
  check(H5Tset_size(type.get(), text.size() + 1));
  const Handle space(checked(H5Screate(H5S_SCALAR)), H5Sclose);
  const Handle attribute(
      checked(H5Acreate2(at, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT)), H5Aclose);
  check(H5Awrite(attribute.get(), type.get(), text.c_str()));
}

void write_numbers_attribute(hid_t at, const char* name, const std::vector<std::uint32_t>& values) {
  const hsize_t n = values.size();
  const Handle space(checked(H5Screate_simple(1, &n, nullptr)), H5Sclose);
  const Handle attribute(
      checked(H5Acreate2(at, name, H5T_STD_U32LE, space.get(), H5P_DEFAULT, H5P_DEFAULT)),
      H5Aclose);
  check(H5Awrite(attribute.get(), H5T_NATIVE_UINT32, values.data()));
}

void write_population(hid_t all, const EdgePopulation& p) {
  const Handle edges = make_group(all, p.name);
  const std::size_t n = p.edges.source.size();
  const Handle source = write_list(edges.get(), "source_node_id", H5T_STD_U64LE, p.edges.source);
  write_text_attribute(source.get(), "node_population", p.from);
  const Handle target = write_list(edges.get(), "target_node_id", H5T_STD_U64LE, p.edges.target);
  write_text_attribute(target.get(), "node_population", p.to);
  std::vector<double> numbers(n, 0.0);
  write_list(edges.get(), "edge_type_id", H5T_STD_I64LE, numbers);
  write_list(edges.get(), "edge_group_id", H5T_STD_U32LE, numbers);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  write_list(edges.get(), "edge_group_index", H5T_STD_U64LE, numbers);
  const Handle zero = make_group(edges.get(), "0");
  write_list(zero.get(), "syn_weight", H5T_IEEE_F64LE, p.edges.weight);
  write_list(zero.get(), "delay", H5T_IEEE_F64LE, p.edges.delay);
}

}  // namespace

std::string sonata_bytes(const std::vector<EdgePopulation>& populations) {
  const hdf5::Quiet quiet;
  const Handle access(checked(H5Pcreate(H5P_FILE_ACCESS)), H5Pclose);
  constexpr std::size_t kIncrement = std::size_t{1} << 20;
  check(H5Pset_fapl_core(access.get(), kIncrement, false));
  // In memory only; HDF5 looks for a file of that name nevertheless, so none can have it.
  const Handle file(checked(H5Fcreate("/dev/null/edges", H5F_ACC_TRUNC, H5P_DEFAULT, access.get())),
                    H5Fclose);
  write_numbers_attribute(file.get(), "magic", {0x0A7A});
  write_numbers_attribute(file.get(), "version", {0, 1});
  const Handle all = make_group(file.get(), "edges");
  for (const EdgePopulation& p : populations)
    write_population(all.get(), p);
  check(H5Fflush(file.get(), H5F_SCOPE_GLOBAL));
  const ssize_t size = H5Fget_file_image(file.get(), nullptr, 0);
  checked(size);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  checked(H5Fget_file_image(file.get(), bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace rheo
