"""rheo inspect of the trained digits gives the intercepts, rates and curves that Nengo reports."""

import os
import unittest

import numpy

from command import SOURCE, CommandTest, rheo

NETWORK = os.path.join(SOURCE, "configs", "trained_digits.yaml")
EXPECTED = os.path.join(SOURCE, "tests", "reference", "trained_digits", "expected.npz")
SIZES = {"hidden": 128, "hidden2": 64}
AMPLITUDE = 0.01  # contained in the reference's curves, not in ours


class InspectDigits(CommandTest):
    def test_intercepts_rates_and_curves(self):
        neurons, curves = self.path("neurons.csv"), self.path("curves.csv")
        self.assert_done(rheo("inspect", NETWORK, "--csv", neurons, "--curves", curves))
        expected = numpy.load(EXPECTED)
        table = numpy.genfromtxt(neurons, delimiter=",", names=True, dtype=None, encoding="utf-8")
        points = numpy.genfromtxt(curves, delimiter=",", names=True, dtype=None, encoding="utf-8")
        for name, size in SIZES.items():
            rows = table[table["population"] == name]
            self.assertEqual(list(rows["neuron"]), list(range(size)))
            for column, reference in (("x_intercept", "intercepts"), ("rate_at_1_hz", "max_rates")):
                numpy.testing.assert_allclose(rows[column], expected[f"{name}.{reference}"],
                                              rtol=1e-9, atol=1e-9)
            curve = points[points["population"] == name].reshape(size, 50)
            numpy.testing.assert_allclose(curve["x"][0], expected["response_curves.x"], rtol=0,
                                          atol=1e-15)
            numpy.testing.assert_allclose(curve["rate_hz"].T * AMPLITUDE,
                                          expected[f"{name}.response_curves"], rtol=1e-9, atol=1e-9)


if __name__ == "__main__":
    unittest.main()
