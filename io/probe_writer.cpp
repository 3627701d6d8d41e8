#include "io/probe_writer.h"

#include "io/csv_writer.h"
#include "io/npy_writer.h"

namespace rheo {

std::string format_name(ResultFormat format) {
  return format == ResultFormat::csv ? "csv" : "npy";
}

std::vector<std::string> column_names(ResultFormat format, const ProbeFile& probe) {
  if (probe.kind == RowKind::spikes) {
    std::vector<std::string> names = {format == ResultFormat::csv ? "time_s" : "step", "neuron"};
    if (probe.counts) names.emplace_back("count");
    return names;
  }
  std::vector<std::string> names = {"time_s"};
  for (std::uint32_t e : probe.elements)
    names.push_back(std::to_string(e));
  return names;
}

std::unique_ptr<ProbeWriter> make_probe_writer(ResultFormat format, int directory,
                                               const std::string& path, const ProbeFile& probe) {
  if (format == ResultFormat::csv) return std::make_unique<CsvWriter>(directory, path, probe);
  return std::make_unique<NpyWriter>(directory, path, probe);
}

}  // namespace rheo
