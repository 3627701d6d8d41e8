#include "nef/samplers.h"

#include "nef/sphere.h"

namespace rheo {

namespace {

Declaration sampler_declaration(const char* name, const char* summary) {
  Declaration d;
  d.kind = ModelKind::sampler;
  d.name = name;
  d.summary = summary;
  return d;
}

Region region_of(const SampleRequest& request) {
  return request.surface ? Region::sphere : Region::ball;
}

}  // namespace

Declaration scattered_declaration() {
  return sampler_declaration("scattered",
                             "Points spread evenly over the unit sphere or the unit ball.");
}

Declaration uniform_declaration() {
  return sampler_declaration("uniform",
                             "Random points, uniform on the unit sphere or in the unit ball.");
}

std::vector<double> sample_scattered(const SampleRequest& request) {
  return scattered_points(request.points, request.dimensions, region_of(request), request.key);
}

std::vector<double> sample_uniform(const SampleRequest& request) {
  return uniform_points(request.points, request.dimensions, region_of(request), request.key);
}

}  // namespace rheo
