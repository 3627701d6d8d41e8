"""Brunel's network of sparsely connected neurons in Brian 2.

Prints one line of JSON (peer.py). Run by benchmarks/brunel.cpp.
"""

import brian2 as b2
import brian_run
import networks
import peer


def build(given):
    b = networks.BRUNEL
    sizes, inputs, weights, drive = networks.brunel(given.regime, given.scale)
    # Voltages in mV. What arrives during refractoriness is lost.
    neurons = b2.NeuronGroup(
        sum(sizes), "dv/dt = -v / tau_m : 1 (unless refractory)", threshold="v >= V_th",
        reset="v = V_reset", refractory=brian_run.refractory(b), method="exact",
        namespace=dict(tau_m=b["tau_m_ms"] * b2.ms, V_th=b["V_th_mV"], V_reset=b["V_reset_mV"]))
    neurons.v = "rand() * V_th"
    populations = {"E": neurons[:sizes[0]], "I": neurons[sizes[0]:]}
    objects = [neurons]
    for key, size, indegree, weight in zip("EI", sizes, inputs, weights):
        synapses = b2.Synapses(populations[key], neurons, on_pre=f"v_post += {weight}",
                               delay=brian_run.delay(b))
        synapses.connect(i=f"k for k in sample({size}, size={indegree})")
        objects.append(synapses)
    outside = round(b["inputs"] * b["excitatory"] * given.scale)
    objects.append(b2.PoissonInput(neurons, "v", N=outside, rate=drive / outside * b2.Hz,
                                   weight=weights[0]))
    return populations, objects


if __name__ == "__main__":
    arguments = peer.arguments(__doc__, regime=("AI", "SR, SI_fast, AI or SI_slow"))
    brian_run.measured("brunel", f"brunel {arguments.regime}", arguments, build)
