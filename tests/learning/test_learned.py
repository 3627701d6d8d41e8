"""learned.npz: written by `rheo run`, read by NumPy and by a later run that goes on from it."""

import os
import subprocess
import sys
import tempfile

import numpy as np
import yaml

RHEO = os.environ["RHEO"]

NETWORK = """
simulation: {dt: 1 ms, duration: 500 ms, seed: 3}
inputs: {x: {sine: {frequency: 2 Hz}}, gate: {constant: 0}}
nodes: {out: {size: 1}}
populations:
  a:
    neurons: 20
    model: lif
    max_rates: {uniform: [200 Hz, 400 Hz]}
    intercepts: {uniform: [-1, 0.9]}
    dimensions: 1
    encoders: {file: start.npz, array: encoders}
INITIAL
connections:
  x_to_a: {from: x, to: a, synapse: none, learning: {voja: {learning_rate: VOJA}}}
  learned: {from: {of: a.neurons, slice: "::-1"}, to: out, weights: WEIGHTS,
            synapse: {lowpass: 5 ms}, learning: {pes: {learning_rate: PES}}}
  is: {from: out, to: learned.learning, synapse: none}
  should: {from: x, to: learned.learning, weights: -1, synapse: none}
probes:
  out: {of: out}
  weights: {of: learned, record: weights}
  encoders: {of: a, record: scaled_encoders, every: 100 ms}
"""


def run(folder, name, *extra, **words):
    text = NETWORK
    for key, value in words.items():
        text = text.replace(key, value)
    with open(os.path.join(folder, name + ".yaml"), "w") as file:
        file.write(text)
    command = [RHEO, "run", name + ".yaml", "--quiet", *extra]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{name}: code {done.returncode}: {done.stderr}")
    out = os.path.join(folder, "results", name)
    probes = {p: table(f"{out}/{p}.csv") for p in ("out", "weights", "encoders")}
    with open(f"{out}/manifest.yaml") as file:
        manifest = yaml.safe_load(file)
    return probes, manifest, f"{out}/learned.npz"


def table(path):
    return np.loadtxt(path, delimiter=",", skiprows=1)


def check(condition, what):
    if not condition:
        sys.exit(what)


def from_first(array):
    return f"{{file: results/first/learned.npz, array: {array}}}"


def goes_on(folder):
    """A second run from what the first has learned, without learning more."""
    rng = np.random.RandomState(1)
    np.savez(os.path.join(folder, "start.npz"), encoders=rng.choice([-1.0, 1.0], (20, 1)),
             weights=np.zeros((1, 20)))
    given = {"INITIAL": "", "WEIGHTS": "{file: start.npz, array: weights}",
             "VOJA": "0.05", "PES": "1e-3"}
    probes, manifest, path = run(folder, "first", **given)
    learned = dict(np.load(path))
    shapes = {name: list(array.shape) for name, array in learned.items()}
    check(shapes == {"learned": [1, 20], "a.scaled_encoders": [20, 1]}, f"arrays {shapes}")
    check(manifest["learned"] == {"file": "learned.npz", "arrays": shapes}, manifest["learned"])
    # The change of the last step comes on top of what its probe shows.
    step = np.abs(learned["learned"][0] - probes["weights"][-1, 1:]).max()
    check(step < 1e-4 < np.abs(learned["learned"]).max(), f"last change {step}")

    encoders = f"    initial: {{scaled_encoders: {from_first('a.scaled_encoders')}}}"
    still = {"INITIAL": encoders, "WEIGHTS": from_first("learned"), "VOJA": "0", "PES": "0"}
    probes, _, path = run(folder, "second", **still)
    expected = np.repeat(learned["learned"], 500, 0)
    check(np.array_equal(probes["weights"][:, 1:], expected), "other weights")
    expected = learned["a.scaled_encoders"][:, 0]
    check(np.array_equal(probes["encoders"][0, 1:], expected), "other encoders")
    again = np.load(path)
    check(all(np.array_equal(again[k], learned[k]) for k in learned), "saved other numbers")
    return probes["out"]


def shown_network_runs(folder, out):
    """The text in the manifest does the same; --overwrite replaces what was learned, too."""
    with open(os.path.join(folder, "results", "second", "manifest.yaml")) as file:
        text = yaml.safe_load(file)["network"]
    with open(os.path.join(folder, "shown.yaml"), "w") as file:
        file.write(text)
    for extra in ([], ["--overwrite"]):
        done = subprocess.run([RHEO, "run", "shown.yaml", "--quiet", *extra],
                              cwd=folder, capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)
    shown = table(os.path.join(folder, "results/shown/out.csv"))
    check(np.array_equal(shown, out), "the resolved network gives other numbers")


def main():
    with tempfile.TemporaryDirectory() as folder:
        shown_network_runs(folder, goes_on(folder))
    print("learned.npz: ok")


main()
