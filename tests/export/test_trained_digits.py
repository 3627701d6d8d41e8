"""The trained network, exported from core Nengo, gives every spike of the reference."""

import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from support import ROOT, read_samples, read_spikes, run_rheo

CONFIGS = os.path.join(ROOT, "configs", "trained_digits")


class TrainedDigits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        command = [sys.executable, "-m", "rheobase_export"]
        command += [os.path.join(CONFIGS, "digits.py") + ":net", cls.folder]
        environment = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "python"))
        subprocess.run(command, env=environment, check=True, capture_output=True)
        reference = os.path.join(ROOT, "tests", "reference", "trained_digits", "expected.npz")
        with np.load(reference) as arrays:
            cls.expected = dict(arrays)

    def test_parameters_are_those_of_the_training(self):
        exported = np.load(os.path.join(self.folder, "parameters.npz"))
        trained = np.load(os.path.join(CONFIGS, "parameters.npz"))
        shared = [name for name in exported if name != "input.rows"]
        self.assertEqual(len(shared), 9)
        for name in shared:
            np.testing.assert_array_equal(exported[name], trained[name], name)
        images = np.load(os.path.join(CONFIGS, "images.npz"))["images"]
        np.testing.assert_array_equal(exported["input.rows"], images[:100])

    def test_every_spike(self):
        out = os.path.join(self.folder, "results")
        done = run_rheo(os.path.join(self.folder, "network.yaml"), out)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in ("hidden", "hidden2"):
            want = np.stack(
                [self.expected[f"run.{name}.spike_{part}"] for part in ("step", "neuron")], axis=1
            )
            got = read_spikes(os.path.join(out, f"{name}.spikes.csv"), 0.001)
            np.testing.assert_array_equal(got, want, name)
        step, output = read_samples(os.path.join(out, "output.csv"), 0.001)
        self.assertEqual((step[0], len(step)), (1, 10000))
        np.testing.assert_allclose(output[:500], self.expected["run.output"], atol=1e-9, rtol=0)
        np.testing.assert_allclose(
            output[99::100], self.expected["run.output_at_end"], atol=1e-9, rtol=0
        )


if __name__ == "__main__":
    unittest.main()
