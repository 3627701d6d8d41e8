// Many rates at once: what decoders are solved from.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "neurons/lif.h"
#include "neurons/lif_rate.h"
#include "neurons/rectified_linear.h"
#include "neurons/spiking_rectified_linear.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

/// Currents on both sides of J_th, close to it and far; more than a block.
std::vector<double> currents(double J_th) {
  std::vector<double> J = {J_th, std::nextafter(J_th, 2 * J_th), 0, -3, 1e9};
  for (int k = 0; k < 1500; ++k)
    J.push_back(J_th * (0.005 * k - 2));
  return J;
}

}  // namespace

TEST_CASE("rates() is rate() at every current, to 4 ulp") {
  for (const auto& model :
       {make_lif({"lif", {{"within_step", std::string("exact")}}}), make_lif_rate({"lif_rate", {}}),
        make_rectified_linear({"rectified_linear", {}}),
        make_spiking_rectified_linear({"spiking_rectified_linear", {}})}) {
    CAPTURE(model->declaration().name);
    ParameterSet p = default_parameters(model->declaration(), 2);
    if (p.has("J_th")) p.set("J_th", {1.0, 0.3});
    if (p.has("tau_ref")) p.set("tau_ref", {0.002, 0.0});
    for (std::size_t i : {0U, 1U}) {
      const std::vector<double> J = currents(i == 0 ? 1.0 : 0.3);
      std::vector<double> out(J.size(), -1.0);
      model->rates(p, i, J.data(), J.size(), out.data());
      for (std::size_t k = 0; k < J.size(); ++k) {
        CAPTURE(J[k]);
        const double expected = model->rate(p, i, J[k]);
        REQUIRE(std::fabs(out[k] - expected) <= 4 * 0x1p-52 * expected);
      }
    }
  }
}
