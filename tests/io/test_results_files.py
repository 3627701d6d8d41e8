"""Results as other programs see them: numpy reads npy and csv, a run that was killed is readable,
two runs do not share a directory."""
import os
import signal
import subprocess
import tempfile
import time
import unittest

import numpy as np
import yaml

RHEO = os.environ["RHEO"]
NETWORK = """
simulation: {{dt: 1 ms, duration: {duration}, seed: 3}}
inputs:
  x: {{sine: {{amplitude: 6, frequency: 5 Hz}}}}
populations:
  a:
    neurons: 50
    model: lif
    gain: 1
    bias: 1.2
    tau_ref: 0.1 ms
    tau_rc: 3 ms
connections:
  x_to_a: {{from: x, to: a.neurons, weights: {{file: ones.npy}}, synapse: none}}
probes:
  spikes: {{of: a, record: spikes, neurons: "10:50"}}
  voltage: {{of: a, record: voltage, neurons: [7, 3]}}
  rate: {{of: a, record: rate, filter: {{gaussian: {{sigma: 5 ms}}}}, every: 2 ms}}
"""


class Files(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)

    def path(self, *names):
        return os.path.join(self.place.name, *names)

    def network(self, duration):
        np.save(self.path("ones.npy"), np.ones((50, 1)))
        with open(self.path("net.yaml"), "w") as file:
            file.write(NETWORK.format(duration=duration))
        return self.path("net.yaml")

    def command(self, duration, *more):
        return [RHEO, "run", self.network(duration), "--quiet", *more]

    def manifest(self, name):
        with open(self.path(name, "manifest.yaml")) as file:
            return yaml.safe_load(file)

    def table(self, name):
        return np.loadtxt(self.path(name), delimiter=",", skiprows=1, ndmin=2)

    def wait_for(self, name):
        """Until the run has written something."""
        until = time.time() + 60
        while time.time() < until and not (os.path.exists(name) and os.path.getsize(name) > 50000):
            time.sleep(0.05)

    def drop_cut_line(self, name):
        """SIGKILL may hit in the middle of a write."""
        with open(name, "rb+") as file:
            text = file.read()
            self.assertLess(len(text) - text.rindex(b"\n"), 100)
            file.truncate(text.rindex(b"\n") + 1)

    def test_csv_and_npy_hold_the_same(self):
        for form in ("csv", "npy"):
            subprocess.run(self.command("2 s", "--format", form, "--out", self.path(form)),
                           check=True)
        steps = np.load(self.path("npy", "spikes.npy"))
        self.assertEqual(steps.dtype, np.int64)
        spikes = self.table("csv/spikes.csv")
        self.assertGreater(len(spikes), 1000)
        np.testing.assert_array_equal(steps * [0.001, 1], spikes)
        self.assertGreaterEqual(spikes[:, 1].min(), 10)
        repeated = (np.diff(steps, axis=0) == 0).all(axis=1).any()
        self.assertTrue(repeated, "no neuron fired twice in a step: the test proves too little")
        for probe in ("voltage", "rate"):
            array = np.load(self.path("npy", probe + ".npy"))
            np.testing.assert_array_equal(array, self.table(f"csv/{probe}.csv"))
        counts = np.bincount(steps[:, 1], minlength=50)[10:]
        mean = np.load(self.path("npy", "rate.npy"))[:, 11:].mean(axis=0)
        np.testing.assert_allclose(mean, counts / 2, rtol=0.02)
        m, n = self.manifest("csv"), self.manifest("npy")
        self.assertEqual(m["spike_hash"], n["spike_hash"])
        self.assertEqual([p["rows"] for p in m["probes"]], [p["rows"] for p in n["probes"]])
        self.assertEqual(m["probes"][0]["rows"], len(spikes))
        self.assertEqual(m["probes"][1]["columns"], ["time_s", "7", "3"])
        self.assertEqual(m["populations"]["a"]["neurons"], 50)

    def test_the_network_of_a_manifest_runs_again(self):
        subprocess.run(self.command("1 s", "--set", "populations.a.bias=1.5", "--out",
                                    self.path("first")), check=True)
        with open(self.path("again.yaml"), "w") as file:
            file.write(self.manifest("first")["network"])
        subprocess.run([RHEO, "run", self.path("again.yaml"), "--quiet", "--out",
                        self.path("second")], check=True)
        for key in ("spike_hash", "state_hash", "steps", "seed"):
            self.assertEqual(self.manifest("first")[key], self.manifest("second")[key])

    def test_a_full_disk_is_code_4_and_leaves_whole_lines(self):
        run = subprocess.run(["bash", "-c", 'ulimit -f 1000; exec "$@"', "bash",
                              *self.command("1000 s", "--out", self.path("full"))],
                             stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("cannot write", run.stderr)
        manifest = self.manifest("full")
        self.assertEqual(manifest["status"], "failed")
        for probe in manifest["probes"]:
            self.assertEqual(len(self.table("full/" + probe["file"])), probe["rows"])
        self.assertGreater(manifest["probes"][0]["rows"], 100)

    def test_ctrl_c_leaves_complete_files(self):
        run = subprocess.Popen(self.command("10000 s", "--out", self.path("stopped")))
        self.wait_for(self.path("stopped", "voltage.csv"))
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=60), 130)
        manifest = self.manifest("stopped")
        self.assertEqual(manifest["status"], "interrupted")
        rows = {p["name"]: p["rows"] for p in manifest["probes"]}
        self.assertEqual(rows["voltage"], manifest["steps"])
        self.assertEqual(rows["rate"], manifest["steps"] // 2)
        self.assertEqual(rows["spikes"], len(self.table("stopped/spikes.csv")))

    def test_a_killed_run_is_readable_and_can_be_replaced(self):
        for form in ("csv", "npy"):
            out = self.path("killed", form)
            run = subprocess.Popen(self.command("10000 s", "--format", form, "--out", out))
            file = os.path.join(out, "voltage." + form)
            self.wait_for(file)
            again = subprocess.run(self.command("1 s", "--overwrite", "--out", out),
                                   stderr=subprocess.PIPE, text=True)
            self.assertEqual(again.returncode, 2)
            self.assertIn("another run", again.stderr)
            run.send_signal(signal.SIGKILL)
            run.wait()
            self.assertEqual(self.manifest(os.path.join("killed", form))["status"], "running")
            if form == "csv":
                self.drop_cut_line(file)
            table = self.table(file) if form == "csv" else np.load(file)
            self.assertGreater(len(table), 1000)
            np.testing.assert_array_equal(table[:, 0], np.arange(1, len(table) + 1) * 0.001)
            subprocess.run(self.command("1 s", "--overwrite", "--out", out), check=True)
            self.assertEqual(self.manifest(os.path.join("killed", form))["status"], "complete")


if __name__ == "__main__":
    unittest.main()
