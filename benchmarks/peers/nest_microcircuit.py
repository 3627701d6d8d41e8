"""The cortical microcircuit of Potjans and Diesmann (2014) in NEST, under a Poisson drive.

Prints one line of JSON (peer.py). Run by benchmarks/microcircuit.cpp. Below full scale, in-degrees
shrink like the numbers of neurons, weights grow by 1 / sqrt(scale) and a current makes up for the
mean that is missing (van Albada, Helias and Diesmann 2015).
"""

import json
import math
import os

import nest
import nest_run
import networks
import peer

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "microcircuit_parameters.json")


def weight(p, target, source):
    """Mean weight at full scale, pA."""
    mean = p["weights"]["excitatory_mean_pA"]
    if source.endswith("I"):
        return mean * p["weights"]["g"]
    twice = (target, source) == ("23E", "4E")
    return mean * (p["weights"]["factor_4E_to_23E"] if twice else 1.0)


def missing_current(p, row, scale):
    """pA: the mean input at full scale less that of fewer synapses that are stronger."""
    target, drive = p["populations"][row], p["background"]
    total = drive["indegrees"][row] * drive["rate_hz"] * drive["weight_pA"]
    for column, source in enumerate(p["populations"]):
        indegree = p["synapse_numbers"]["values"][row][column] / p["sizes"][row]
        total += weight(p, target, source) * indegree * p["reference"]["rates_hz"][column]
    return (1.0 - math.sqrt(scale)) * total * p["neuron"]["tau_syn_ms"] * 1e-3


def create(p, row, scale):
    """The neurons of a population."""
    n = p["neuron"]
    neurons = nest.Create("iaf_psc_exp", round(scale * p["sizes"][row]), dict(
        C_m=n["C_m_pF"], tau_m=n["tau_m_ms"], t_ref=n["t_ref_ms"], E_L=n["E_L_mV"],
        V_reset=n["V_reset_mV"], V_th=n["V_th_mV"], tau_syn_ex=n["tau_syn_ms"],
        tau_syn_in=n["tau_syn_ms"], I_e=missing_current(p, row, scale)))
    start = p["initial_V_m"]
    neurons.V_m = nest.random.normal(start["mean_mV"][row], start["std_mV"][row])
    return neurons


def drive(p, neurons, row, scale):
    """The Poisson drive of a population."""
    background = p["background"]
    noise = nest.Create("poisson_generator", params={
        "rate": scale * background["indegrees"][row] * background["rate_hz"]})
    nest.Connect(noise, neurons, syn_spec={"weight": background["weight_pA"] / math.sqrt(scale),
                                           "delay": background["delay_ms"]})


def connect(p, populations, row, column, scale):
    target, source = p["populations"][row], p["populations"][column]
    number = round(p["synapse_numbers"]["values"][row][column] * scale**2)
    if number == 0:
        return
    mean = weight(p, target, source) / math.sqrt(scale)
    bounds = {"min": 0.0} if mean > 0 else {"max": 0.0}
    spread = nest.random.normal(mean, p["weights"]["relative_std"] * abs(mean))
    delay = p["delays"]["inhibitory_mean_ms" if mean < 0 else "excitatory_mean_ms"]
    delays = nest.random.normal(delay, p["delays"]["relative_std"] * delay)
    nest.Connect(populations[source], populations[target],
                 {"rule": "fixed_total_number", "N": number},
                 {"synapse_model": nest_run.synapse(target),
                  "weight": nest.math.redraw(spread, **{"min": -1e9, "max": 1e9, **bounds}),
                  "delay": nest.math.redraw(delays, min=networks.DT_MS, max=1e3)})


def build(given):
    with open(FILE, encoding="utf-8") as text:
        p = json.load(text)
    names = p["populations"]
    populations = {name: create(p, row, given.scale) for row, name in enumerate(names)}
    for row in range(len(names)):
        for column in range(len(names)):
            connect(p, populations, row, column, given.scale)
    # At last: NEST finds neurons by guessing their place, which generators among them spoil
    # (building took five times as long at a scale of 0.2, and more at larger ones).
    for row, neurons in enumerate(populations.values()):
        drive(p, neurons, row, given.scale)
    return populations


if __name__ == "__main__":
    arguments = peer.arguments(__doc__)
    nest_run.measured("microcircuit", "microcircuit", arguments, build)
