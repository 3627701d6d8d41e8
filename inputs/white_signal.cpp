#include "inputs/white_signal.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>
#include <vector>

#include "engine/text.h"
#include "inputs/fourier.h"
#include "inputs/random_input.h"

namespace rheo {
namespace {

constexpr double kMostSamples = 268435456;  // 2 GiB

class WhiteSignal : public InputFunction {
 public:
  WhiteSignal(std::vector<double> samples, std::size_t size)
      : samples_(std::move(samples)), size_(size) {}
  std::size_t size() const noexcept override { return size_; }
  void evaluate(std::int64_t step, double, double*, double* out) const override {
    const std::size_t n = samples_.size() / size_;
    const std::size_t k = static_cast<std::size_t>(step) % n;
    for (std::size_t i = 0; i < size_; ++i)
      out[i] = samples_[i * n + k];
  }

 private:
  std::vector<double> samples_;  // (size, n)
  std::size_t size_;
};

/// The 2 n samples of one element. `audible`: coefficients at or below `high`.
std::vector<double> signal(const DrawKey& key, std::size_t element, std::size_t n,
                           std::size_t audible, double rms) {
  Distribution normal;
  normal.kind = Distribution::Kind::normal;
  normal.a = 0;
  normal.b = rms * std::sqrt(0.5);
  const double power = static_cast<double>(audible) / static_cast<double>(n);  // of that of all
  const double scale = 1 / std::sqrt(2 * static_cast<double>(n) * power);
  std::vector<std::complex<double>> X(2 * n, 0.0);
  for (std::size_t j = 1; j <= audible; ++j) {
    const std::uint64_t place = (static_cast<std::uint64_t>(element) << 32) | (2 * j);
    const double real = scale * draw(normal, key, place);
    const double imaginary = scale * draw(normal, key, place + 1);
    X[j] = {real, j == n ? 0.0 : imaginary};
    X[2 * n - j] = std::conj(X[j]);
  }
  const auto x = inverse_fourier(X);
  std::vector<double> out(x.size());
  for (std::size_t k = 0; k < x.size(); ++k)
    out[k] = x[k].real();
  return out;
}

ParameterDeclaration parameter(const char* name, Dimension dimension, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.dimension = dimension;
  p.range = Range::positive();
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration white_signal_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "white_signal";
  d.summary = "A random signal of limited bandwidth, repeated after a period.";
  d.equations = {"x(t) = sum over f = 1 / period, 2 / period, ... <= high of",
                 "       a_f cos(2 pi f t) + b_f sin(2 pi f t),    a_f, b_f normal",
                 "root of the mean square over a long period: rms"};
  d.parameters.push_back(parameter("period", Dimension::time, "Time after which it repeats."));
  d.parameters.push_back(parameter("high", Dimension::frequency, "The highest frequency in it."));
  ParameterDeclaration rms = parameter("rms", Dimension::none, "Root of the mean square.");
  rms.fallback = 0.5;
  d.parameters.push_back(rms);
  add_random_parameters(d);
  return d;
}

std::shared_ptr<const InputFunction> make_white_signal(const ModelSpec& spec,
                                                       const InputContext& context) {
  const double high = spec.number("high");
  const double nyquist = 0.5 / context.dt;
  if (high > nyquist * (1 + 1e-9)) {
    throw wrong_input(spec, "high", "is " + number_text(high) + " Hz",
                      "at most half the rate of steps, " + number_text(nyquist) + " Hz",
                      "lower high, or shorten dt");
  }
  const std::size_t size = elements_of(spec, context);
  // A period that is a multiple of 2 dt up to rounding is not made longer by a step.
  const double halves = std::ceil(spec.number("period") / context.dt / 2 - 1e-9);
  if (2 * halves * static_cast<double>(size) > kMostSamples) {
    throw wrong_input(
        spec, "period", "takes " + number_text(2 * halves * static_cast<double>(size)) + " samples",
        "at most " + number_text(kMostSamples) + " over all elements", "use a shorter period");
  }
  const auto n = static_cast<std::size_t>(std::max(halves, 1.0));
  const double bins = std::floor(high * 2 * static_cast<double>(n) * context.dt + 1e-9);
  if (bins < 1) {
    throw wrong_input(spec, "high", "is " + number_text(high) + " Hz, below one cycle a period",
                      "high >= 1 / period, so that there is a frequency to choose",
                      "raise high, or lengthen period");
  }
  const std::size_t audible = std::min(n, static_cast<std::size_t>(bins));
  const DrawKey key = draw_key_of(spec, context);
  std::vector<double> samples;
  samples.reserve(2 * n * size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::vector<double> one = signal(key, i, n, audible, spec.number("rms"));
    samples.insert(samples.end(), one.begin(), one.end());
  }
  return std::make_shared<WhiteSignal>(std::move(samples), size);
}

}  // namespace rheo
