#include "apps/inspect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "apps/inspection.h"
#include "apps/table.h"
#include "engine/error.h"

namespace rheo {
namespace {

std::string text_of(const Extent& extent) {
  return extent.count == 0 ? "-" : extent_text(extent.low, extent.high);
}

std::string cell(const std::optional<double>& value) {
  return value ? short_number(*value) : "-";
}

/// "..." under a table that was cut short.
std::string more_text(std::size_t hidden) {
  if (hidden == 0) return "";
  return fmt::format("  ... {} more (--neurons shows all, --csv FILE writes them)\n",
                     grouped(static_cast<long long>(hidden)));
}

std::string physical_table(const PopulationPlan& population, std::size_t rows) {
  Table table({"neuron", "V_th mV", "tau_m ms", "tau_ref ms", "rheobase pA", "Hz at 1.5 rheobase",
               "ceiling Hz"});
  const auto scaled = [](std::optional<double> value, double unit) {
    return cell(value ? std::optional<double>(*value * unit) : std::nullopt);
  };
  for (std::size_t i = 0; i < rows; ++i) {
    const PhysicalInspection n = inspect_physical(population, i);
    table.add({std::to_string(i), scaled(n.V_th, 1e3), scaled(n.tau_m, 1e3), scaled(n.tau_ref, 1e3),
               scaled(n.rheobase, 1e12), cell(n.rate), cell(n.rate_ceiling)});
  }
  std::string text = table.text();
  const std::string caveat = population.model->rate_caveat();
  if (!caveat.empty()) text += "  rates: " + caveat + "\n";
  return text + more_text(population.neurons - rows);
}

// Shortest form that reads back as the same number.
std::string exact(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value + 0.0) : "";
}

/// A text file whose failures are OutputErrors.
class CsvFile {
 public:
  explicit CsvFile(const std::filesystem::path& path) : path_(path), stream_(path) { check(); }
  void write(const std::string& text) {
    stream_ << text;
    check();
  }
  void close() {
    stream_.close();
    check();
  }

 private:
  void check() const {
    if (stream_) return;
    throw OutputError(
        fmt::format("{}: cannot be written: {}; name a file in a directory that "
                    "exists, may be written to and has space",
                    path_.string(), std::strerror(errno)));
  }

  std::filesystem::path path_;
  std::ofstream stream_;
};

}  // namespace

std::string inspection_summary(const Network& network) {
  if (network.populations.empty()) return "";
  const auto dimensionless = [](const PopulationPlan& population) {
    return !is_physical(population);
  };
  if (std::none_of(network.populations.begin(), network.populations.end(), dimensionless))
    return "";
  Table table({"population", "model", "neurons", "threshold J", "x-intercept", "Hz at x = 1",
               "never", "part", "always"});
  for (const PopulationPlan& population : network.populations) {
    if (is_physical(population)) continue;  // all is in its own table
    const PopulationInspection p = inspect_population(population);
    table.add({p.name, p.model, grouped(static_cast<long long>(p.neurons)), text_of(p.threshold),
               text_of(p.x_intercept), text_of(p.rate_at_1),
               grouped(static_cast<long long>(p.never)), grouped(static_cast<long long>(p.part)),
               grouped(static_cast<long long>(p.always))});
  }
  return table.text();
}

std::string neuron_table(const PopulationPlan& population, std::size_t rows) {
  const std::size_t shown = std::min(rows, population.neurons);
  if (is_physical(population)) return physical_table(population, shown);
  Table table({"neuron", "J_th", "tau_rc ms", "tau_ref ms", "gain", "bias", "x-intercept",
               "rheobase", "Hz at x = 1", "ceiling Hz", "fires"});
  const auto milli = [](std::optional<double> seconds) {
    return cell(seconds ? std::optional<double>(*seconds * 1e3) : std::nullopt);
  };
  for (std::size_t i = 0; i < shown; ++i) {
    const NeuronInspection n = inspect_neuron(population, i);
    table.add({std::to_string(i), cell(n.J_th), milli(n.tau_rc), milli(n.tau_ref), cell(n.gain),
               cell(n.bias), cell(n.x_intercept), cell(n.rheobase), cell(n.rate_at_1),
               cell(n.rate_ceiling), std::string(class_name(n.firing))});
  }
  return table.text() + more_text(population.neurons - shown);
}

void write_neurons_csv(const std::filesystem::path& path, const Network& network) {
  CsvFile file(path);
  file.write(
      "population,neuron,J_th,tau_rc_s,tau_ref_s,gain,bias,x_intercept,rheobase,rate_at_1_hz,"
      "rate_ceiling_hz,class\n");
  for (const PopulationPlan& population : network.populations) {
    for (std::size_t i = 0; i < population.neurons; ++i) {
      const NeuronInspection n = inspect_neuron(population, i);
      file.write(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", population.name, i,
                             exact(n.J_th), exact(n.tau_rc), exact(n.tau_ref), exact(n.gain),
                             exact(n.bias), exact(n.x_intercept), exact(n.rheobase),
                             exact(n.rate_at_1), exact(n.rate_ceiling), class_name(n.firing)));
    }
  }
  file.close();
}

void write_curves_csv(const std::filesystem::path& path, const Network& network) {
  CsvFile file(path);
  file.write("population,neuron,x,rate_hz\n");
  const std::vector<double> points = curve_points();
  for (const PopulationPlan& population : network.populations) {
    for (std::size_t i = 0; i < population.neurons; ++i) {
      std::string lines;
      for (double x : points) {
        lines += fmt::format("{},{},{},{}\n", population.name, i, x, rate_at(population, i, x));
      }
      file.write(lines);
    }
  }
  file.close();
}

std::string verification_text(const Verification& v) {
  std::string text =
      fmt::format("{}: {} {} stepped\n", v.population, grouped(static_cast<long long>(v.neurons)),
                  v.neurons == 1 ? "neuron" : "neurons");
  if (!v.caveat.empty()) return fmt::format("{}: not compared: {}\n", v.population, v.caveat);
  if (v.intercepts > 0) {
    const Disagreement& d = v.intercept;
    text += fmt::format(
        "  x-intercept  largest deviation {:.2g} (allowed {:.2g}): neuron {}, formula {:.6g}, "
        "measured {:.6g}\n",
        d.deviation, d.allowed, d.neuron, d.formula + 0.0, d.measured + 0.0);
  } else {
    text += "  x-intercept  none: every gain is 0, or the rate is nowhere 0\n";
  }
  const Disagreement& d = v.rate;
  text += fmt::format(
      "  curve        largest deviation {:.2g} Hz (allowed {:.2g} Hz, {} points of {}): neuron {}, "
      "x = {:.3g}, formula {:.6g} Hz, measured {:.6g} Hz\n",
      d.deviation, d.allowed, v.points, seconds_text(v.window), d.neuron, d.x + 0.0, d.formula,
      d.measured);
  text += v.agrees ? "  engine and formulas agree\n" : "  ENGINE AND FORMULAS DISAGREE\n";
  return text;
}

}  // namespace rheo
