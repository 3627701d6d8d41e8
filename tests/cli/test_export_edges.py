"""rheo export-edges: what rules make, written out, makes the same network."""

import os
import subprocess
import unittest

import numpy as np

from command import RHEO, CommandTest, manifest_value, rheo, write

POPULATIONS = """
simulation: {dt: 0.1 ms, duration: 200 ms, seed: 3}
inputs: {noise: {poisson: {rate: 8 Hz, copies: 1600}}}
populations:
  E: {neurons: 1500, model: iaf_psc_exp, tau_syn_ex: 0.5 ms}
  I: {neurons: 300, model: iaf_psc_exp, tau_syn_ex: 0.5 ms}
probes: {s: {of: E, record: spikes}}
connections:
  noise_E: {from: noise, to: E, weights: 87.8 pA}
  noise_I: {from: noise, to: I, weights: 87.8 pA}
"""
RULES = POPULATIONS + """
  r: {from: [E, I], to: [E, I], rule: {fixed_indegree: [[40, 10], [40, 10]]},
      weights: [[{normal: {mean: 40 pA, std: 4 pA}}, -160 pA], [40 pA, -160 pA]],
      delay: {normal: {mean: 1.5 ms, std: 0.75 ms}, redraw: {min: 0.1 ms}}}
"""
PAIR = """
  {0}: {{from: {1}, to: {2}, rule: {{edges: {{file: edges.npz, sources: r.{0}.sources,
       targets: r.{0}.targets, weights: r.{0}.weights, weight_unit: A, delays: r.{0}.delays,
       delay_unit: s}}}}}}
"""
SONATA = """
  {0}: {{from: {1}, to: {2}, rule: {{edges: {{file: edges.h5, population: r.{0},
       weight_unit: pA}}}}}}
"""
PAIRS = [("E_to_E", "E", "E"), ("I_to_E", "I", "E"), ("E_to_I", "E", "I"), ("I_to_I", "I", "I")]


class ExportEdges(CommandTest):
    def test_the_network_of_the_edges_fires_like_that_of_the_rules(self):
        net = write(self.path("rules.yaml"), RULES)
        self.assert_done(rheo("export-edges", net, "--out", self.path("edges.npz")))
        with np.load(self.path("edges.npz")) as arrays:
            self.assertEqual(len(arrays["r.E_to_E.sources"]), 60000)
            indegrees = np.bincount(arrays["r.I_to_E.targets"].astype(int), minlength=1500)
            self.assertTrue((indegrees == 10).all())
            self.assertAlmostEqual(arrays["r.E_to_E.weights"].mean() * 1e12, 40, delta=0.1)
        self.assert_fires_alike("".join(PAIR.format(*pair) for pair in PAIRS))

    def assert_fires_alike(self, edges):
        """The network of the rules and that of the edges have the same spikes."""
        write(self.path("edges.yaml"), POPULATIONS + edges)
        counts = []
        for name in ("rules", "edges"):
            self.assert_done(rheo("run", self.path(name + ".yaml"), "--quiet", cwd=self.at))
            counts.append(np.loadtxt(self.path("results", name, "s.csv"), delimiter=",",
                                     skiprows=1))
        self.assertGreater(len(counts[0]), 500)
        # Weights pass through SI units, so that they may differ by a rounding.
        same = min(len(counts[0]), 500)
        self.assertTrue((counts[0][:same] == counts[1][:same]).all())
        self.assertEqual(manifest_value(self.path("results", "rules"), "synapses"),
                         manifest_value(self.path("results", "edges"), "synapses"))

    def test_matrix_market(self):
        net = write(self.path("rules.yaml"), RULES)
        out = self.path("edges")
        self.assert_done(rheo("export-edges", net, "--out", out, "--format", "mtx"))
        with open(os.path.join(out, "r.I_to_E.mtx"), encoding="ascii") as file:
            self.assertTrue(file.readline().startswith("%%MatrixMarket matrix coordinate real"))
            self.assertEqual(file.readline().split(), ["1500", "300", "15000"])
            self.assertEqual(len(file.readline().split()), 3)

    def test_sonata(self):
        net = write(self.path("rules.yaml"), RULES)
        done = rheo("export-edges", net, "--out", self.path("edges.h5"), "--format", "sonata")
        self.assert_done(done)
        with open(self.path("edges.h5"), "rb") as file:
            self.assertEqual(file.read(4), b"\x89HDF")
        self.assert_fires_alike("".join(SONATA.format(*pair) for pair in PAIRS))

    def test_a_full_disk_is_code_4_and_leaves_no_half_file(self):
        net = write(self.path("rules.yaml"), RULES)
        for form in ("npz", "sonata"):
            done = subprocess.run(["bash", "-c", 'ulimit -f 1000; exec "$@"', "bash", RHEO,
                                   "export-edges", net, "--format", form, "--out",
                                   self.path("edges")], capture_output=True, text=True)
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("cannot write", done.stderr)
            self.assertFalse(os.path.exists(self.path("edges")))

    def test_nothing_is_written_over_and_nothing_to_write_is_said(self):
        net = write(self.path("rules.yaml"), RULES)
        write(self.path("edges.npz"), "")
        done = rheo("export-edges", net, "--out", self.path("edges.npz"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("exists", done.stderr)
        bare = write(self.path("bare.yaml"), POPULATIONS)
        done = rheo("export-edges", bare, "--out", self.path("none.npz"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("no synapses", done.stderr)
        done = rheo("export-edges", net, "--out", self.path("missing", "edges.npz"))
        self.assertEqual(done.returncode, 4)


if __name__ == "__main__":
    unittest.main()
