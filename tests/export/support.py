"""What the exporter's tests share: export a network, run it with rheo, compare with Nengo.

Needs Nengo, and for the comparisons RHEO, the path of the `rheo` command.
"""

import os
import subprocess
import sys
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

import nengo
import numpy as np

from rheobase_export import ExportError, export
from rheobase_export._exporter import make_plan

RHEO = os.environ.get("RHEO", os.path.join(ROOT, "build", "release", "rheo"))


def simulator(net, dt=0.001, **options):
    """A built core Nengo simulator of the network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without SciPy Nengo optimises less, and says so
        return nengo.Simulator(net, dt=dt, progress_bar=False, **options)


def plan_of(net, duration=0.1, dt=0.001):
    """The plan of the exported network, without files."""
    with simulator(net, dt) as sim:
        return make_plan(sim, duration)


def refusals(net, duration=0.1, dt=0.001):
    """The problems for which the export refuses the network; it must refuse."""
    try:
        plan_of(net, duration, dt)
    except ExportError as error:
        return error.problems
    raise AssertionError("the network was exported")


def run_rheo(network, out, *options):
    """`rheo run` of a network file into the directory `out`; returns the finished process."""
    command = [RHEO, "run", network, "--out", out, "--quiet", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read_spikes(path, dt):
    """Events (step, neuron) of a spike file, ascending; int64 (n, 2)."""
    with open(path, encoding="utf-8") as file:
        assert file.readline().strip() == "time_s,neuron", path
        rows = [line.split(",") for line in file]
    return np.array([(round(float(t) / dt), int(i)) for t, i in rows], np.int64).reshape(-1, 2)


def read_samples(path, dt):
    """Steps (n) and values (n, width) of a file of samples."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return np.round(table[:, 0] / dt).astype(np.int64), table[:, 1:]


def nengo_spikes(data, amplitude, dt):
    """Events (step, neuron) of a Nengo probe (steps, n); several in a step are several rows."""
    counts = np.round(data * dt / amplitude).astype(np.int64)
    step, neuron = np.nonzero(counts)
    events = np.stack([step + 1, neuron], axis=1)
    return np.repeat(events, counts[step, neuron], axis=0)


def compare(test, net, directory, steps=2000, dt=0.001):
    """Export the network, run both, and compare every probe.

    Spikes must be equal, values agree to 1e-9. Returns the number of spikes compared.
    """
    with simulator(net, dt) as sim:
        path = export(sim, directory, duration=steps * dt)
        plan = make_plan(sim, steps * dt)
        sim.run_steps(steps, progress_bar=False)
        data = {probe: np.array(sim.data[probe]) for probe in net.all_probes}
        times = {probe: sim.trange(sample_every=probe.sample_every) for probe in net.all_probes}
    out = os.path.join(directory, "results")
    done = run_rheo(path, out)
    test.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    spikes = 0
    for probe, (name, fields) in zip(net.all_probes, plan.probes.items()):
        file = os.path.join(out, f"{name}.csv")
        if fields["record"] == "spikes":
            numbers = np.arange(probe.obj.size_out)
            numbers = numbers if probe.slice is None else numbers[probe.slice]
            numbers, column = np.unique(numbers, return_index=True)
            amplitude = getattr(probe.obj.ensemble.neuron_type, "amplitude", 1.0)
            want = nengo_spikes(data[probe][:, column], amplitude, dt)
            want[:, 1] = numbers[want[:, 1]]  # the file numbers the neurons of the population
            got = read_spikes(file, dt)
            test.assertEqual(got.tolist(), want.tolist(), name)
            spikes += len(want)
        else:
            step, values = read_samples(file, dt)
            test.assertEqual(step.tolist(), np.round(times[probe] / dt).tolist(), name)
            want = data[probe].reshape(len(data[probe]), -1)  # weights: row after row
            np.testing.assert_allclose(values, want, rtol=1e-9, atol=1e-9, err_msg=name)
    return spikes
