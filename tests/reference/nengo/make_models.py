"""Makes models.json: neuron models of Nengo under random currents, and numerical tuning.

Run with an interpreter that has Nengo. No test runs it.
"""

import json
import os

import nengo
import numpy as np

DT = 1e-3
STEPS = 200
NEURONS = 6
EVERY = 20


def numbers(values):
    return [float(v) for v in np.ravel(values)]


def record(case, base, wrapper=None):
    """Steps `base` (and `wrapper` on its rates) by hand; states after every 20th step."""
    rng = np.random.RandomState(7)
    J = np.round(rng.uniform(case["low"], case["high"], size=(STEPS, NEURONS)), 6)
    types = [base] if wrapper is None else [base, wrapper]
    states = [t.make_state(NEURONS, np.random.RandomState(8)) for t in types]
    case["initial"] = {k: numbers(v) for s in states for k, v in s.items() if k != "output"}
    case["dt"] = DT
    case["J"] = [numbers(row) for row in J]
    case["events"] = []
    case["states"] = []
    case["outputs"] = []
    for step in range(STEPS):
        drive = J[step].copy()
        for t, s in zip(types, states):
            out = np.zeros(NEURONS)
            t.step(DT, drive, out, **{k: v for k, v in s.items()})
            s_out = out
            drive = out
        if wrapper is not None or base.spiking:
            for i in np.flatnonzero(s_out):
                case["events"].append([step, int(i), float(s_out[i])])
        if step % EVERY == EVERY - 1:
            row = {k: numbers(v) for s in states for k, v in s.items()}
            case["states"].append({"step": step, **row})
            case["outputs"].append({"step": step, "values": numbers(s_out)})
    return case


def named(model, low, high, **parameters):
    return {"model": model, "low": low, "high": high, "params": parameters}


def main():
    base = nengo.AdaptiveLIFRate(tau_n=0.2, inc_n=0.02, amplitude=0.7)
    adaptive = {"tau_n": 0.2, "inc_n": 0.02}
    cases = [
        record(named("adaptive_lif_rate", -1, 6, amplitude=0.7, **adaptive), base),
        record(
            {**named("regular_spiking", -1, 6, base_amplitude=0.7, amplitude=1.5, **adaptive),
             "base": "adaptive_lif_rate"},
            base,
            nengo.RegularSpiking(base, amplitude=1.5),
        ),
        record(
            {**named("regular_spiking", -2, 2, amplitude=1.0), "base": "tanh"},
            nengo.Tanh(),
            nengo.RegularSpiking(nengo.Tanh()),
        ),
    ]
    izhikevich = nengo.Izhikevich()
    J = np.linspace(-35, 150, 75)
    tuned = [(30.0, -0.5), (77.0, 0.2), (150.0, 0.9), (260.0, -1.5)]
    tuning = []
    for max_rate, intercept in tuned:
        gain, bias = izhikevich.gain_bias(np.array([max_rate]), np.array([intercept]))
        tuning.append([max_rate, intercept, float(gain[0]), float(bias[0])])
    rates = izhikevich.rates(J[:, None], np.ones(1), np.zeros(1))
    out = {"nengo": nengo.__version__, "cases": cases,
           "izhikevich": {"J": numbers(J), "rates": numbers(rates), "tuning": tuning}}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
