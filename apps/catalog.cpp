#include "apps/catalog.h"

#include "connections/all_to_all.h"
#include "connections/edges.h"
#include "connections/fixed_indegree.h"
#include "connections/fixed_outdegree.h"
#include "connections/fixed_total_number.h"
#include "connections/one_to_one.h"
#include "connections/pairwise_bernoulli.h"
#include "inputs/array.h"
#include "inputs/constant.h"
#include "inputs/csv.h"
#include "inputs/currents.h"
#include "inputs/expression.h"
#include "inputs/noise.h"
#include "inputs/piecewise.h"
#include "inputs/poisson.h"
#include "inputs/ramp.h"
#include "inputs/sine.h"
#include "inputs/white_signal.h"
#include "learning/bcm.h"
#include "learning/oja.h"
#include "learning/pes.h"
#include "learning/rls.h"
#include "learning/voja.h"
#include "nef/decoder_solvers.h"
#include "nef/samplers.h"
#include "neurons/adaptive_lif.h"
#include "neurons/adaptive_lif_rate.h"
#include "neurons/adex.h"
#include "neurons/direct.h"
#include "neurons/iaf_cond_exp.h"
#include "neurons/iaf_psc_alpha.h"
#include "neurons/iaf_psc_delta.h"
#include "neurons/iaf_psc_exp.h"
#include "neurons/izhikevich.h"
#include "neurons/izhikevich_psc.h"
#include "neurons/lif.h"
#include "neurons/lif_rate.h"
#include "neurons/poisson.h"
#include "neurons/poisson_spiking.h"
#include "neurons/rectified_linear.h"
#include "neurons/regular_spiking.h"
#include "neurons/sigmoid.h"
#include "neurons/spike_trains.h"
#include "neurons/spiking_rectified_linear.h"
#include "neurons/stochastic_spiking.h"
#include "neurons/tanh.h"
#include "probes/gaussian.h"
#include "probes/isi.h"
#include "probes/recorders.h"
#include "probes/window.h"
#include "synapses/alpha.h"
#include "synapses/linear_filter.h"
#include "synapses/lowpass.h"
#include "synapses/triangle.h"

namespace rheo {

namespace {

// One line each: what is listed here exists.
void add_neurons(Catalog& catalog) {
  catalog.neurons.add(lif_declaration(), make_lif);
  catalog.neurons.add(lif_rate_declaration(), make_lif_rate);
  catalog.neurons.add(rectified_linear_declaration(), make_rectified_linear);
  catalog.neurons.add(spiking_rectified_linear_declaration(), make_spiking_rectified_linear);
  catalog.neurons.add(adaptive_lif_declaration(), make_adaptive_lif);
  catalog.neurons.add(adaptive_lif_rate_declaration(), make_adaptive_lif_rate);
  catalog.neurons.add(izhikevich_declaration(), make_izhikevich);
  catalog.neurons.add(sigmoid_declaration(), make_sigmoid);
  catalog.neurons.add(tanh_declaration(), make_tanh);
  const BaseModels bases = base_models(catalog.neurons);  // the rate models above
  catalog.neurons.add(regular_spiking_declaration(bases), regular_spiking_maker(bases));
  catalog.neurons.add(stochastic_spiking_declaration(bases), stochastic_spiking_maker(bases));
  catalog.neurons.add(poisson_spiking_declaration(bases), poisson_spiking_maker(bases));
  catalog.neurons.add(direct_declaration(), make_direct);
  catalog.neurons.add(iaf_psc_delta_declaration(), make_iaf_psc_delta);
  catalog.neurons.add(iaf_psc_exp_declaration(), make_iaf_psc_exp);
  catalog.neurons.add(iaf_cond_exp_declaration(), make_iaf_cond_exp);
  catalog.neurons.add(iaf_psc_alpha_declaration(), make_iaf_psc_alpha);
  catalog.neurons.add(poisson_declaration(), make_poisson);
  catalog.neurons.add(spike_trains_declaration(), make_spike_trains);
  catalog.neurons.add(adex_declaration(), make_adex);
  catalog.neurons.add(izhikevich_psc_declaration(), make_izhikevich_psc);
}

void add_signals(Catalog& catalog) {
  catalog.synapses.add(lowpass_declaration(), make_lowpass);
  catalog.synapses.add(alpha_declaration(), make_alpha);
  catalog.synapses.add(linear_filter_declaration(), make_linear_filter);
  catalog.synapses.add(triangle_declaration(), make_triangle);

  catalog.inputs.add(constant_declaration(), make_constant);
  catalog.inputs.add(piecewise_declaration(), make_piecewise);
  catalog.inputs.add(ramp_declaration(), make_ramp);
  catalog.inputs.add(sine_declaration(), make_sine);
  catalog.inputs.add(array_declaration(), make_array);
  catalog.inputs.add(csv_declaration(), make_csv);
  catalog.inputs.add(expression_declaration(), make_expression);
  catalog.inputs.add(white_signal_declaration(), make_white_signal);
  catalog.inputs.add(white_noise_declaration(), make_white_noise);
  catalog.inputs.add(filtered_noise_declaration(), make_filtered_noise);
  catalog.inputs.add(brown_noise_declaration(), make_brown_noise);
  catalog.inputs.add(poisson_input_declaration(), make_poisson_input);
  catalog.inputs.add(dc_declaration(), make_dc);
  catalog.inputs.add(step_current_declaration(), make_step_current);
  catalog.inputs.add(noise_current_declaration(), make_noise_current);
}

void add_probes(Catalog& catalog) {
  catalog.probes.add(spikes_declaration(), make_spike_recorder);
  catalog.probes.add(output_declaration(), make_value_recorder);
  catalog.probes.add(rate_declaration(), make_rate_recorder);
  catalog.probes.add(value_declaration(), make_value_recorder);
  catalog.probes.add(decoded_declaration(), make_value_recorder);
  catalog.probes.add(input_declaration(), make_value_recorder);
  catalog.probes.add(current_declaration(), make_value_recorder);
  catalog.probes.add(state_declaration(), make_value_recorder);
  catalog.probes.add(weights_declaration(), make_value_recorder);
  catalog.probes.add(delta_declaration(), make_value_recorder);
  catalog.probes.add(error_declaration(), make_value_recorder);
  catalog.probes.add(scaled_encoders_declaration(), make_value_recorder);

  catalog.rate_filters.add(gaussian_declaration(), make_gaussian);
  catalog.rate_filters.add(window_declaration(), make_window);
  catalog.rate_filters.add(isi_declaration(), make_isi);
}

void add_representation(Catalog& catalog) {
  catalog.samplers.add(scattered_declaration(), sample_scattered);
  catalog.samplers.add(uniform_declaration(), sample_uniform);

  catalog.solvers.add(lstsq_l2_declaration(), make_lstsq_l2);
  catalog.solvers.add(lstsq_l2nz_declaration(), make_lstsq_l2nz);
  catalog.solvers.add(lstsq_declaration(), make_lstsq);
  catalog.solvers.add(lstsq_noise_declaration(), make_lstsq_noise);
  catalog.solvers.add(lstsq_mult_noise_declaration(), make_lstsq_mult_noise);
  catalog.solvers.add(nnls_declaration(), make_nnls);
  catalog.solvers.add(nnls_l2_declaration(), make_nnls_l2);

  catalog.learning_rules.add(pes_declaration(), make_pes);
  catalog.learning_rules.add(rls_declaration(), make_rls);
  catalog.learning_rules.add(bcm_declaration(), make_bcm);
  catalog.learning_rules.add(oja_declaration(), make_oja);
  catalog.learning_rules.add(voja_declaration(), make_voja);
}

void add_connection_rules(Catalog& catalog) {
  catalog.connection_rules.add(all_to_all_declaration(), make_all_to_all);
  catalog.connection_rules.add(one_to_one_declaration(), make_one_to_one);
  catalog.connection_rules.add(edges_declaration(), make_edges);
  catalog.connection_rules.add(fixed_indegree_declaration(), make_fixed_indegree);
  catalog.connection_rules.add(fixed_outdegree_declaration(), make_fixed_outdegree);
  catalog.connection_rules.add(fixed_total_number_declaration(), make_fixed_total_number);
  catalog.connection_rules.add(pairwise_bernoulli_declaration(), make_pairwise_bernoulli);
}

}  // namespace

Catalog make_catalog() {
  Catalog catalog;
  add_neurons(catalog);
  add_signals(catalog);
  add_probes(catalog);
  add_representation(catalog);
  add_connection_rules(catalog);
  return catalog;
}

}  // namespace rheo
