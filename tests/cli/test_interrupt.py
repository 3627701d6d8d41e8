"""Ctrl-C: complete files and a summary; and the progress bar, which only a terminal sees."""

import os
import pty
import re
import signal
import subprocess
import time
import unittest

from command import RHEO, THRESHOLD, CommandTest, manifest_value, read

LONG = ["--duration", "1e6"]  # hours of work


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


class Interrupt(CommandTest):
    def start(self, **options):
        process = subprocess.Popen([RHEO, "run", THRESHOLD, *LONG], cwd=self.at, text=True,
                                   **options)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        spikes = self.path("results", "threshold", "spikes.csv")
        wait_for(lambda: os.path.exists(spikes) and os.path.getsize(spikes) > 100)
        return process

    def check_files(self):
        directory = self.path("results", "threshold")
        self.assertEqual(manifest_value(directory, "status"), "interrupted")
        steps = int(manifest_value(directory, "steps"))
        voltage = read(os.path.join(directory, "voltage.csv"))
        self.assertTrue(voltage.endswith("\n"))
        # The probe samples every step: as many rows as steps, the last one complete.
        self.assertEqual(len(voltage.splitlines()), steps + 1)
        last = voltage.splitlines()[-1].split(",")
        self.assertAlmostEqual(float(last[0]), steps * 1e-3, places=6)

    def test_files_are_complete_and_the_summary_is_printed(self):
        process = self.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertIn("interrupted", out)
        self.assertIn("spike_hash", out)
        self.check_files()

    def test_a_polite_kill_does_the_same(self):
        process = self.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143)
        self.check_files()

    def test_a_bar_on_a_terminal(self):
        master, terminal = pty.openpty()
        self.addCleanup(os.close, master)
        process = self.start(stdout=subprocess.PIPE, stderr=terminal)
        os.close(terminal)
        shown = ""
        end = time.monotonic() + 60
        while "left" not in shown and time.monotonic() < end:
            shown += os.read(master, 4096).decode()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertRegex(shown, r"\rthreshold \[[=>]* *\] \d+ %, [\d.e+]+ of 1e\+06 s, "
                                r"[\d.e+]+ x real time, .+ left")
        self.assertNotIn("%,", out)
        self.assertTrue(re.search(r"spike_hash +\w{16}", out))


if __name__ == "__main__":
    unittest.main()
