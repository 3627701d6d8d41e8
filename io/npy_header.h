#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rheo {

/// What the header of an .npy file says.
struct NpyHeader {
  std::string descr;  // "<f8"
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Parses "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }": these three keys in any
/// order and nothing else. Throws ArrayFileError.
NpyHeader parse_npy_header(const std::string& text);

}  // namespace rheo
