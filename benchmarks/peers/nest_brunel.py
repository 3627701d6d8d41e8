"""Brunel's network of sparsely connected neurons in NEST.

Prints one line of JSON (peer.py). Run by benchmarks/brunel.cpp.
"""

import nest
import nest_run
import networks
import peer


def build(given):
    b = networks.BRUNEL
    sizes, inputs, weights, drive = networks.brunel(given.regime, given.scale)
    parameters = dict(tau_m=b["tau_m_ms"], C_m=250.0, E_L=0.0, V_th=b["V_th_mV"],
                      V_reset=b["V_reset_mV"], t_ref=b["t_ref_ms"])
    populations = [nest.Create("iaf_psc_delta", size, parameters) for size in sizes]
    everyone = populations[0] + populations[1]
    everyone.V_m = nest.random.uniform(0.0, b["V_th_mV"])
    for population, indegree, weight in zip(populations, inputs, weights):
        rule = {"rule": "fixed_indegree", "indegree": indegree, "allow_autapses": False,
                "allow_multapses": False}
        nest.Connect(population, everyone, rule, {
            "synapse_model": nest_run.SYNAPSE, "weight": weight, "delay": b["delay_ms"]})
    noise = nest.Create("poisson_generator", params={"rate": drive})
    nest.Connect(noise, everyone, syn_spec={"weight": weights[0], "delay": b["delay_ms"]})
    return dict(zip("EI", populations))


if __name__ == "__main__":
    arguments = peer.arguments(__doc__, regime=("AI", "SR, SI_fast, AI or SI_slow"))
    nest_run.measured("brunel", f"brunel {arguments.regime}", arguments, build)
