"""`rheo inspect`: thresholds, intercepts, rates and curves against closed forms."""

import csv
import math
import unittest

from command import THRESHOLD, CommandTest, rheo, write

TUNED = """
simulation: {dt: 1 ms, duration: 10 ms, seed: 2}
populations:
  tuned:
    neurons: 40
    model: lif
    max_rates: {uniform: [200 Hz, 400 Hz]}
    intercepts: {uniform: [-1, 0.9]}
  signs:
    neurons: 5
    model: lif
    gain: [2, -2, 0, 0.1, 1]
    bias: [0.5, 0.5, 0.5, 0.1, 3]
  rectified: {neurons: 2, model: rectified_linear, gain: 100, bias: [50, -200]}
"""


def rate(J, J_th=1.0, tau_rc=0.02, tau_ref=0.002):
    return 1 / (tau_ref + tau_rc * math.log1p(J_th / (J - J_th))) if J > J_th else 0.0


class Inspect(CommandTest):
    def table(self, option, *arguments):
        file = self.path("table.csv")
        done = self.assert_done(rheo("inspect", *arguments, option, file))
        with open(file, encoding="utf-8", newline="") as rows:
            return list(csv.DictReader(rows)), done.stdout

    def test_the_neuron_of_the_question(self):
        for J_th, intercept in ((1, 0.4), (0.3, -0.3), (0.5, -0.1)):
            rows, text = self.table("--csv", THRESHOLD, "--set", f"populations.a.J_th={J_th}")
            self.assertEqual(len(rows), 1)
            row = rows[0]
            self.assertEqual(list(row), ["population", "neuron", "J_th", "tau_rc_s", "tau_ref_s",
                                         "gain", "bias", "x_intercept", "rheobase", "rate_at_1_hz",
                                         "rate_ceiling_hz", "class"])
            self.assertEqual(row["population"], "a")
            self.assertEqual(float(row["J_th"]), J_th)
            self.assertAlmostEqual(float(row["x_intercept"]), intercept, delta=1e-12)
            self.assertAlmostEqual(float(row["rheobase"]), intercept, delta=1e-12)
            self.assertAlmostEqual(float(row["rate_at_1_hz"]), rate(1.6, J_th), delta=1e-9)
            self.assertAlmostEqual(float(row["rate_ceiling_hz"]), 500, delta=1e-9)
            self.assertEqual(row["class"], "part")
            self.assertRegex(text, rf"\s{intercept}\s")

    def test_max_rates_and_intercepts_come_back(self):
        rows, text = self.table("--csv", write(self.path("net.yaml"), TUNED))
        tuned = [row for row in rows if row["population"] == "tuned"]
        self.assertEqual(len(tuned), 40)
        for row in tuned:
            self.assertTrue(200 <= float(row["rate_at_1_hz"]) <= 400)
            self.assertTrue(-1 <= float(row["x_intercept"]) <= 0.9)
            J = float(row["gain"]) + float(row["bias"])
            self.assertAlmostEqual(float(row["rate_at_1_hz"]), rate(J), delta=1e-9)
        self.assertIn("35 more", text)

    def test_classes_gain_zero_and_models_without_a_threshold(self):
        rows, _ = self.table("--csv", write(self.path("net.yaml"), TUNED))
        signs = [row for row in rows if row["population"] == "signs"]
        self.assertEqual([row["class"] for row in signs],
                         ["part", "part", "never", "never", "always"])
        self.assertEqual([row["x_intercept"] for row in signs], ["0.25", "-0.25", "", "9", "-2"])
        rectified = [row for row in rows if row["population"] == "rectified"]
        self.assertEqual([row["class"] for row in rectified], ["part", "never"])
        self.assertEqual(rectified[0]["x_intercept"], "-0.5")
        for column in ("J_th", "tau_rc_s", "tau_ref_s"):
            self.assertEqual(rectified[0][column], "")

    def test_curves(self):
        rows, _ = self.table("--curves", write(self.path("net.yaml"), TUNED))
        self.assertEqual(list(rows[0]), ["population", "neuron", "x", "rate_hz"])
        self.assertEqual(len(rows), 50 * 47)
        falling = [row for row in rows if row["population"] == "signs" and row["neuron"] == "1"]
        self.assertEqual(falling[0]["x"], "-1")
        self.assertEqual(falling[-1]["x"], "1")
        for k, row in enumerate(falling):
            x = float(row["x"])
            self.assertAlmostEqual(x, -1 + 2 * k / 49, delta=1e-15)
            self.assertAlmostEqual(float(row["rate_hz"]), rate(0.5 - 2 * x), delta=1e-9)

    def test_verify_agrees_and_says_by_how_much(self):
        done = self.assert_done(rheo("inspect", write(self.path("net.yaml"), TUNED), "--verify"))
        self.assertEqual(done.stdout.count("engine and formulas agree"), 3)
        self.assertIn("largest deviation", done.stdout)

    def test_verify_reports_where_the_step_loses_spikes(self):
        # One spike a step at most, without refractory time: 1000 Hz where the formula says more.
        done = rheo("inspect", THRESHOLD, "--verify", "--set", "populations.a.tau_ref=0",
                    "--set", "populations.a.within_step=nengo", "--set", "populations.a.gain=60")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("DISAGREE", done.stdout)

    def test_neurons_and_schedule(self):
        network = write(self.path("net.yaml"), TUNED)
        done = self.assert_done(rheo("inspect", network, "--neurons", "--schedule"))
        self.assertNotIn(" more ", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^ +39 ")
        self.assertIn("evaluate_levels", done.stdout)

    def test_unwritable_tables_are_4(self):
        for option in ("--csv", "--curves"):
            for file in ("/dev/full", self.path("absent", "table.csv"), self.at):
                done = rheo("inspect", THRESHOLD, option, file)
                self.assertEqual(done.returncode, 4, file + done.stdout + done.stderr)
                self.assertIn(file, done.stderr)


if __name__ == "__main__":
    unittest.main()
