"""Help, version, models, check and schema: what a person reads first."""

import json
import unittest

from command import THRESHOLD, CommandTest, rheo, write

COMMANDS = ("run", "check", "inspect", "models", "schema", "help")


class Help(CommandTest):
    def test_every_command_is_listed_and_explained(self):
        overview = self.assert_done(rheo("help")).stdout
        self.assertEqual(overview, self.assert_done(rheo("--help")).stdout)
        for command in COMMANDS:
            self.assertIn(f"  {command} ", overview)
            text = self.assert_done(rheo("help", command)).stdout
            self.assertEqual(text, self.assert_done(rheo(command, "--help")).stdout)
            self.assertIn("Example", text)
            self.assertIn(f"rheo {command}", text)
            self.assertTrue(all(len(line) <= 110 for line in text.splitlines()), text)

    def test_version(self):
        self.assertRegex(self.assert_done(rheo("--version")).stdout, r"^rheo \d+\.\d+\.\d+\n$")

    def test_what_does_not_exist_is_2(self):
        for arguments in (["walk"], ["help", "walk"], ["models", "hodgkin"], []):
            with self.subTest(arguments):
                done = rheo(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertGreater(len(done.stdout + done.stderr), 20)


class Models(CommandTest):
    def test_each_has_equations_units_defaults_and_ranges(self):
        text = self.assert_done(rheo("models", "lif")).stdout
        for word in ("tau_rc v' = J - v", "J_th", "0.02 s", "> 0", "distribution", "voltage",
                     "max_rates"):
            self.assertIn(word, text)
        everything = self.assert_done(rheo("models")).stdout
        names = self.assert_done(rheo("models", "--list")).stdout
        for name in ("lif", "lif_rate", "rectified_linear", "spiking_rectified_linear", "lowpass",
                     "alpha", "constant", "piecewise", "ramp", "sine", "array", "expression",
                     "spikes", "rate", "gaussian", "window", "isi"):
            self.assertIn(f"\n{name} (", "\n" + everything)
            self.assertRegex(names, rf"(?m)^  {name} ")
        self.assertTrue(all(len(line) <= 110 for line in everything.splitlines()))


class Check(CommandTest):
    def test_a_network_that_is_well(self):
        done = self.assert_done(rheo("check", THRESHOLD))
        self.assertIn("1 population, 1 neuron", done.stdout)

    def test_all_mistakes_at_once_with_their_places(self):
        network = write(self.path("net.yaml"), "populations:\n"
                        "  a: {neurons: 1, model: lif, tau_rf: 2 ms}\n"
                        "  b: {neurons: 1, model: lof}\n"
                        "probes: {p: {of: c, record: spikes}}\n"
                        "simulation: {duration: 1 s}\n")
        done = rheo("check", network)
        self.assertEqual(done.returncode, 2)
        self.assertIn("net.yaml:2:31: populations.a.tau_rf", done.stderr)
        self.assertIn("tau_ref", done.stderr)
        self.assertIn("net.yaml:3:", done.stderr)
        self.assertIn("net.yaml:4:", done.stderr)
        self.assertIn("3 mistakes", done.stderr)

    def test_show_resolves_defaults_and_reads_back(self):
        shown = self.assert_done(rheo("check", THRESHOLD, "--show", "--set",
                                      "populations.a.J_th=0.3")).stdout
        for text in ("min_voltage", "amplitude", "0.3"):
            self.assertIn(text, shown)
        again = write(self.path("shown.yaml"), shown)
        for network, option in ((THRESHOLD, "populations.a.J_th=0.3"),
                                (again, "simulation.seed=1")):
            self.assert_done(rheo("run", network, "--set", option, "--out",
                                  self.path("r" + str(network == again))))
        with open(self.path("rTrue", "spikes.csv"), encoding="utf-8") as one:
            with open(self.path("rFalse", "spikes.csv"), encoding="utf-8") as other:
                self.assertEqual(one.read(), other.read())


class Schema(CommandTest):
    def test_is_json(self):
        schema = json.loads(self.assert_done(rheo("schema")).stdout)
        self.assertIn("$schema", schema)
        self.assertIn("lif", json.dumps(schema))


if __name__ == "__main__":
    unittest.main()
