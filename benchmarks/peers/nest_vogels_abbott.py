"""The networks of Vogels and Abbott in NEST: --model cuba (currents) or coba (conductances).

Prints one line of JSON (peer.py). Run by benchmarks/cuba.cpp.
"""

import nest
import nest_run
import networks
import peer


def create(model, size):
    """Neurons of the model with random voltages; those of COBA with their start."""
    v, m = networks.VOGELS_ABBOTT, networks.VOGELS_ABBOTT[model]
    common = dict(C_m=v["C_m_pF"], E_L=m["E_L_mV"], V_th=v["V_th_mV"], V_reset=v["V_reset_mV"],
                  t_ref=v["t_ref_ms"], tau_syn_ex=v["tau_ex_ms"], tau_syn_in=v["tau_in_ms"])
    if model == "cuba":
        neurons = nest.Create("iaf_psc_exp", size, dict(common, tau_m=v["tau_m_ms"]))
    else:
        neurons = nest.Create("iaf_cond_exp", size, dict(
            common, g_L=v["g_L_nS"], E_ex=m["E_ex_mV"], E_in=m["E_in_mV"]))
        noise = nest.Create("poisson_generator", params=dict(
            rate=v["start"]["rate_Hz"], stop=v["start"]["duration_ms"]))
        nest.Connect(noise, neurons, syn_spec={"weight": m["w_ex"], "delay": v["delay_ms"]})
    neurons.V_m = nest.random.uniform(v["V_reset_mV"], v["V_th_mV"])
    return neurons


def build(given):
    v, m = networks.VOGELS_ABBOTT, networks.VOGELS_ABBOTT[given.model]
    sizes, probability = networks.vogels_abbott(given.scale)
    populations = [create(given.model, size) for size in sizes]
    everyone = populations[0] + populations[1]
    rule = {"rule": "pairwise_bernoulli", "p": probability, "allow_autapses": False}
    for population, weight in zip(populations, (m["w_ex"], m["w_in"])):
        nest.Connect(population, everyone, rule, {
            "synapse_model": nest_run.SYNAPSE, "weight": weight, "delay": v["delay_ms"]})
    return dict(zip("EI", populations))


if __name__ == "__main__":
    arguments = peer.arguments(__doc__, model=("cuba", "cuba or coba"))
    nest_run.measured(arguments.model, arguments.model, arguments, build)
