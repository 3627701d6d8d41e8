"""Makes microcircuit_parameters.json: the published numbers of the cortical microcircuit.

Usage: python make_microcircuit.py > microcircuit_parameters.json. The numbers of synapses of the
projections and the direct currents are computed here; everything else is from the papers it names.
"""

import json
import math

POPULATIONS = ["23E", "23I", "4E", "4I", "5E", "5I", "6E", "6I"]
SIZES = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948]
PROBABILITIES = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0000, 0.0076, 0.0000],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0000, 0.0042, 0.0000],
    [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0000],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0000, 0.1057, 0.0000],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0000],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0000],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443]]
INPUTS = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]
RATE_HZ, WEIGHT_PA, TAU_SYN_MS = 8.0, 87.8, 0.5

PAPER = "Potjans and Diesmann 2014, Cerebral Cortex 24:785, doi:10.1093/cercor/bhs358"
ROMARO = "Romaro et al. 2021, Neural Computation 33:1993, doi:10.1162/neco_a_01400"
PYNEST = "the model's reference implementation, github.com/INM-6/microcircuit-PD14-model"


def synapses(probability, before, after):
    """How many synapses, drawn with repetition, leave a pair connected with this probability."""
    return round(math.log(1 - probability) / math.log(1 - 1 / (before * after)))


def parameters():
    numbers = [[synapses(p, before, after) for p, before in zip(row, SIZES)]
               for row, after in zip(PROBABILITIES, SIZES)]
    return {
        "populations": POPULATIONS,
        "sizes": SIZES,
        "neurons": sum(SIZES),
        "neuron": {"model": "iaf_psc_exp", "C_m_pF": 250.0, "tau_m_ms": 10.0, "t_ref_ms": 2.0,
                   "E_L_mV": -65.0, "V_reset_mV": -65.0, "V_th_mV": -50.0,
                   "tau_syn_ms": TAU_SYN_MS},
        "connection_probabilities": {
            "rows": "target", "columns": "source", "values": PROBABILITIES},
        "synapse_numbers": {
            "rows": "target", "columns": "source",
            "rule": "round(ln(1 - C) / ln(1 - 1 / (N_pre N_post))), drawn with repetition",
            "values": numbers},
        "synapses": sum(map(sum, numbers)),
        "weights": {
            "excitatory_mean_pA": WEIGHT_PA, "psp_mV": 0.15, "g": -4.0, "relative_std": 0.1,
            "factor_4E_to_23E": 2.0, "clip": "those of the wrong sign are drawn again"},
        "delays": {"excitatory_mean_ms": 1.5, "inhibitory_mean_ms": 0.75, "relative_std": 0.5,
                   "min_ms": 0.1, "clip": "shorter ones are drawn again"},
        "background": {
            "indegrees": INPUTS, "rate_hz": RATE_HZ, "weight_pA": WEIGHT_PA, "delay_ms": 1.5,
            "direct_currents_pA": [round(n * RATE_HZ * WEIGHT_PA * TAU_SYN_MS * 1e-3, 6)
                                   for n in INPUTS],
            "note": "the direct currents carry the mean of the Poisson drive"},
        "initial_V_m": {
            "mean_mV": [-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43],
            "std_mV": [5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48],
            "distribution": "normal"},
        "reference": {
            "rates_hz": [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829],
            "irregularity": {
                "what": "CV of the inter-spike intervals of a neuron, mean of about 1000 neurons "
                        "a population, 60 s, Poisson drive, full scale",
                "values": [0.938, 0.916, 0.891, 0.873, 0.847, 0.809, 0.924, 0.819],
                "ten_trials_mean": [0.936, 0.916, 0.890, 0.875, 0.847, 0.809, 0.926, 0.822]},
            "irregularity_direct_current": [0.936, 0.909, 0.875, 0.862, 0.820, 0.775, 0.923,
                                            0.788],
            "synchrony": {
                "what": "variance over mean of the spike counts of about 1000 neurons a population "
                        "in bins of 3 ms, 60 s, Poisson drive, full scale",
                "values": [2.9, 1.8, 3.0, 1.7, 4.4, 1.1, 1.2, 1.0]},
            "synchrony_direct_current": [5.1, 3.3, 5.5, 2.7, 8.0, 2.0, 1.5, 1.3]},
        "sources": {
            "sizes, connection_probabilities, weights, delays, background": PAPER + ", Tables 4, 5",
            "initial_V_m, reference.rates_hz": "V0_mean_optimized, V0_std_optimized and "
                                               "full_mean_rates (one NEST run at full scale) of "
                                               + PYNEST,
            "reference.irregularity": ROMARO + ", Tables A.3 and A.4 (NetPyNE, full scale)",
            "reference.synchrony": ROMARO + ", Tables A.5 and A.6; the measure: " + PAPER,
            "scaling": "van Albada, Helias and Diesmann 2015, PLoS Comput Biol 11:e1004490"}}


if __name__ == "__main__":
    print(json.dumps(parameters(), indent=1))
