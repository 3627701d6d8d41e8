"""The same network gives the same bits in every process: threads, slices, instruction sets, the C
library's choice of code, builds. What is compared: both hashes of the manifest and every file."""

import filecmp
import os
import subprocess
import tempfile
import unittest

import yaml

RHEO = os.environ["RHEO"]
SOURCE = os.environ["RHEO_SOURCE"]
BUILDS = os.path.join(SOURCE, "build")
FOLDERS = ("engine", "neurons", "synapses", "connections", "inputs", "probes", "io", "apps")

# Everything whose bits could depend on the CPU: draws through logarithms and cosines, user's
# formulas, tuning, filter coefficients, kernels with few and with many spikes; sums of many terms.
NETWORK = """
simulation: {{dt: 1 ms, duration: 500 ms, seed: 3, precision: {precision}}}
inputs:
  wave: {{expression: ["sin(20*t) * exp(-t)", "cos(31*t) + tanh(t)", "log(1 + t) - t^0.3"]}}
  sine: {{sine: {{frequency: 7 Hz, amplitude: 1.5}}}}
nodes: {{sum: {{size: 3}}, out: {{size: 40}}}}
populations:
  quiet: {{neurons: 2100, model: lif, bias: {{normal: {{mean: 1.01, std: 0.1}}}},
          J_th: {{lognormal: {{mean: 0, std: 0.2}}}}}}
  busy: {{neurons: 40, model: lif, max_rates: {{uniform: [100 Hz, 300 Hz]}},
         intercepts: {{uniform: [-1, 0.5]}}, tau_ref: 0.4 ms}}
  rates: {{neurons: 40, model: lif_rate, gain: 2, bias: {{uniform: [0.5, 2]}}}}
  counts: {{neurons: 40, model: spiking_rectified_linear, gain: 300,
           bias: {{exponential: {{mean: 900}}}}}}
connections:
  wave_sum: {{from: wave, to: sum, weights: [0.3, 0.4, 0.5], synapse: none}}
  sine_sum: {{from: sine, to: {{of: sum, slice: "1"}}, synapse: {{alpha: 3 ms}}}}
  sum_quiet: {{from: {{of: sum, slice: "0:1"}}, to: {{of: quiet.neurons, slice: "1024"}},
              synapse: none}}
  sum_busy: {{from: {{of: sum, slice: "1"}}, to: {{of: busy.neurons, slice: "3"}}, synapse: none}}
  quiet_busy: {{from: {{of: quiet.neurons, slice: "1000:1040"}}, to: busy.neurons, weights: 0.01,
               synapse: {{alpha: 5 ms}}}}
  busy_rates: {{from: busy.neurons, to: rates.neurons, weights: 0.01, synapse: {{lowpass: 5 ms}}}}
  rates_counts: {{from: rates.neurons, to: counts.neurons, weights: 0.01, synapse: none}}
  counts_out: {{from: counts.neurons, to: out, weights: 0.001, synapse: {{lowpass: 20 ms}}}}
probes:
  quiet: {{of: quiet, record: spikes}}
  busy: {{of: busy, record: spikes}}
  counts: {{of: counts, record: spikes}}
  voltage: {{of: quiet, record: voltage, every: 50 ms}}
  out: {{of: out, record: value}}
  smooth: {{of: busy, record: rate, filter: {{alpha: 10 ms}}, every: 5 ms}}
  kernel: {{of: busy, record: rate, filter: {{gaussian: {{sigma: 20 ms}}}}, every: 5 ms}}
"""


def newest_source():
    """Time of the last change to the sources of the command."""
    return max(os.path.getmtime(os.path.join(directory, leaf))
               for folder in FOLDERS
               for directory, _, leaves in os.walk(os.path.join(SOURCE, folder))
               for leaf in leaves)


class Bits(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.runs = 0

    def run_once(self, precision, flags=(), rheo=RHEO, **environment):
        """(directory, manifest) of a run; None where this CPU lacks the instruction set."""
        self.runs += 1
        network = os.path.join(self.temporary.name, f"{precision}.yaml")
        with open(network, "w", encoding="utf-8") as file:
            file.write(NETWORK.format(precision=precision))
        out = os.path.join(self.temporary.name, f"run{self.runs}")
        done = subprocess.run([rheo, "run", network, "--quiet", "--out", out, *flags],
                              env={**os.environ, **environment}, capture_output=True, text=True)
        if done.returncode == 2 and "RHEO_ISA" in environment and "lacks" in done.stderr:
            return None
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(out, "manifest.yaml"), encoding="utf-8") as file:
            return out, yaml.safe_load(file)

    def assert_same(self, expected, run, what):
        with self.subTest(what):
            for key in ("spike_hash", "state_hash"):
                self.assertEqual(expected[1][key], run[1][key], key)
            names = sorted(set(os.listdir(expected[0])) - {"manifest.yaml"})
            self.assertTrue(any(n.endswith(".csv") for n in names), names)
            self.assertEqual(names, sorted(set(os.listdir(run[0])) - {"manifest.yaml"}))
            same, _, _ = filecmp.cmpfiles(expected[0], run[0], names, shallow=False)
            self.assertEqual(sorted(same), names)

    def variants(self, precision):
        for threads in ("1", "2", "3", "7"):
            yield f"threads {threads}", self.run_once(precision, ("--threads", threads))
        yield "fewer threads than asked for", self.run_once(precision, ("--threads", "7"),
                                                            OMP_THREAD_LIMIT="2")
        for isa in ("baseline", "avx2", "avx512"):
            yield isa, self.run_once(precision, RHEO_ISA=isa)
        tunables = "glibc.cpu.hwcaps=-FMA,-AVX2"
        yield "libm", self.run_once(precision, GLIBC_TUNABLES=tunables)
        yield "libm and baseline", self.run_once(precision, GLIBC_TUNABLES=tunables,
                                                 RHEO_ISA="baseline")

    def check(self, precision):
        expected = self.run_once(precision)
        for name in ("quiet", "busy", "counts"):  # equal silence would prove nothing
            self.assertGreater(expected[1]["populations"][name]["spikes"], 500, name)
        for what, run in self.variants(precision):
            if run:
                self.assert_same(expected, run, what)
        return expected

    def test_double(self):
        self.check("double")

    def test_single(self):
        self.check("single")

    def test_precisions_differ(self):
        double, single = self.run_once("double"), self.run_once("single")
        self.assertNotEqual(double[1]["state_hash"], single[1]["state_hash"])

    def test_seed_matters(self):
        first, other = self.run_once("double"), self.run_once("double", ("--seed", "4"))
        self.assertNotEqual(first[1]["spike_hash"], other[1]["spike_hash"])

    def test_other_builds(self):
        """Debug against release, where ./dev test --all or somebody has built both. A command
        older than its sources may rightly give other bits and is left out."""
        expected = self.run_once("double"), self.run_once("single")
        for build in ("release", "debug", "asan", "coverage"):
            other = os.path.join(BUILDS, build, "rheo")
            if not os.path.exists(other) or os.path.samefile(other, RHEO):
                continue
            if os.path.getmtime(other) < newest_source():
                continue
            for precision, reference in zip(("double", "single"), expected):
                run = self.run_once(precision, rheo=other)
                self.assert_same(reference, run, f"{build} {precision}")


if __name__ == "__main__":
    unittest.main()
