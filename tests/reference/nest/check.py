"""The models of README.md in plain NumPy, against NEST's traces.

Usage: python check.py [DIRECTORY]. Prints the largest difference of each case and ends with 1 if a
bound is broken: 1e-9 where the solution is exact, else the tolerance of NEST's own solver.
"""

import json
import math
import os
import sys

import numpy as np

DT = 0.1
EXACT = 1e-9
# Of V_m, mV: what the solution by small Runge-Kutta steps may differ from NEST's.
TIGHT = 1e-7
LOOSE = {"iaf_cond_exp": 1e-6, "aeif_cond_exp": 1e-3}
SUBSTEPS = 50
# Of Delta_T, by which V may rise in a substep: the reset comes in time.
UPSTROKE = 0.02


def arrivals(case, steps):
    """Sums of the weights that arrive at the end of each step, by sign: two arrays [steps + 1]."""
    sums = np.zeros((2, steps + 1))
    for row, train in enumerate((case["excitatory"], case["inhibitory"])):
        for step in np.array(train["steps"]) + train["delay_steps"]:
            if step <= steps:
                sums[row, step] += train["weight"]
    return sums


def refractory_steps(p):
    return int(round(p["t_ref"] / DT))


def filtered(c_m, tau_m, tau):
    """mV a pA of a current exp(-t/tau) leaves after DT in a membrane at rest."""
    rate = 1 / tau - 1 / tau_m
    leak = math.exp(-DT / tau_m)
    return leak / c_m * (DT if rate == 0 else -math.expm1(-DT * rate) / rate)


def filtered_ramp(c_m, tau_m, tau):
    """mV that the current t exp(-t/tau) pA/ms leaves after DT in a membrane at rest."""
    x = DT * (1 / tau - 1 / tau_m)
    if abs(x) > 0.1:
        integral = (-math.expm1(-x) - x * math.exp(-x)) / x**2
    else:
        integral = sum((-x) ** k / (math.factorial(k) * (k + 2)) for k in range(12))
    return math.exp(-DT / tau_m) / c_m * DT**2 * integral


def iaf_psc_exp(case, steps):
    p, arriving, n_ref = case["parameters"], *common(case, steps)
    taus = (p["tau_syn_ex"], p["tau_syn_in"])
    decay = [math.exp(-DT / tau) for tau in taus]
    into = [filtered(p["C_m"], p["tau_m"], tau) for tau in taus]
    gain = -math.expm1(-DT / p["tau_m"]) * p["tau_m"] / p["C_m"]
    leak = math.exp(-DT / p["tau_m"])
    v, current, left = case["initial_V_m"] - p["E_L"], [0.0, 0.0], 0
    for k in range(1, steps + 1):
        if left == 0:
            v = leak * v + into[0] * current[0] + into[1] * current[1] + gain * p["I_e"]
        else:
            left -= 1
        current = [decay[j] * current[j] + arriving[j, k] for j in (0, 1)]
        fired = v >= p["V_th"] - p["E_L"]
        if fired:
            v, left = p["V_reset"] - p["E_L"], n_ref
        yield fired, (v + p["E_L"], *current)


def iaf_psc_alpha(case, steps):
    p, arriving, n_ref = case["parameters"], *common(case, steps)
    taus = (p["tau_syn_ex"], p["tau_syn_in"])
    decay = [math.exp(-DT / tau) for tau in taus]
    into = [filtered(p["C_m"], p["tau_m"], tau) for tau in taus]
    ramp = [filtered_ramp(p["C_m"], p["tau_m"], tau) for tau in taus]
    gain = -math.expm1(-DT / p["tau_m"]) * p["tau_m"] / p["C_m"]
    leak = math.exp(-DT / p["tau_m"])
    v, current, slope, left = case["initial_V_m"] - p["E_L"], [0.0, 0.0], [0.0, 0.0], 0
    for k in range(1, steps + 1):
        if left == 0:
            v = leak * v + gain * p["I_e"] + sum(
                ramp[j] * slope[j] + into[j] * current[j] for j in (0, 1))
        else:
            left -= 1
        current = [decay[j] * (current[j] + DT * slope[j]) for j in (0, 1)]
        slope = [decay[j] * slope[j] + math.e / taus[j] * arriving[j, k] for j in (0, 1)]
        fired = v >= p["V_th"] - p["E_L"]
        if fired:
            v, left = p["V_reset"] - p["E_L"], n_ref
        yield fired, (v + p["E_L"], *current)


def iaf_psc_delta(case, steps):
    p, arriving, n_ref = case["parameters"], *common(case, steps)
    gain = -math.expm1(-DT / p["tau_m"]) * p["tau_m"] / p["C_m"]
    leak = math.exp(-DT / p["tau_m"])
    keeps = p.get("refractory_input", False)
    v, left, kept = case["initial_V_m"] - p["E_L"], 0, 0.0
    for k in range(1, steps + 1):
        jump = arriving[0, k] + arriving[1, k]
        if left == 0:
            v = leak * v + gain * p["I_e"] + jump + kept
            kept = 0.0
        else:
            kept += jump * math.exp(-left * DT / p["tau_m"]) if keeps else 0.0
            left -= 1
        fired = v >= p["V_th"] - p["E_L"]
        if fired:
            v, left = p["V_reset"] - p["E_L"], n_ref
        yield fired, (v + p["E_L"],)


def common(case, steps):
    return arrivals(case, steps), refractory_steps(case["parameters"])


def runge_kutta(slopes, y, h):
    """One step of the classical method of order 4."""
    a = slopes(y)
    b = slopes(y + h / 2 * a)
    c = slopes(y + h / 2 * b)
    d = slopes(y + h * c)
    return y + h / 6 * (a + 2 * b + 2 * c + d)


def iaf_cond_exp(case, steps):
    p, arriving, n_ref = case["parameters"], *common(case, steps)

    def slopes(y):
        v, ex, inh = y
        current = p["g_L"] * (p["E_L"] - v) + ex * (p["E_ex"] - v) + inh * (p["E_in"] - v)
        return np.array([(current + p["I_e"]) / p["C_m"], -ex / p["tau_syn_ex"],
                         -inh / p["tau_syn_in"]])

    y, left = np.array([case["initial_V_m"], 0.0, 0.0]), 0
    for k in range(1, steps + 1):
        for _ in range(SUBSTEPS):
            y = runge_kutta(slopes, y, DT / SUBSTEPS)
        fired = False
        if left > 0:
            left -= 1
            y[0] = p["V_reset"]
        elif y[0] >= p["V_th"]:
            fired, left = True, n_ref
            y[0] = p["V_reset"]
        y[1:] += np.abs(arriving[:, k])
        yield fired, tuple(y)


def aeif_cond_exp(case, steps):
    p, arriving, n_ref = case["parameters"], *common(case, steps)
    left = 0

    def slopes(y):
        v, ex, inh, w = y
        v = p["V_reset"] if left > 0 else min(v, p["V_peak"])
        drive = 0.0
        if p["Delta_T"] > 0:
            drive = p["g_L"] * p["Delta_T"] * math.exp((v - p["V_th"]) / p["Delta_T"])
        current = p["g_L"] * (p["E_L"] - v) + drive + ex * (p["E_ex"] - v) + inh * (p["E_in"] - v)
        dv = 0.0 if left > 0 else (current - w + p["I_e"]) / p["C_m"]
        return np.array([dv, -ex / p["tau_syn_ex"], -inh / p["tau_syn_in"],
                         (p["a"] * (v - p["E_L"]) - w) / p["tau_w"]])

    y = np.array([case["initial_V_m"], 0.0, 0.0, 0.0])
    for k in range(1, steps + 1):
        fired, time_left = False, DT
        while time_left > 0:
            h = min(time_left, DT / SUBSTEPS)
            if p["Delta_T"] > 0 and slopes(y)[0] > 0:
                h = min(h, UPSTROKE * p["Delta_T"] / slopes(y)[0])
            y = runge_kutta(slopes, y, h)
            time_left = time_left - h if h < time_left else 0.0
            if left > 0:
                y[0] = p["V_reset"]
            elif y[0] >= p["V_peak"]:
                fired = True
                y[0] = p["V_reset"]
                y[3] += p["b"]
                left = n_ref + 1 if n_ref > 0 else 0
        left = max(0, left - 1)
        y[1:3] += np.abs(arriving[:, k])
        yield fired, tuple(y)


MODELS = {f.__name__: f for f in (iaf_psc_exp, iaf_psc_alpha, iaf_psc_delta, iaf_cond_exp,
                                  aeif_cond_exp)}


def compared(case, arrays):
    """Whether the spike steps are equal, and the largest difference of each array."""
    names = list(arrays)
    steps = len(arrays[names[0]])
    fired, rows = zip(*MODELS[case["model"]](case, steps))
    errors = np.abs(np.array(rows)[:, :len(names)] - np.stack([arrays[n] for n in names], 1))
    expected = [s for s in case["spike_steps"] if s <= steps]
    return [k + 1 for k in range(steps) if fired[k]] == expected, errors


def bound(case):
    if "psc" in case["model"]:
        return EXACT
    return TIGHT if case["name"].endswith("_tight") else LOOSE[case["model"]]


def golden(directory):
    """The cases of iaf_psc_exp_traces.json in the form of traces.json."""
    with open(os.path.join(directory, "iaf_psc_exp_traces.json"), encoding="utf-8") as text:
        for number, case in enumerate(json.load(text)):
            case.update(name=f"psc_exp {number}", model="iaf_psc_exp")
            for train in (case["excitatory"], case["inhibitory"]):
                train.update(steps=np.rint(np.array(train["times_ms"]) / DT).astype(int),
                             weight=train["weight_pA"],
                             delay_steps=round(train["delay_ms"] / DT))
            yield case, {n: np.array(case[n]) for n in ("V_m", "I_syn_ex", "I_syn_in")}


def recorded(directory):
    with open(os.path.join(directory, "traces.json"), encoding="utf-8") as text:
        cases = json.load(text)
    arrays = np.load(os.path.join(directory, "traces.npz"))
    for case in cases:
        yield case, {n: arrays[f"{case['name']}.{n}"] for n in case["arrays"]}


def main(directory):
    broken = False
    for case, arrays in (*golden(directory), *recorded(directory)):
        same, errors = compared(case, arrays)
        good = same and errors[:, 0].max() <= bound(case)
        broken = broken or not good
        print(f"{case['name']:24} {case['model']:14} spikes {'equal' if same else 'DIFFER'},",
              ", ".join(f"{n} {e:.1e}" for n, e in zip(arrays, errors.max(0))),
              "" if good else f"BROKEN: first at step {1 + np.argmax(errors[:, 0] > bound(case))}")
    sys.exit(int(broken))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
