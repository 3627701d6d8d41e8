"""The networks of Vogels and Abbott in Brian 2: --model cuba (currents) or coba (conductances).

Prints one line of JSON (peer.py). Run by benchmarks/cuba.cpp.
"""

import brian2 as b2
import brian_run
import networks
import peer

# Voltages in mV, currents in pA, conductances in nS; times in ms by the constants.
CUBA = """
dv/dt = ((E_L - v) + (ge + gi) / g_L) / tau_m : 1 (unless refractory)
dge/dt = -ge / tau_ex : 1
dgi/dt = -gi / tau_in : 1
"""
COBA = """
dv/dt = ((E_L - v) + ge / g_L * (E_ex - v) + gi / g_L * (E_in - v)) / tau_m
        : 1 (unless refractory)
dge/dt = -ge / tau_ex : 1
dgi/dt = -gi / tau_in : 1
"""


def build(given):
    v, m = networks.VOGELS_ABBOTT, networks.VOGELS_ABBOTT[given.model]
    sizes, probability = networks.vogels_abbott(given.scale)
    cuba = given.model == "cuba"
    constants = dict(E_L=m["E_L_mV"], g_L=v["g_L_nS"], tau_m=v["tau_m_ms"] * b2.ms,
                     tau_ex=v["tau_ex_ms"] * b2.ms, tau_in=v["tau_in_ms"] * b2.ms,
                     E_ex=m.get("E_ex_mV"), E_in=m.get("E_in_mV"), V_th=v["V_th_mV"],
                     V_reset=v["V_reset_mV"])
    neurons = b2.NeuronGroup(
        sum(sizes), CUBA if cuba else COBA, threshold="v >= V_th", reset="v = V_reset",
        refractory=brian_run.refractory(v), method="exact" if cuba else "exponential_euler",
        namespace={key: value for key, value in constants.items() if value is not None})
    neurons.v = "V_reset + rand() * (V_th - V_reset)"
    populations = {"E": neurons[:sizes[0]], "I": neurons[sizes[0]:]}
    objects = [neurons]
    for key, target, weight in (("E", "ge", m["w_ex"]), ("I", "gi", abs(m["w_in"]))):
        weight = -weight if cuba and key == "I" else weight
        synapses = b2.Synapses(populations[key], neurons, on_pre=f"{target} += {weight}",
                               delay=brian_run.delay(v))
        offset = 0 if key == "E" else sizes[0]
        synapses.connect(condition=f"i + {offset} != j", p=probability)
        objects.append(synapses)
    if not cuba:
        start = v["start"]
        objects.append(b2.PoissonInput(
            neurons, "ge", N=1, rate=start["rate_Hz"] * b2.Hz,
            weight=f"{m['w_ex']} * int(t < {start['duration_ms']} * ms)"))
    return populations, objects


if __name__ == "__main__":
    arguments = peer.arguments(__doc__, model=("cuba", "cuba or coba"))
    brian_run.measured(arguments.model, arguments.model, arguments, build)
