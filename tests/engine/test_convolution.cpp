// Convolutions as matrices, against plain loops over a padded image.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/sparse_weights.h"
#include "tests/property/dice.h"

namespace rheo {
namespace {

using Sizes = std::vector<std::size_t>;

/// A volume with channels: sizes (depth, height, width), as row-major arrays in either order.
struct Volume {
  std::size_t size[3];
  std::size_t channels;
  bool last;
  std::vector<double> data;

  double& at(std::size_t z, std::size_t y, std::size_t x, std::size_t c) {
    if (last) return data[((z * size[1] + y) * size[2] + x) * channels + c];
    return data[((c * size[0] + z) * size[1] + y) * size[2] + x];
  }
};

Volume volume(const Sizes& spatial, std::size_t channels, bool last) {
  Volume v{{1, 1, 1}, channels, last, {}};
  std::copy(spatial.begin(), spatial.end(), v.size + 3 - spatial.size());
  v.data.assign(v.size[0] * v.size[1] * v.size[2] * channels, 0.0);
  return v;
}

Sizes spatial_of(const ConvolutionWeights& c, const Sizes& shape) {
  return c.channels_last ? Sizes(shape.begin(), shape.end() - 1)
                         : Sizes(shape.begin() + 1, shape.end());
}

/// Copies the image into zeros: for `same`, as many in all as the last window sticks out, one more
/// behind than before where their number is odd.
Volume padded(const ConvolutionWeights& c, Volume in, const Sizes& kernel, const Sizes& stride) {
  Sizes size(in.size, in.size + 3);
  std::size_t before[3] = {0, 0, 0};
  for (std::size_t d = 0; d < 3 && c.same; ++d) {
    std::size_t end = 0;  // of the last window; windows start while the image lasts
    for (std::size_t start = 0; start < in.size[d]; start += stride[d])
      end = start + kernel[d];
    if (end <= in.size[d]) continue;
    before[d] = (end - in.size[d]) / 2;
    size[d] = end;
  }
  Volume out = volume(size, in.channels, in.last);
  for (std::size_t z = 0; z < in.size[0]; ++z) {
    for (std::size_t y = 0; y < in.size[1]; ++y) {
      for (std::size_t x = 0; x < in.size[2]; ++x) {
        for (std::size_t k = 0; k < in.channels; ++k)
          out.at(z + before[0], y + before[1], x + before[2], k) = in.at(z, y, x, k);
      }
    }
  }
  return out;
}

/// One window of one filter.
double window(const ConvolutionWeights& c, Volume& in, const Sizes& kernel, const Sizes& from,
              std::size_t filter) {
  const std::size_t filters = c.kernel.shape.back();
  const std::size_t in_group = in.channels / c.groups;
  const std::size_t group = filter / (filters / c.groups);
  double sum = 0;
  for (std::size_t z = 0; z < kernel[0]; ++z) {
    for (std::size_t y = 0; y < kernel[1]; ++y) {
      for (std::size_t x = 0; x < kernel[2]; ++x) {
        for (std::size_t k = 0; k < in_group; ++k) {
          const std::size_t at = (z * kernel[1] + y) * kernel[2] + x;
          sum += c.kernel.data[(at * in_group + k) * filters + filter] *
                 in.at(from[0] + z, from[1] + y, from[2] + x, group * in_group + k);
        }
      }
    }
  }
  return sum;
}

std::vector<double> direct(const ConvolutionWeights& c, const std::vector<double>& input) {
  const Sizes spatial = spatial_of(c, c.input_shape);
  const std::size_t n = spatial.size();
  Sizes kernel(3, 1);
  Sizes stride(3, 1);
  std::copy(c.kernel.shape.begin(), c.kernel.shape.end() - 2, kernel.end() - static_cast<int>(n));
  std::copy(c.strides.begin(), c.strides.end(), stride.end() - static_cast<int>(n));
  const std::size_t channels = c.channels_last ? c.input_shape.back() : c.input_shape.front();
  Volume in = volume(spatial, channels, c.channels_last);
  in.data = input;
  in = padded(c, in, kernel, stride);
  Sizes windows;
  for (std::size_t d = 0; d < 3; ++d)
    windows.push_back((in.size[d] - kernel[d]) / stride[d] + 1);
  Volume out = volume(windows, c.kernel.shape.back(), c.channels_last);
  for (std::size_t z = 0; z < windows[0]; ++z) {
    for (std::size_t y = 0; y < windows[1]; ++y) {
      for (std::size_t x = 0; x < windows[2]; ++x) {
        for (std::size_t f = 0; f < out.channels; ++f) {
          const Sizes from = {z * stride[0], y * stride[1], x * stride[2]};
          out.at(z, y, x, f) = window(c, in, kernel, from, f);
        }
      }
    }
  }
  return out.data;
}

ConvolutionWeights random_convolution(Dice& dice) {
  ConvolutionWeights c;
  const std::size_t n = 1 + dice.below(3);
  c.same = dice.chance(0.5);
  c.channels_last = dice.chance(0.5);
  c.groups = 1 + dice.below(3);
  Sizes spatial;
  Sizes kernel;
  for (std::size_t d = 0; d < n; ++d) {
    kernel.push_back(1 + dice.below(4));
    spatial.push_back((c.same ? 1 : kernel.back()) + dice.below(n == 3 ? 4 : 8));
    c.strides.push_back(1 + dice.below(4));
  }
  const std::size_t in_group = 1 + dice.below(3);
  kernel.push_back(in_group);
  kernel.push_back(c.groups * (1 + dice.below(3)));
  c.input_shape = spatial;
  c.input_shape.insert(c.channels_last ? c.input_shape.end() : c.input_shape.begin(),
                       in_group * c.groups);
  c.kernel.shape = kernel;
  for (std::size_t k = 0; k < elements_of(kernel); ++k)
    c.kernel.data.push_back(dice.between(-1, 1));
  return c;
}

ConvolutionWeights convolution(Sizes input, Sizes kernel, Sizes strides, bool same) {
  ConvolutionWeights c;
  c.kernel.shape = std::move(kernel);
  for (std::size_t k = 0; k < elements_of(c.kernel.shape); ++k)
    c.kernel.data.push_back(static_cast<double>(k + 1));
  c.input_shape = std::move(input);
  c.strides = std::move(strides);
  c.same = same;
  return c;
}

}  // namespace

TEST_CASE("a convolution is what plain loops over a padded image give") {
  Dice dice(5);
  for (int k = 0; k < 600; ++k) {
    CAPTURE(k);
    const ConvolutionWeights c = random_convolution(dice);
    REQUIRE(check(c).empty());
    std::vector<double> input;
    for (std::size_t i = 0; i < elements_of(c.input_shape); ++i)
      input.push_back(dice.between(-1, 1));
    const std::vector<double> expected = direct(c, input);
    const CoordinateWeights w = as_coordinates(c);
    CHECK(static_cast<double>(w.values.size()) == pairs_of(c));
    REQUIRE(elements_of(output_shape(c)) == expected.size());
    CHECK(check(w, expected.size(), input.size()).empty());
    CHECK(by_columns(w) == w);  // in order, and no pair twice
    std::vector<double> out(expected.size(), 0.0);
    for (std::size_t i = 0; i < w.values.size(); ++i)
      out[w.rows[i]] += w.values[i] * input[w.columns[i]];
    for (std::size_t i = 0; i < out.size(); ++i)
      REQUIRE(out[i] == doctest::Approx(expected[i]).epsilon(1e-12).scale(1));
  }
}

TEST_CASE("shapes and padding are those of TensorFlow") {
  CHECK(output_shape(convolution({28, 28, 1}, {3, 3, 1, 8}, {1, 1}, false)) == Sizes{26, 26, 8});
  CHECK(output_shape(convolution({28, 28, 1}, {3, 3, 1, 8}, {2, 2}, true)) == Sizes{14, 14, 8});
  CHECK(output_shape(convolution({5, 2}, {2, 2, 3}, {3}, true)) == Sizes{2, 3});
  ConvolutionWeights first = convolution({3, 32, 30}, {5, 5, 3, 4}, {2, 3}, false);
  first.channels_last = false;
  CHECK(output_shape(first) == Sizes{4, 14, 9});
  // An even kernel: the one zero stands behind. Kernel 1, 2 over four elements.
  const ConvolutionWeights even = convolution({4, 1}, {2, 1, 1}, {1}, true);
  CHECK(as_matrix(as_coordinates(even), 4, 4).data ==
        std::vector<double>{1, 2, 0, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0, 0, 0, 1});
  // Kernel 1, 2, 3 with stride 2: windows start at 0 and 2, the zero stands behind.
  const ConvolutionWeights odd = convolution({4, 1}, {3, 1, 1}, {2}, true);
  CHECK(as_matrix(as_coordinates(odd), 2, 4).data == std::vector<double>{1, 2, 3, 0, 0, 0, 1, 2});
}

TEST_CASE("what is no convolution is refused") {
  const auto path = [](const ConvolutionWeights& c) {
    const std::vector<Problem> problems = check(c);
    return problems.empty() ? std::string("none") : problems.front().path;
  };
  const ConvolutionWeights good = convolution({6, 6, 2}, {3, 3, 2, 4}, {1, 1}, false);
  CHECK(path(good) == "none");
  ConvolutionWeights c = good;
  c.input_shape = {36};
  CHECK(path(c) == "input_shape");
  c.input_shape = {6, 0, 2};
  CHECK(path(c) == "input_shape");
  c.input_shape = {100000, 100000, 2};
  CHECK(path(c) == "input_shape");
  c.input_shape = {2, 6, 6};  // channels first
  CHECK(path(c) == "kernel");
  c = good;
  c.strides = {1};
  CHECK(path(c) == "strides");
  c.strides = {1, 0};
  CHECK(path(c) == "strides");
  c = good;
  c.groups = 3;
  CHECK(path(c) == "groups");
  c.groups = 2;  // the kernel sees both channels
  CHECK(path(c) == "kernel");
  c = good;
  c.input_shape = {2, 6, 2};
  CHECK(path(c) == "kernel");
  c.same = true;
  CHECK(path(c) == "none");
  c.kernel.data[5] = std::numeric_limits<double>::quiet_NaN();
  CHECK(path(c) == "kernel");
}

TEST_CASE("entries in any order become columns, those of one place added up") {
  const CoordinateWeights w = by_columns({{1, 0, 1, 1}, {2, 0, 0, 2}, {3, 4, 5, 6}});
  CHECK(w == CoordinateWeights{{0, 1, 1}, {0, 0, 2}, {4, 5, 9}});
  CHECK(as_matrix(w, 2, 3).data == std::vector<double>{4, 0, 0, 5, 0, 9});
  CHECK(check(w, 2, 3).empty());
  CHECK(check(w, 1, 3).front().path == "rows");
  CHECK(check(w, 2, 2).front().path == "columns");
  CHECK(check({{0}, {0, 1}, {1}}, 2, 2).front().path.empty());
}

}  // namespace rheo
