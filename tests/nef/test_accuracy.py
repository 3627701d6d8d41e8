"""How well small decoded networks of our own sampling compute, against Nengo's.

The eight networks and their measures are those of tests/reference/nengo/nef_accuracy.json (Nengo
4.1, 20 seeds each; medians of the RMSE, in Hz for the oscillator). Draws differ, so medians over
seeds are compared: the lower end of the 95 % bootstrap interval of the ratio of medians, both sides
resampled, must not exceed 1.05. RHEO_SEEDS=100 compares over seeds 1 to 100; by default fewer.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np

SOURCE = os.environ.get("RHEO_SOURCE", os.getcwd())
RHEO = os.environ.get("RHEO", os.path.join(SOURCE, "build", "release", "rheo"))
SEEDS = int(os.environ.get("RHEO_SEEDS", "12"))
DT, T = 1e-3, 3.0

ONE = 'x: {expression: "0.8*sin(2*pi*t)"}'
TWO = 'x: {expression: ["0.7*sin(2*pi*t)", "0.7*cos(2*pi*0.7*t)"]}'
HEAD = "simulation: {dt: 1 ms, duration: 3 s}\ninputs:\n  %s\npopulations:\n%s\nconnections:\n%s\n"
PROBE = "probes:\n  y: {of: %s, record: decoded, synapse: {lowpass: 20 ms}}\n"
FAST = "synapse: {lowpass: 5 ms}"


def population(name, neurons, dimensions, more=""):
    return f"  {name}: {{neurons: {neurons}, model: lif, dimensions: {dimensions}{more}}}"


def pair(stimulus, n, d, function="", d_out=None, more="", n_out=None):
    """Input -> a -> b, the second through a function."""
    populations = population("a", n, d, more) + "\n" + population("b", n_out or n, d_out or d)
    connections = ("  x_a: {from: x, to: a, synapse: none}\n"
                   f"  a_b: {{from: a, to: b{function}, {FAST}}}")
    return HEAD % (stimulus, populations, connections) + PROBE % "b"


def lowpass(u, tau):
    """y[n - 1] of y[n] = a y[n - 1] + (1 - a) u[n]."""
    a, y, out = np.exp(-DT / tau), np.zeros(u.shape[1]), np.zeros_like(u)
    for n, u_n in enumerate(u):
        out[n] = y
        y = a * y + (1 - a) * u_n
    return out


def signal(f):
    return np.array([f(DT * n) for n in range(1, int(T / DT) + 1)])


S1 = signal(lambda t: [0.8 * np.sin(2 * np.pi * t)])
S2 = signal(lambda t: [0.7 * np.sin(2 * np.pi * t), 0.7 * np.cos(2 * np.pi * 0.7 * t)])
STEPS = signal(lambda t: [1.0 if t < 0.8 else (-1.0 if 1.5 <= t < 2.3 else 0.0)])


def through(u):
    return lowpass(lowpass(u, 0.005), 0.02)


def integrated(s):
    """What an ideal population with this feedback represents."""
    x, a, y_u, y_x = np.zeros_like(s), np.exp(-DT / 0.1), 0.0, 0.0
    for k in range(len(s)):
        x[k] = y_u + y_x
        y_u = a * y_u + (1 - a) * 0.1 * s[k, 0]
        y_x = a * y_x + (1 - a) * x[k, 0]
    return lowpass(x, 0.02)


INTEGRATOR = HEAD % (
    'x: {expression: "if(t < 0.8, 1, if(t >= 1.5 && t < 2.3, -1, 0))"}', population("a", 400, 1),
    "  x_a: {from: x, to: a, weights: 0.1, synapse: {lowpass: 100 ms}}\n"
    "  a_a: {from: a, to: a, synapse: {lowpass: 100 ms}}") + PROBE % "a"
OSCILLATOR = HEAD % (
    'x: {expression: ["if(t < 0.1, 1, 0)", "0"]}', population("a", 500, 2),
    "  x_a: {from: x, to: a, synapse: {lowpass: 100 ms}}\n"
    "  a_a: {from: a, to: a, weights: [[1, =-0.2*pi], [=0.2*pi, 1]], synapse: {lowpass: 100 ms}}"
) + PROBE % "a"

NETWORKS = {
    "channel_50x1": (pair(ONE, 50, 1), through(S1)),
    "channel_200x1": (pair(ONE, 200, 1), through(S1)),
    "channel_200x2": (pair(TWO, 200, 2), through(S2)),
    "channel_1000x2": (pair(TWO, 1000, 2), through(S2)),
    "square_200": (pair(ONE, 200, 1, ', function: ["x0^2"]'), through(S1 ** 2)),
    "product_400": (pair(TWO, 400, 2, ', function: ["x0*x1"]', 1, ', radius: "=sqrt(2)"'),
                    through(S2[:, :1] * S2[:, 1:])),
    "integrator_400": (INTEGRATOR, integrated(STEPS)),
    "oscillator_500": (OSCILLATOR, None),
}


def measure(y, ideal):
    if ideal is not None:
        return float(np.sqrt(np.mean((y[300:] - ideal[300:]) ** 2)))
    z = (y[:, 0] + 1j * y[:, 1])[1000:]
    return float(abs(np.angle(z[1:] / z[:-1]).mean() / (2 * np.pi * DT) - 1))


def interval(ours, theirs):
    """95 % bootstrap interval of the ratio of medians."""
    rng = np.random.default_rng(1)
    def medians(values):
        return np.median(rng.choice(values, (10000, len(values))), axis=1)
    return np.percentile(medians(ours) / medians(theirs), [2.5, 97.5])


class Accuracy(unittest.TestCase):
    def values(self, name):
        text, ideal = NETWORKS[name]
        with tempfile.TemporaryDirectory() as at:
            path = os.path.join(at, "net.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            found = []
            for seed in range(1, SEEDS + 1):
                done = subprocess.run(
                    [RHEO, "run", path, "--seed", str(seed), "--quiet", "--overwrite", "--format",
                     "npy", "--threads", "1", "--out", os.path.join(at, "r")],
                    capture_output=True, text=True, timeout=300, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                samples = np.load(os.path.join(at, "r", "y.npy"))[:, 1:]  # after the time
                found.append(measure(samples, ideal))
        return found

    def test_medians_are_those_of_nengo_or_better(self):
        with open(os.path.join(SOURCE, "tests", "reference", "nengo", "nef_accuracy.json"),
                  encoding="utf-8") as file:
            reference = json.load(file)
        for name in NETWORKS:
            with self.subTest(name):
                ours, theirs = self.values(name), reference[name]["values"]
                low, high = interval(ours, theirs)
                print(f"{name:16} median {np.median(ours):.5f}, Nengo {np.median(theirs):.5f}, "
                      f"ratio {np.median(ours) / np.median(theirs):.3f} [{low:.3f}, {high:.3f}]",
                      file=sys.stderr)
                self.assertLessEqual(low, 1.05)


if __name__ == "__main__":
    unittest.main()
