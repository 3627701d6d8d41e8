#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/error.h"
#include "engine/value.h"

namespace rheo {

/// A matrix of which few entries are there: values[k] in row rows[k] and column columns[k]. Rows
/// are targets and columns sources, counted within the slices that are connected. In any order;
/// what stands there twice is added up.
struct CoordinateWeights {
  std::vector<std::uint32_t> rows;     // (n)
  std::vector<std::uint32_t> columns;  // (n)
  std::vector<double> values;          // (n), units of the weights
  bool operator==(const CoordinateWeights&) const = default;
};

/// The same weights at every place of an image: for each group of channels
///   out[p, f] = sum over q, c of kernel[q, c, f] in[p stride + q - before, c]
/// with zeros around the image. As in TensorFlow and Nengo, `same` pads so that the output has
/// ceil(size / stride) places, half of the padding (rounded down) before the first; otherwise only
/// places where the whole kernel lies in the image count. Filters and input channels are divided
/// into groups; those of the k-th group see the channels of the k-th.
struct ConvolutionWeights {
  Array kernel;                          // (spatial sizes ..., channels / groups, filters)
  std::vector<std::size_t> input_shape;  // 1 to 3 spatial sizes, and the channels last or first
  std::vector<std::size_t> strides;      // (spatial)
  bool same = false;                     // padding
  std::size_t groups = 1;
  bool channels_last = true;  // of the input and the output: (..., channels) or (channels, ...)
  bool operator==(const ConvolutionWeights&) const = default;
};

/// What is wrong with a convolution, paths relative to it; empty: it can be made.
std::vector<Problem> check(const ConvolutionWeights& c);

/// Shape of what a convolution without mistakes makes, channels where the input has them.
std::vector<std::size_t> output_shape(const ConvolutionWeights& c);

/// Number of elements of a shape.
std::size_t elements_of(const std::vector<std::size_t>& shape);

/// How many pairs of elements a convolution without mistakes connects, known before it is made.
double pairs_of(const ConvolutionWeights& c);

/// A convolution without mistakes as a matrix, by columns (flattened inputs, row-major).
CoordinateWeights as_coordinates(const ConvolutionWeights& c);

/// By ascending columns, rows ascending within a column; entries of one place added up in the
/// order given.
CoordinateWeights by_columns(CoordinateWeights w);

/// What is wrong with weights for a matrix of this shape, paths relative; empty: nothing.
std::vector<Problem> check(const CoordinateWeights& w, std::size_t rows, std::size_t columns);

/// The same weights as a full matrix (rows, columns).
Array as_matrix(const CoordinateWeights& w, std::size_t rows, std::size_t columns);

}  // namespace rheo
