"""configs/spiking_cnn.yaml does what its header promises, and its parameters can be made again."""

import importlib.util
import os
import re
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli"))
from command import SOURCE, CommandTest, manifest_value, rheo  # noqa: E402

CONFIGS = os.path.join(SOURCE, "configs")
STEPS = 100  # of an image
IMAGES = 100


def training():
    """The script that made the parameters, as a module."""
    path = os.path.join(CONFIGS, "spiking_cnn", "train.py")
    spec = importlib.util.spec_from_file_location("train", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spike_counts(path, neurons):
    """Spikes of each neuron during each image, (images, neurons)."""
    time, neuron = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
    image = (np.round(time * 1000).astype(int) - 1) // STEPS
    counts = np.zeros((IMAGES, neurons))
    np.add.at(counts, (image, neuron.astype(int)), 1)
    return counts


class SpikingCnn(CommandTest):
    def test_accuracy_rates_and_events(self):
        self.assert_done(rheo("run", os.path.join(CONFIGS, "spiking_cnn.yaml"), "--quiet",
                              cwd=self.at))
        results = self.path("results", "spiking_cnn")
        with open(os.path.join(results, "manifest.yaml"), encoding="utf-8") as file:
            accuracy = re.search(r"accuracy: *\{?(?:value: *)?([0-9.]+)", file.read())
        self.assertGreater(float(accuracy[1]), 0.85)

        images = np.load(os.path.join(CONFIGS, "trained_digits", "images.npz"))["images"][:IMAGES]
        made = np.load(os.path.join(CONFIGS, "spiking_cnn", "parameters.npz"))
        train = training()
        edges = spike_counts(os.path.join(results, "edges.spikes.csv"), 288)
        pooled = spike_counts(os.path.join(results, "pooled.spikes.csv"), 72)
        # The current of the first layer is constant while an image is shown: the LIF rate curve,
        # give or take what a neuron brings along from the image before.
        current = 1 + train.convolved(images.reshape(-1, 8, 8, 1), made["edges"], 1, 1)
        rates = train.rates(current).reshape(IMAGES, -1)
        self.assertLessEqual(np.abs(edges - 0.1 * rates).max(), 2)

        # A spike costs what it reaches: one pool each, or ten outputs; a pixel that is not black,
        # eight filters at each place of a 3 x 3 window that lies in the image.
        places = np.minimum.reduce([np.arange(1, 9), np.arange(8, 0, -1), np.full(8, 3)])
        lit = (images.reshape(-1, 8, 8) != 0) * np.outer(places, places) * 8
        events = STEPS * lit.sum() + edges.sum() + 10 * pooled.sum()
        self.assertEqual(int(manifest_value(results, "synaptic_operations")), events)

    def test_parameters_are_those_of_the_script(self):
        train = training()
        made = np.load(os.path.join(CONFIGS, "spiking_cnn", "parameters.npz"))
        again = train.parameters()
        self.assertEqual(sorted(made), sorted(again))
        for name, array in again.items():
            np.testing.assert_allclose(made[name], array, rtol=0, atol=1e-9, err_msg=name)


if __name__ == "__main__":
    unittest.main()
