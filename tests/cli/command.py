"""What the tests of the `rheo` command share: running it, and small networks."""

import os
import re
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("RHEO_SOURCE", os.getcwd())
RHEO = os.environ.get("RHEO", os.path.join(SOURCE, "build", "release", "rheo"))
THRESHOLD = os.path.join(SOURCE, "configs", "threshold.yaml")

# 3000 neurons with different thresholds and biases: three blocks, so that threads have work.
MANY = """
simulation: {dt: 1 ms, duration: 300 ms, seed: 5}
inputs:
  x: {sine: {frequency: 4 Hz}}
populations:
  many:
    neurons: 3000
    model: lif
    J_th: {uniform: [0.5, 1.5]}
    bias: {uniform: [0.5, 3]}
  few: {neurons: 10, model: lif, gain: 2, bias: 0.5}
connections:
  part:  {from: {of: many.neurons, slice: "0:10"}, to: few.neurons, weights: 0.01,
          synapse: {alpha: 10 ms}}
  drive: {from: x, to: {of: few.neurons, slice: "3"}, synapse: {lowpass: 5 ms}}
probes:
  spikes: {of: many, record: spikes}
  rate:   {of: few, record: rate, filter: {lowpass: 20 ms}, neurons: [0, 9], every: 10 ms}
"""


def rheo(*arguments, cwd=None, **options):
    """Runs the command to its end; the result has returncode, stdout and stderr."""
    return subprocess.run([RHEO, *arguments], cwd=cwd, text=True, capture_output=True,
                          timeout=300, check=False, **options)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def manifest_value(directory, key):
    """The text of a top-level entry of the manifest."""
    match = re.search(rf"^{key}: *(.*)$", read(os.path.join(directory, "manifest.yaml")), re.M)
    assert match, f"no {key} in the manifest"
    return match[1].strip("\"' ")


class CommandTest(unittest.TestCase):
    """Each test has a fresh directory, self.at."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.at = holder.name

    def path(self, *parts):
        return os.path.join(self.at, *parts)

    def assert_done(self, result, code=0):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result
