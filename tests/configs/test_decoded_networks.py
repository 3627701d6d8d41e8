"""Each network of configs/ that represents and computes does what its header promises."""

import os
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli"))
from command import SOURCE, CommandTest, rheo  # noqa: E402

LATE = 25  # steps by which a decoded value follows: 5 ms synapse, 20 ms probe


def rms(a, b):
    return float(np.sqrt(np.mean((np.asarray(a) - np.asarray(b)) ** 2)))


class Network(CommandTest):
    def run_network(self, name, *probes):
        """Runs a network of configs/; the samples (steps, size) of each probe."""
        path = os.path.join(SOURCE, "configs", name + ".yaml")
        self.assert_done(rheo("run", path, "--quiet", cwd=self.at))
        return [np.loadtxt(self.path("results", name, probe + ".csv"), delimiter=",", skiprows=1,
                           ndmin=2)[:, 1:] for probe in probes]

    def test_a_communication_channel_passes_its_input_on(self):
        x, b = self.run_network("communication_channel", "x", "b")
        self.assertLess(rms(b[300:], x[300 - LATE:-LATE]), 0.03)

    def test_squaring(self):
        x, b = self.run_network("squaring", "x", "b")
        self.assertLess(rms(b[300:], x[300 - LATE:-LATE] ** 2), 0.03)

    def test_multiplication_away_from_the_jumps_of_its_input(self):
        x, y, product = self.run_network("multiplication", "x", "y", "product")
        far = np.array([np.ptp(y[max(k - 150, 0):k + 1]) == 0 for k in range(len(y))])
        far[:300] = False
        self.assertGreater(far.sum(), 1500)
        late = np.roll((x * y)[:, 0], LATE)
        self.assertLess(rms(product[far, 0], late[far]), 0.06)

    def test_an_integrator_rises_holds_falls_and_holds(self):
        (x,) = self.run_network("integrator", "x")
        for time, value in ((0.9, 0.8), (1.4, 0.8), (2.4, 0), (2.95, 0)):
            self.assertAlmostEqual(x[int(time * 1000), 0], value, delta=0.1)

    def test_a_controlled_integrator_holds_and_leaks(self):
        (x,) = self.run_network("controlled_integrator", "x")
        for time, value, off in ((0.95, 0.8, 0.1), (1.55, 0.8, 0.1), (2.9, 0, 0.1)):
            self.assertAlmostEqual(x[int(time * 1000), 0], value, delta=off)

    def test_an_oscillator_turns_as_fast_as_it_is_told(self):
        (x,) = self.run_network("controlled_oscillator", "x")
        z = x[:, 0] + 1j * x[:, 1]
        turns = np.angle(z[1:] * z[:-1].conj()) / (2 * np.pi * 1e-3)
        self.assertAlmostEqual(turns[500:2900].mean(), 1, delta=0.1)
        self.assertAlmostEqual(turns[3500:5900].mean(), 0.5, delta=0.1)
        self.assertLess(np.abs(np.abs(z[500:]) - 1).max(), 0.2)

    def test_a_lorenz_attractor_has_two_lobes(self):
        (x,) = self.run_network("lorenz_attractor", "x")
        self.assertTrue(np.all(np.abs(x[:, 0]) < 30))
        left = (x[:, 0] < -5).mean()
        right = (x[:, 0] > 5).mean()
        self.assertGreater(min(left, right), 0.1)
        self.assertGreater(np.ptp(x[2000:, 2]), 15)

    def test_circular_convolution(self):
        a, b = np.array([0.6, 0.2, -0.3, 0.5]), np.array([0.3, -0.5, 0.7, 0.1])
        wanted = [sum(a[i] * b[(k - i) % 4] for i in range(4)) for k in range(4)]
        (c,) = self.run_network("circular_convolution", "c")
        self.assertLess(np.abs(c[300:] - wanted).max(), 0.08)

    def test_an_associative_memory_answers_above_its_threshold_only(self):
        (value,) = self.run_network("associative_memory", "value")
        answers = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
        for key, answer in enumerate(answers):
            v = value[key * 500 + 450]
            self.assertGreater(v @ answer / np.linalg.norm(v), 0.95)
            self.assertAlmostEqual(np.linalg.norm(v), 1, delta=0.1)
        self.assertLess(np.linalg.norm(value[2450]), 0.1)

    def test_the_basal_ganglia_release_the_action_of_the_largest_salience(self):
        (thalamus,) = self.run_network("action_selection", "thalamus")
        for action, end in enumerate((500, 1000, 1500)):
            settled = thalamus[end - 300:end].mean(axis=0)
            self.assertGreater(settled[action], 0.8)
            self.assertLess(np.delete(settled, action).max(), 0.1)

    def test_learning_a_product(self):
        product, post = self.run_network("learn_product", "product", "post")
        late = np.roll(product, LATE, axis=0)
        before = rms(post[100:1000], late[100:1000])
        after = rms(post[60000:], late[60000:])
        self.assertGreater(before, 0.2)
        self.assertLess(after, 0.12)

    def test_noise_costs_less_with_regularised_decoders(self):
        x, clean, noisy, fragile = self.run_network("noise_robustness", "x", "clean", "noisy",
                                                    "fragile")
        off = [rms(y[300:], x[300 - 20:-20]) for y in (clean, noisy, fragile)]
        self.assertLess(off[0], 0.03)
        self.assertLess(off[0], off[1])
        self.assertLess(off[1], 0.06)
        self.assertLess(2 * off[1], off[2])


if __name__ == "__main__":
    unittest.main()
