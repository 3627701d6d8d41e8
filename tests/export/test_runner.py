"""The command: python -m rheobase_export SCRIPT.py:NETWORK DIRECTORY."""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

import numpy as np
from support import ROOT

SCRIPT = """
import nengo
from beside import size

with nengo.Network(seed=1, label="small") as net:
    nengo.Node(lambda t: t, label="time")
    nengo.Probe(nengo.Ensemble(size, 1, label="a").neurons, label="spikes")

def make():
    return net

def needs(argument):
    return net

number = 3
with nengo.Network() as bad:
    nengo.Node(lambda t, x: x**2, size_in=1, label="square")
"""


class Runner(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.write("small.py", SCRIPT)
        self.write("beside.py", "size = 7\n")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))

    def export(self, network, *options):
        """Run the command; the finished process and the directory that it was given."""
        out = os.path.join(self.folder, "out")
        command = [sys.executable, "-m", "rheobase_export"]
        command += [os.path.join(self.folder, network), out, *options]
        environment = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "python"))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done, out

    def test_network_and_options(self):
        done, out = self.export("small.py:net", "--dt", "0.002", "--duration", "0.5")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(out, "network.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("simulation: {dt: 0.002 s, duration: 0.5 s}", text)
        self.assertIn("neurons: 7", text)
        self.assertIn('the network "small" of small.py:net', text.replace("\n# ", " "))
        with np.load(os.path.join(out, "parameters.npz")) as arrays:
            self.assertEqual(arrays["time.rows"].shape, (250, 1))

    def test_ten_seconds_by_default(self):
        done, out = self.export("small.py:make")
        self.assertEqual(done.returncode, 0, done.stderr)
        with np.load(os.path.join(out, "parameters.npz")) as arrays:
            self.assertEqual(arrays["time.rows"].shape, (10000, 1))

    def test_mistakes(self):
        cases = (
            ("small.py", "expected SCRIPT.py:NETWORK"),
            ("missing.py:net", "no such file"),
            ("small.py:nett", "networks in it: net, bad"),
            ("small.py:number", "int, not a nengo.Network"),
            ("small.py:bad", 'node "square"'),
        )
        for network, message in cases:
            with self.subTest(network=network):
                done, out = self.export(network)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(message, done.stderr)
                self.assertFalse(os.path.exists(out))

    def test_bad_numbers(self):
        for options in (("--dt", "0"), ("--dt", "nan"), ("--duration", "0.0015")):
            with self.subTest(options=options):
                done, _ = self.export("small.py:net", *options)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn("rheobase_export: ", done.stderr)
                self.assertNotIn("Traceback", done.stderr)

    def test_output_that_cannot_be_written(self):
        self.write("out", "a file where the directory should go")
        done, _ = self.export("small.py:net")
        self.assertEqual(done.returncode, 2)
        self.assertIn("out", done.stderr)

    def test_a_script_that_fails_shows_where(self):
        self.write("broken.py", "import nengo\nraise ValueError('mine')\n")
        done, _ = self.export("broken.py:net")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("broken.py", done.stderr)
        self.assertIn("ValueError: mine", done.stderr)


class Library(unittest.TestCase):
    def test_does_not_import_nengo(self):
        code = (
            "import sys, rheobase_export, rheobase_export.__main__\n"
            "print([m for m in sys.modules if m.split('.')[0].startswith('nengo')])"
        )
        environment = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "python"))
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(done.stdout.strip(), "[]")

    def test_names_nengo_in_the_runner_only(self):
        folder = os.path.join(ROOT, "python", "rheobase_export")
        importers = []
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    starts = [line.strip()[:12] for line in file]
                if any(start in ("import nengo", "from nengo i") for start in starts):
                    importers.append(name)
        self.assertEqual(importers, ["__main__.py"])


if __name__ == "__main__":
    unittest.main()
