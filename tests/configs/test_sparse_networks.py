"""The sparse networks of configs/, small or short, against theory and against NumPy."""

import math
import os
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli"))
from command import SOURCE, CommandTest, manifest_value, rheo  # noqa: E402

DT = 1e-4

# NEST at full scale, Hz.
MICROCIRCUIT = {"23E": 0.903, "23I": 2.965, "4E": 4.414, "4I": 5.876,
                "5E": 7.569, "5I": 8.633, "6E": 1.105, "6I": 7.829}
SIZES = {"23E": 20683, "23I": 5834, "4E": 21915, "4I": 5479,
         "5E": 4850, "5I": 1065, "6E": 14395, "6I": 2948}
# Table 5 of Potjans and Diesmann 2014: rows to, columns from, in the order of SIZES.
PROBABILITY = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
    [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443]]


def stationary_rate(mu, sigma, threshold, reset, tau_m, tau_ref):
    """Brunel 2000, equation 22: rate of a neuron under white noise; voltages from rest."""
    u = np.linspace((reset - mu) / sigma, (threshold - mu) / sigma, 4001)
    f = np.array([math.exp(x * x) * math.erfc(-x) for x in u])
    return 1 / (tau_ref + tau_m * math.sqrt(math.pi) * np.trapz(f, u))


def brunel_rate(g, eta, J=0.1, inputs=1000, tau_m=0.02):
    """The rate that a network of equal neurons takes on where its activity is stationary."""
    outside = eta * 20 / (J * inputs * tau_m)
    rate = 1.0
    for _ in range(300):
        mu = inputs * J * tau_m * (outside + rate * (1 - g / 4))
        sigma = J * math.sqrt(inputs * tau_m * (outside + rate * (1 + g * g / 4)))
        rate += 0.1 * (stationary_rate(mu, sigma, 20, 10, tau_m, 0.002) - rate)
    return rate


class VogelsAbbott:
    """The networks of Vogels and Abbott in NumPy, with connections and draws of its own."""

    def __init__(self, seed, conductances):
        rng = np.random.default_rng(seed)
        self.n, self.conductances = 4000, conductances
        self.targets = [np.flatnonzero(rng.random(self.n) < 0.02) for _ in range(self.n)]
        self.v = rng.uniform(-60, -50, self.n)
        self.rng = rng

    def rate(self, seconds, after):
        """Hz, over the `seconds` that follow on `after`."""
        ex, inh, left = np.zeros(self.n), np.zeros(self.n), np.zeros(self.n, int)
        w_ex, w_in = (6.0, 67.0) if self.conductances else (1.62, -9.0)  # nS or mV
        spikes = 0
        for step in range(round((after + seconds) / DT)):
            v = self.voltage(ex, inh)
            v[left > 0] = -60
            left -= left > 0
            fired = np.flatnonzero(v >= -50)
            v[fired], left[fired] = -60, 50
            self.v = v
            ex, inh = ex * math.exp(-DT / 5e-3), inh * math.exp(-DT / 10e-3)
            ex += w_ex * self.arriving(fired[fired < 3200])
            inh += w_in * self.arriving(fired[fired >= 3200])
            if self.conductances and step < 500:
                ex += w_ex * self.rng.poisson(300 * DT, self.n)
            spikes += len(fired) if step * DT >= after else 0
        return spikes / self.n / seconds

    def voltage(self, ex, inh):
        """After a step, inputs held: the solution is an exponential towards where it would end."""
        if not self.conductances:
            end = -49 + ex + inh
            return end + (self.v - end) * math.exp(-DT / 20e-3)
        total = 10 + ex + inh
        end = (10 * -60 + inh * -80) / total
        return end + (self.v - end) * np.exp(-DT * total / 0.2)

    def arriving(self, fired):
        if len(fired) == 0:
            return np.zeros(self.n)
        return np.bincount(np.concatenate([self.targets[k] for k in fired]), minlength=self.n)


class Sparse(CommandTest):
    def run_network(self, name, seconds, after, populations, *set_):
        """Rates in Hz of the populations between `after` and `seconds`."""
        path = os.path.join(SOURCE, "configs", name + ".yaml")
        arguments = ["--quiet", "--overwrite", "--duration", f"{seconds} s"]
        for text in set_:
            arguments += ["--set", text]
        for p in populations:
            arguments += ["--set", f"probes.{p}={{of: {p}, record: spikes}}"]
        self.assert_done(rheo("run", path, *arguments, cwd=self.at))
        rates = []
        for p in populations:
            times = np.loadtxt(self.path("results", name, p + ".csv"), delimiter=",", skiprows=1,
                               ndmin=2)[:, 0]
            rates.append(np.count_nonzero(times > after) / (seconds - after))
        return rates

    def manifest(self, name, key):
        return manifest_value(self.path("results", name), key)

    def test_a_tenth_of_the_microcircuit_fires_about_as_the_whole(self):
        # Scaling keeps mean and variance of the input, not its correlations: L2/3 fires less.
        counts = self.run_network("microcircuit", 1.1, 0.1, MICROCIRCUIT, "define.scale=0.1")
        for (name, expected), spikes in zip(MICROCIRCUIT.items(), counts):
            rate = spikes / math.floor(0.1 * SIZES[name] + 0.5)
            self.assertAlmostEqual(rate, expected, delta=0.3 * expected + 0.4, msg=name)

    def test_the_microcircuit_has_the_synapses_that_its_probabilities_stand_for(self):
        self.run_network("microcircuit", 0.001, 0, [], "define.scale=0.1")
        sizes = [math.floor(0.1 * n + 0.5) for n in SIZES.values()]
        expected = sum(math.log(1 - p) / math.log(1 - 1 / (a * b))
                       for a, row in zip(sizes, PROBABILITY) for b, p in zip(sizes, row))
        # A number of each of the 64 projections is rounded.
        self.assertAlmostEqual(int(self.manifest("microcircuit", "synapses")), expected, delta=64)

    def test_the_network_of_brunel_fires_at_its_stationary_rate(self):
        e, i = self.run_network("brunel", 0.4, 0.1, "EI")
        expected = brunel_rate(5, 2)
        self.assertAlmostEqual(expected, 38.0, delta=0.1)  # table 1 of the paper
        self.assertAlmostEqual(e / 10000, expected, delta=0.04 * expected)
        self.assertAlmostEqual(i / 2500, expected, delta=0.04 * expected)

    def test_excitation_drives_the_network_of_brunel_towards_its_refractory_time(self):
        e, i = self.run_network("brunel", 0.1, 0.05, "EI", "define.g=3")
        for rate in (e / 10000, i / 2500):
            self.assertGreater(rate, 200)
            self.assertLess(rate, 500)  # 1 / tau_ref

    def test_synaptic_currents_of_vogels_and_abbott(self):
        e, i = self.run_network("vogels_abbott", 1.0, 0.2, "EI")
        expected = VogelsAbbott(3, False).rate(0.8, 0.2)
        self.assertAlmostEqual((e + i) / 4000, expected, delta=0.15 * expected)

    def test_synaptic_conductances_of_vogels_and_abbott(self):
        e, i = self.run_network("vogels_abbott_coba", 1.2, 0.2, "EI")
        expected = VogelsAbbott(3, True).rate(1.0, 0.2)
        self.assertAlmostEqual((e + i) / 4000, expected, delta=0.15 * expected)

    def test_a_hundredth_of_the_million_neurons(self):
        e, i = self.run_network("random_1m", 1.1, 0.1, "EI", "define.scale=0.01")
        self.assertEqual(int(self.manifest("random_1m", "synapses")), 1_000_000)
        self.assertGreater((e + i) / 10000, 1.7 / 2)
        self.assertLess((e + i) / 10000, 1.7 * 2)

    def test_threads_change_no_bit(self):
        cases = {"microcircuit": "define.scale=0.1", "brunel": "define.g=4.5",
                 "vogels_abbott": "define.scale=2", "vogels_abbott_coba": "define.scale=2",
                 "random_1m": "define.scale=0.02"}
        for name, set_ in cases.items():
            hashes = set()
            for threads in (1, 2, 3):
                self.run_network(name, 0.05, 0, [], set_, f"simulation.threads={threads}")
                hashes.add((self.manifest(name, "spike_hash"), self.manifest(name, "state_hash")))
            self.assertEqual(len(hashes), 1, name)


if __name__ == "__main__":
    unittest.main()
