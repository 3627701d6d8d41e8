#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/sparse_weights.h"

namespace rheo {
namespace {

constexpr std::size_t kMostDimensions = 3;
constexpr double kMostElements = 4294967295.0;

std::size_t n_spatial(const ConvolutionWeights& c) {
  return c.input_shape.size() - 1;
}

std::size_t channels(const ConvolutionWeights& c) {
  return c.channels_last ? c.input_shape.back() : c.input_shape.front();
}

std::size_t filters(const ConvolutionWeights& c) {
  return c.kernel.shape.back();
}

/// One spatial dimension.
struct Axis {
  std::size_t in = 1;
  std::size_t kernel = 1;
  std::size_t stride = 1;
  std::size_t out = 1;
  std::size_t before = 0;  // zeros before the first input
};

/// An output that an input reaches, and through which place of the kernel.
struct Link {
  std::size_t out = 0;
  std::size_t kernel = 0;
};

/// Those of a dimension number `d`, of a spatial dimension that is there.
Axis axis_of(const ConvolutionWeights& c, std::size_t d) {
  Axis a;
  a.in = c.input_shape[d + (c.channels_last ? 0 : 1)];
  a.kernel = c.kernel.shape[d];
  a.stride = c.strides[d];
  if (c.same) {
    a.out = (a.in - 1) / a.stride + 1;
    const std::size_t spanned = (a.out - 1) * a.stride + a.kernel;
    a.before = spanned > a.in ? (spanned - a.in) / 2 : 0;
  } else {
    a.out = (a.in - a.kernel) / a.stride + 1;
  }
  return a;
}

/// All three dimensions; those that are not there have one place and stand first.
std::array<Axis, kMostDimensions> axes_of(const ConvolutionWeights& c) {
  std::array<Axis, kMostDimensions> axes;
  const std::size_t n = n_spatial(c);
  for (std::size_t d = 0; d < n; ++d)
    axes[kMostDimensions - n + d] = axis_of(c, d);
  return axes;
}

/// The outputs of each input (in), ascending.
std::vector<std::vector<Link>> links_of(const Axis& a) {
  std::vector<std::vector<Link>> links(a.in);
  for (std::size_t out = 0; out < a.out; ++out) {
    for (std::size_t k = 0; k < a.kernel; ++k) {
      const std::size_t at = out * a.stride + k;  // counted from the first zero before the input
      if (at >= a.before && at - a.before < a.in) links[at - a.before].push_back({out, k});
    }
  }
  return links;
}

/// How many there are, without making them.
double n_links(const Axis& a) {
  double n = 0;
  for (std::size_t k = 0; k < a.kernel; ++k) {
    // out stride + k - before within 0 ... in - 1
    const std::size_t first = k >= a.before ? 0 : (a.before - k - 1) / a.stride + 1;
    if (a.in + a.before <= k) continue;
    const std::size_t end = std::min(a.out, (a.in + a.before - k - 1) / a.stride + 1);
    if (end > first) n += static_cast<double>(end - first);
  }
  return n;
}

/// A place of the image flattened, and one of the kernel.
struct Place {
  std::size_t out = 0;
  std::size_t kernel = 0;
};

/// Where the input at this place goes, outputs ascending.
std::vector<Place> places(const std::array<Axis, kMostDimensions>& axes, const std::vector<Link>& z,
                          const std::vector<Link>& y, const std::vector<Link>& x) {
  std::vector<Place> all;
  for (const Link& a : z) {
    for (const Link& b : y) {
      for (const Link& c : x) {
        all.push_back({(a.out * axes[1].out + b.out) * axes[2].out + c.out,
                       (a.kernel * axes[1].kernel + b.kernel) * axes[2].kernel + c.kernel});
      }
    }
  }
  return all;
}

/// Writes the columns of a convolution, one after another.
class Columns {
 public:
  explicit Columns(const ConvolutionWeights& c)
      : c_(c), axes_(axes_of(c)), channels_(channels(c)), filters_(filters(c)) {
    for (std::size_t d = 0; d < kMostDimensions; ++d) {
      links_[d] = links_of(axes_[d]);
      places_out_ *= axes_[d].out;
    }
    const auto n = static_cast<std::size_t>(pairs_of(c));
    out_.rows.reserve(n);
    out_.columns.reserve(n);
    out_.values.reserve(n);
  }

  CoordinateWeights run() {
    if (c_.channels_last) {
      each_place([this](const std::vector<Place>& to) {
        for (std::size_t channel = 0; channel < channels_; ++channel)
          column(to, channel);
      });
    } else {
      for (std::size_t channel = 0; channel < channels_; ++channel)
        each_place([this, channel](const std::vector<Place>& to) { column(to, channel); });
    }
    return std::move(out_);
  }

 private:
  template <class Visit>
  void each_place(const Visit& visit) const {
    for (const auto& z : links_[0]) {
      for (const auto& y : links_[1]) {
        for (const auto& x : links_[2])
          visit(places(axes_, z, y, x));
      }
    }
  }

  // Rows ascend: by place and filter, or by filter and place.
  void column(const std::vector<Place>& to, std::size_t channel) {
    const std::size_t in_group = channels_ / c_.groups;
    const std::size_t width = filters_ / c_.groups;
    const std::size_t first = channel / in_group * width;
    const std::size_t n_outer = c_.channels_last ? to.size() : width;
    const std::size_t n_inner = c_.channels_last ? width : to.size();
    for (std::size_t outer = 0; outer < n_outer; ++outer) {
      for (std::size_t inner = 0; inner < n_inner; ++inner) {
        const Place& p = to[c_.channels_last ? outer : inner];
        const std::size_t filter = first + (c_.channels_last ? inner : outer);
        const std::size_t row =
            c_.channels_last ? p.out * filters_ + filter : filter * places_out_ + p.out;
        const std::size_t at = (p.kernel * in_group + channel % in_group) * filters_ + filter;
        out_.rows.push_back(static_cast<std::uint32_t>(row));
        out_.columns.push_back(column_);
        out_.values.push_back(c_.kernel.data[at]);
      }
    }
    ++column_;
  }

  const ConvolutionWeights& c_;
  std::array<Axis, kMostDimensions> axes_;
  std::array<std::vector<std::vector<Link>>, kMostDimensions> links_;
  std::size_t channels_;
  std::size_t filters_;
  std::size_t places_out_ = 1;
  std::uint32_t column_ = 0;
  CoordinateWeights out_;
};

double product(const std::vector<std::size_t>& shape) {
  double n = 1;
  for (const std::size_t s : shape)
    n *= static_cast<double>(s);
  return n;
}

bool any_zero(const std::vector<std::size_t>& sizes) {
  return std::find(sizes.begin(), sizes.end(), 0U) != sizes.end();
}

std::vector<Problem> check_shapes(const ConvolutionWeights& c) {
  const std::string text = shape_text(c.input_shape);
  if (c.input_shape.size() < 2 || c.input_shape.size() > kMostDimensions + 1) {
    return {{"input_shape", "is " + text, "1 to 3 spatial sizes and the number of channels",
             "write for example input_shape: [28, 28, 1]", ""}};
  }
  if (any_zero(c.input_shape) || product(c.input_shape) > kMostElements) {
    return {
        {"input_shape", "is " + text, "sizes are positive, 4294967295 elements at most", "", ""}};
  }
  if (c.kernel.shape.size() != c.input_shape.size() + 1 || any_zero(c.kernel.shape)) {
    const char* const wanted[] = {"(width, channels / groups, filters)",
                                  "(height, width, channels / groups, filters)",
                                  "(depth, height, width, channels / groups, filters)"};
    return {{"kernel", "has the shape " + shape_text(c.kernel.shape) + " for an input of " + text,
             std::string("the shape must be ") + wanted[n_spatial(c) - 1], "", ""}};
  }
  if (c.strides.size() != n_spatial(c) || any_zero(c.strides)) {
    return {{"strides", "are " + shape_text(c.strides) + " for an input of " + text,
             "one positive stride for each spatial size", "", ""}};
  }
  return {};
}

std::vector<Problem> check_groups(const ConvolutionWeights& c) {
  const std::size_t n = channels(c);
  const std::string order = c.channels_last ? "last" : "first";
  if (c.groups == 0 || n % c.groups != 0 || filters(c) % c.groups != 0) {
    return {{"groups",
             "are " + std::to_string(c.groups) + " of " + std::to_string(n) + " channels and " +
                 std::to_string(filters(c)) + " filters",
             "both must be divided without rest", "", ""}};
  }
  const std::size_t seen = c.kernel.shape[n_spatial(c)];
  const std::size_t other = c.channels_last ? c.input_shape.front() : c.input_shape.back();
  if (seen != n / c.groups) {
    return {{"kernel",
             "sees " + std::to_string(seen) + " channels, an input of " +
                 shape_text(c.input_shape) + " with channels " + order + " has " +
                 std::to_string(n) + " in groups of " + std::to_string(n / c.groups),
             "the last but one size of the kernel is channels / groups",
             seen * c.groups == other
                 ? "channels: " + std::string(c.channels_last ? "first?" : "last?")
                 : "",
             ""}};
  }
  for (std::size_t d = 0; d < n_spatial(c) && !c.same; ++d) {
    const std::size_t in = c.input_shape[d + (c.channels_last ? 0 : 1)];
    if (c.kernel.shape[d] <= in) continue;
    return {{"kernel",
             "is " + std::to_string(c.kernel.shape[d]) + " wide where the input is " +
                 std::to_string(in),
             "without padding the kernel lies in the input", "padding: same", ""}};
  }
  return {};
}

}  // namespace

std::size_t elements_of(const std::vector<std::size_t>& shape) {
  return static_cast<std::size_t>(product(shape));
}

std::vector<Problem> check(const ConvolutionWeights& c) {
  std::vector<Problem> problems = check_shapes(c);
  if (problems.empty()) problems = check_groups(c);
  if (!problems.empty()) return problems;
  if (product(output_shape(c)) > kMostElements) {
    problems.push_back({"", "makes " + shape_text(output_shape(c)) + " elements",
                        "4294967295 elements at most", "", ""});
  }
  const auto bad = std::find_if(c.kernel.data.begin(), c.kernel.data.end(),
                                [](double w) { return !std::isfinite(w); });
  if (bad != c.kernel.data.end()) {
    problems.push_back({"kernel",
                        "holds a value that is not a finite number, at position " +
                            std::to_string(bad - c.kernel.data.begin()) + " in row-major order",
                        "", "correct it", ""});
  }
  return problems;
}

std::vector<std::size_t> output_shape(const ConvolutionWeights& c) {
  std::vector<std::size_t> shape;
  for (std::size_t d = 0; d < n_spatial(c); ++d)
    shape.push_back(axis_of(c, d).out);
  shape.insert(c.channels_last ? shape.end() : shape.begin(), filters(c));
  return shape;
}

double pairs_of(const ConvolutionWeights& c) {
  const std::size_t seen_by = filters(c) / c.groups;  // a channel, at each place
  double n = static_cast<double>(channels(c)) * static_cast<double>(seen_by);
  for (const Axis& a : axes_of(c))
    n *= n_links(a);
  return n;
}

CoordinateWeights as_coordinates(const ConvolutionWeights& c) {
  return Columns(c).run();
}

}  // namespace rheo
