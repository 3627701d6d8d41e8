"""Makes traces.json and traces.npz: single neurons in NEST under a constant current and two trains.

Usage: python make.py [DIRECTORY], with nest-simulator 3.10.0 and numpy. No test runs it. README.md
beside it says what the files hold, check.py makes the same numbers without NEST.
"""

import json
import os
import sys

import nest
import numpy as np

DT = 0.1
SEED = 5

# What NEST records of a model, and the length of its cases in ms.
MODELS = {
    "iaf_psc_exp": (("V_m", "I_syn_ex", "I_syn_in"), 100.0),
    "iaf_psc_alpha": (("V_m", "I_syn_ex", "I_syn_in"), 150.0),
    "iaf_psc_delta": (("V_m",), 150.0),
    "iaf_cond_exp": (("V_m", "g_ex", "g_in"), 100.0),
    "aeif_cond_exp": (("V_m", "g_ex", "g_in", "w"), 100.0),
}


def psc(tau_m, tau_ex, tau_in, t_ref, c_m, current):
    """Parameters (ms, pF, mV, pA) of a neuron whose synapses are currents."""
    return dict(tau_m=tau_m, tau_syn_ex=tau_ex, tau_syn_in=tau_in, t_ref=t_ref, C_m=c_m, E_L=-65.0,
                V_th=-50.0, V_reset=-65.0, I_e=current, V_m=-61.5)


def delta(tau_m, t_ref, c_m, current, **more):
    """Parameters of a neuron whose voltage an arrival moves at once."""
    return dict(tau_m=tau_m, t_ref=t_ref, C_m=c_m, E_L=-65.0, V_th=-50.0, V_reset=-65.0,
                I_e=current, V_m=-61.5, **more)


def cond(tau_ex, tau_in, t_ref, current):
    """Parameters of a leaky neuron with conductances (nS)."""
    return dict(C_m=200.0, g_L=10.0, E_L=-60.0, E_ex=0.0, E_in=-80.0, V_th=-50.0, V_reset=-60.0,
                t_ref=t_ref, tau_syn_ex=tau_ex, tau_syn_in=tau_in, I_e=current, V_m=-57.0)


def as_aeif(p, tolerance):
    """The same leaky neuron as an aeif_cond_exp without exponential and adaptation."""
    return {**p, "V_peak": p["V_th"], "Delta_T": 0.0, "a": 0.0, "b": 0.0, "tau_w": 144.0,
            "gsl_error_tol": tolerance}


def aeif(tolerance, **more):
    """Parameters of an adaptive exponential neuron: NEST's defaults but for `more`."""
    p = dict(C_m=281.0, g_L=30.0, E_L=-70.6, E_ex=0.0, E_in=-85.0, V_th=-50.4, V_peak=0.0,
             V_reset=-60.0, Delta_T=2.0, a=4.0, b=80.5, tau_w=144.0, t_ref=0.0, tau_syn_ex=5.0,
             tau_syn_in=10.0, I_e=700.0, V_m=-68.0)
    return {**p, "gsl_error_tol": tolerance, **more}


def cases():
    """(name, model, parameters, weight range of excitation, of inhibition)."""
    current = ((50, 300), (50, 400))
    voltage = ((0.5, 3.0), (0.5, 3.0))
    siemens = ((2, 8), (5, 20))
    yield "exp_equal", "iaf_psc_exp", psc(10.0, 10.0, 2.0, 2.0, 250.0, 400.0), *current
    yield "exp_near", "iaf_psc_exp", psc(10.0, 2.0, 10.001, 0.5, 250.0, 520.0), *current
    yield "alpha_default", "iaf_psc_alpha", psc(10.0, 2.0, 2.0, 2.0, 250.0, 420.0), *current
    yield "alpha_slow", "iaf_psc_alpha", psc(20.0, 5.0, 10.0, 5.0, 400.0, 250.0), *current
    yield "alpha_equal", "iaf_psc_alpha", psc(10.0, 10.0, 0.3, 0.1, 500.0, 600.0), *current
    yield "delta_default", "iaf_psc_delta", delta(20.0, 2.0, 250.0, 200.0), *voltage
    yield "delta_short", "iaf_psc_delta", delta(10.0, 0.1, 100.0, 170.0), *voltage
    yield ("delta_refractory_input", "iaf_psc_delta",
           delta(10.0, 4.0, 250.0, 420.0, refractory_input=True), *voltage)
    for name, p in (("brette", cond(5.0, 10.0, 5.0, 180.0)), ("fast", cond(0.5, 2.0, 1.0, 200.0))):
        yield f"cond_{name}", "iaf_cond_exp", p, *siemens
        yield f"cond_{name}_tight", "aeif_cond_exp", as_aeif(p, 1e-12), *siemens
    bursts = dict(t_ref=1.5, b=20.0, V_reset=-52.0, tau_w=60.0, tau_syn_ex=0.5, tau_syn_in=2.0,
                  I_e=1000.0)
    for name, tolerance in (("", 1e-6), ("_tight", 1e-12)):
        yield f"aeif_adapting{name}", "aeif_cond_exp", aeif(tolerance), *siemens
        yield f"aeif_bursting{name}", "aeif_cond_exp", aeif(tolerance, **bursts), *siemens


def train(rng, steps, count, weights, sign):
    """A spike train on the grid and its one synapse; some spikes share their step's arrival."""
    times = np.sort(rng.choice(np.arange(5, steps - 50), count, replace=False))
    return dict(steps=times.tolist(), weight=sign * float(np.round(rng.uniform(*weights), 3)),
                delay_steps=int(rng.integers(1, 25)))


def run(model, p, trains):
    """Simulates one neuron; returns its recorded arrays and the steps of its spikes."""
    recorded, duration = MODELS[model]
    nest.ResetKernel()
    nest.resolution = DT
    nest.local_num_threads = 1
    neuron = nest.Create(model, params=p)
    for t in trains:
        source = nest.Create("spike_generator",
                             params={"spike_times": np.round(np.array(t["steps"]) * DT, 1)})
        nest.Connect(source, neuron, syn_spec={"weight": t["weight"],
                                               "delay": round(t["delay_steps"] * DT, 1)})
    meter = nest.Create("multimeter", params={"record_from": list(recorded), "interval": DT})
    spikes = nest.Create("spike_recorder")
    nest.Connect(meter, neuron)
    nest.Connect(neuron, spikes)
    # A little longer: samples reach a recorder with a delay, and the last step counts too.
    nest.Simulate(duration + 3.0)
    steps = int(round(duration / DT))
    assert round(meter.events["times"][0] / DT) == 1 and len(meter.events["times"]) >= steps
    fired = np.rint(spikes.events["times"] / DT).astype(int)
    return {r: meter.events[r][:steps] for r in recorded}, fired[fired <= steps].tolist()


def main(directory):
    nest.verbosity = nest.VerbosityLevel.ERROR
    described, arrays, trains = [], {}, {}
    for name, model, p, excitation, inhibition in cases():
        # A tight case gets the trains of the case that it is the solution of.
        base = name.removesuffix("_tight")
        if base not in trains:
            rng = np.random.default_rng([SEED, len(trains)])
            steps = int(round(MODELS[model][1] / DT))
            trains[base] = (train(rng, steps, steps // 30, excitation, 1.0),
                            train(rng, steps, steps // 70, inhibition, -1.0))
        traces, fired = run(model, p, trains[base])
        parameters = {key: value for key, value in p.items() if key != "V_m"}
        described.append(dict(name=name, model=model, parameters=parameters, initial_V_m=p["V_m"],
                              excitatory=trains[base][0], inhibitory=trains[base][1],
                              spike_steps=fired, arrays=list(traces)))
        arrays.update({f"{name}.{key}": values for key, values in traces.items()})
        print(f"{name:24} {len(fired):3} spikes")
    with open(os.path.join(directory, "traces.json"), "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(case) for case in described) + "\n]\n")
    np.savez_compressed(os.path.join(directory, "traces.npz"), **arrays)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
