"""The numbers of the benchmark networks, from the papers. Units in the names or comments.

Brunel (2000), J. Comput. Neurosci. 8:183, model A: 10,000 excitatory and 2,500 inhibitory neurons
with delta synapses; each has 1,000 and 250 inputs from the network (no synapse twice) and 1,000
excitatory ones from outside, which fire at eta times the rate that just reaches the threshold.

Vogels and Abbott (2005), J. Neurosci. 25:10786, as benchmarks 1 (COBA) and 2 (CUBA) of Brette et
al. (2007), J. Comput. Neurosci. 23:349: 3,200 excitatory, 800 inhibitory neurons, 2 % of the pairs
connected. The papers have no delay; here it is one step of 0.1 ms, the shortest there is on a grid.
"""

DT_MS = 0.1

BRUNEL = {
    "excitatory": 10_000, "inhibitory": 2_500, "inputs": 0.1,
    "tau_m_ms": 20.0, "V_th_mV": 20.0, "V_reset_mV": 10.0, "t_ref_ms": 2.0,
    "J_mV": 0.1, "delay_ms": 1.5,
    # g: inhibition relative to excitation; eta: drive relative to the threshold (Figure 8).
    "regimes": {"SR": (3.0, 2.0), "SI_fast": (6.0, 4.0), "AI": (5.0, 2.0), "SI_slow": (4.5, 0.9)},
}

# 20,000 um^2 of 1 uF/cm^2 and 5e-5 S/cm^2. Weights: CUBA in pA (0.27 nS x 60 mV and 4.5 nS x 20 mV
# of driving force), COBA in nS.
VOGELS_ABBOTT = {
    "excitatory": 3_200, "inhibitory": 800, "probability": 0.02,
    "C_m_pF": 200.0, "g_L_nS": 10.0, "tau_m_ms": 20.0, "V_th_mV": -50.0, "V_reset_mV": -60.0,
    "t_ref_ms": 5.0, "tau_ex_ms": 5.0, "tau_in_ms": 10.0, "delay_ms": 0.1,
    "cuba": {"E_L_mV": -49.0, "w_ex": 16.2, "w_in": -90.0},
    "coba": {"E_L_mV": -60.0, "w_ex": 6.0, "w_in": -67.0, "E_ex_mV": 0.0, "E_in_mV": -80.0},
    # COBA has no drive: every neuron gets these excitatory spikes for a while, then the network
    # keeps itself going. (Random initial conductances alone often end in silence.)
    "start": {"rate_Hz": 300.0, "duration_ms": 50.0},
}


def brunel(regime, scale):
    """Sizes, in-degrees, weights [mV] and the drive of a neuron [Hz], all of its inputs together.

    Below full scale weights grow, so that the mean input stays what it is.
    """
    b = BRUNEL
    g, eta = b["regimes"][regime]
    sizes = [round(scale * b["excitatory"]), round(scale * b["inhibitory"])]
    inputs = [round(b["inputs"] * size) for size in sizes]
    weight = b["J_mV"] / scale
    drive = eta * b["V_th_mV"] / (weight * b["tau_m_ms"]) * 1e3
    return sizes, inputs, (weight, -g * weight), drive


def vogels_abbott(scale):
    """Sizes and the probability: the number of inputs of a neuron does not depend on scale."""
    v = VOGELS_ABBOTT
    return ([round(scale * v["excitatory"]), round(scale * v["inhibitory"])],
            v["probability"] / scale)
