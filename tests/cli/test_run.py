"""`rheo run`: results, refusals, options, and what its exit codes say."""

import os
import re
import resource
import shutil
import subprocess
import unittest

from command import MANY, RHEO, THRESHOLD, CommandTest, manifest_value, read, rheo, write

# A rate neuron that feeds itself back ten-thousandfold: infinite after some tens of steps.
RUNAWAY = """
simulation: {dt: 1 ms, duration: 5 s}
populations: {a: {neurons: 1, model: rectified_linear, bias: 1}}
connections: {back: {from: a.neurons, to: a.neurons, weights: 1e4, synapse: {lowpass: 1 ms}}}
probes: {output: {of: a, record: output}}
"""


class Results(CommandTest):
    def test_default_directory_files_and_summary(self):
        done = self.assert_done(rheo("run", THRESHOLD, cwd=self.at))
        directory = self.path("results", "threshold")
        self.assertEqual(manifest_value(directory, "status"), "complete")
        self.assertEqual(sorted(os.listdir(directory)),
                         ["frequency.csv", "manifest.yaml", "spikes.csv", "voltage.csv"])
        spikes = read(os.path.join(directory, "spikes.csv")).splitlines()
        self.assertEqual(spikes[0], "time_s,neuron")
        for text in ("synaptic operations", "real-time factor", "evaluate_levels", "spike_hash",
                     os.path.join("results", "threshold")):
            self.assertIn(text, done.stdout)
        row = re.search(r"^ +a +1 .* (\d+)$", done.stdout, re.M)
        self.assertEqual(int(row[1]), len(spikes) - 1)
        self.assertEqual(re.search(r"spike_hash +(\w+)", done.stdout)[1],
                         re.search(r"(\w{16})", manifest_value(directory, "spike_hash"))[1])

    def test_existing_results_are_refused_with_both_remedies(self):
        self.assert_done(rheo("run", THRESHOLD, "--quiet", cwd=self.at))
        manifest = self.path("results", "threshold", "manifest.yaml")
        before = read(manifest)
        refused = rheo("run", THRESHOLD, cwd=self.at)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--overwrite", refused.stderr)
        self.assertIn("--out", refused.stderr)
        self.assertEqual(read(manifest), before)
        self.assert_done(rheo("run", THRESHOLD, "--out", "elsewhere", cwd=self.at))
        self.assert_done(rheo("run", THRESHOLD, "--overwrite", "--duration", "1", cwd=self.at))
        self.assertEqual(manifest_value(self.path("results", "threshold"), "steps"), "1000")

    def test_overwrite_spares_a_directory_that_is_not_ours(self):
        os.makedirs(self.path("results", "threshold"))
        mine = write(self.path("results", "threshold", "thesis.txt"), "years of work")
        self.assertEqual(rheo("run", THRESHOLD, "--overwrite", cwd=self.at).returncode, 2)
        self.assertEqual(read(mine), "years of work")

    def test_overwrite_spares_a_file_that_no_run_has_written(self):
        self.assert_done(rheo("run", THRESHOLD, "--quiet", cwd=self.at))
        mine = write(self.path("results", "threshold", "z.csv"), "years of work")
        refused = rheo("run", THRESHOLD, "--overwrite", "--set",
                       "probes.z={of: a, record: spikes}", cwd=self.at)
        self.assertEqual(refused.returncode, 2)
        self.assertEqual(read(mine), "years of work")

    def test_networks_whose_results_would_collide_are_refused_before_the_first_run(self):
        for folder in ("one", "two"):
            os.makedirs(self.path(folder))
            shutil.copy(THRESHOLD, self.path(folder, "x.yaml"))
        refused = rheo("run", "one/x.yaml", "two/x.yaml", "--overwrite", cwd=self.at)
        self.assertEqual(refused.returncode, 2)
        self.assertFalse(os.path.exists(self.path("results")))

    def test_empty_values_are_refused(self):
        for option in ("--duration", "--seed", "--threads", "--out"):
            refused = rheo("run", THRESHOLD, option, "", cwd=self.at)
            self.assertEqual(refused.returncode, 2, option)
            self.assertIn("has no value", refused.stderr)

    def test_closed_standard_streams_do_not_lend_their_numbers_to_results(self):
        subprocess.run(f"{RHEO} run {THRESHOLD} --duration 2 0<&- 1>&- 2>&-", shell=True,
                       cwd=self.at, check=False)
        for row in read(self.path("results", "threshold", "voltage.csv")).splitlines()[1:]:
            self.assertRegex(row, r"^[0-9.e-]+,[0-9.e-]+$")

    def test_formats_and_quiet(self):
        done = self.assert_done(rheo("run", THRESHOLD, "--format", "npy", "--quiet", "--out", "r",
                                     cwd=self.at))
        self.assertEqual(done.stdout + done.stderr, "")
        with open(self.path("r", "frequency.npy"), "rb") as file:
            self.assertEqual(file.read(6), b"\x93NUMPY")

    def test_several_networks(self):
        shutil.copy(THRESHOLD, self.path("one.yaml"))
        shutil.copy(THRESHOLD, self.path("two.yaml"))
        self.assert_done(rheo("run", "one.yaml", "two.yaml", cwd=self.at))
        self.assertEqual(sorted(os.listdir(self.path("results"))), ["one", "two"])
        self.assertEqual(rheo("run", "one.yaml", "two.yaml", "--out", "r", cwd=self.at).returncode,
                         2)
        self.assertFalse(os.path.exists(self.path("r")))


class Options(CommandTest):
    def spikes(self, *options):
        self.assert_done(rheo("run", THRESHOLD, "--overwrite", "--out", "r", *options, cwd=self.at))
        return len(read(self.path("r", "spikes.csv")).splitlines()) - 1

    def test_set_changes_the_threshold(self):
        at_1 = self.spikes()
        self.assertGreater(self.spikes("--set", "populations.a.J_th=0.3"), 2 * at_1)
        self.assertEqual(self.spikes("--set", "populations.a.J_th=1.6"), 0)
        twice = self.spikes("--set", "populations.a.J_th=0.3", "--set", "populations.a.gain=0",
                            "--set", "populations.a.bias=0.29")
        self.assertEqual(twice, 0)

    def test_duration_and_seed_go_through_the_checks_of_the_file(self):
        self.spikes("--duration", "500 ms", "--seed", "9")
        self.assertEqual(manifest_value(self.path("r"), "steps"), "500")
        self.assertEqual(manifest_value(self.path("r"), "seed"), "9")
        odd = rheo("run", THRESHOLD, "--duration", "1.5 ms", "--out", "odd", cwd=self.at)
        self.assertEqual(odd.returncode, 2)
        self.assertIn("duration", odd.stderr)
        self.assertEqual(rheo("run", THRESHOLD, "--threads", "-1", cwd=self.at).returncode, 2)
        self.assertEqual(rheo("run", THRESHOLD, "--seed", "x", cwd=self.at).returncode, 2)

    def test_hashes_and_files_do_not_depend_on_the_threads(self):
        network = write(self.path("many.yaml"), MANY)
        seen = set()
        for threads in ("1", "2", "3", "7"):
            out = self.path("r" + threads)
            self.assert_done(rheo("run", network, "--threads", threads, "--out", out))
            seen.add((manifest_value(out, "spike_hash"), manifest_value(out, "state_hash"),
                      read(os.path.join(out, "spikes.csv")), read(os.path.join(out, "rate.csv"))))
        self.assertEqual(len(seen), 1)
        self.assertGreater(len(next(iter(seen))[2].splitlines()), 10000)
        self.assert_done(rheo("run", network, "--seed", "6", "--out", self.path("other")))
        self.assertNotIn(manifest_value(self.path("other"), "spike_hash"),
                         {row[0] for row in seen})


class Failures(CommandTest):
    def test_mistakes_of_the_user_are_2(self):
        broken = write(self.path("broken.yaml"), "populations: {a: {neurons: 0, modle: lif}}\n")
        for arguments in (["run", "absent.yaml"], ["run"], ["run", THRESHOLD, "--format", "xml"],
                          ["run", broken], ["run", THRESHOLD, "--nonsense"], ["run", self.at],
                          ["run", THRESHOLD, "--set", "populations.a.tau_rf=1"],
                          ["run", THRESHOLD, "--set", "nothing"]):
            with self.subTest(arguments):
                done = rheo(*arguments, cwd=self.at)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertGreater(len(done.stderr), 10)
        self.assertFalse(os.path.exists(self.path("results")))

    def test_numerical_trouble_is_3_and_leaves_readable_files(self):
        network = write(self.path("runaway.yaml"), RUNAWAY)
        done = rheo("run", network, cwd=self.at)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("population a", done.stderr)
        directory = self.path("results", "runaway")
        self.assertEqual(manifest_value(directory, "status"), "failed")
        rows = read(os.path.join(directory, "output.csv")).splitlines()
        self.assertEqual(rows[0], "time_s,0")
        self.assertGreater(len(rows), 5)

    def test_a_message_without_a_way_out_changes_no_exit_code(self):
        for arguments, code in ((["check", "missing.yaml"], 2), (["run", THRESHOLD], 0)):
            with self.subTest(arguments), open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([RHEO, *arguments], cwd=self.at, stdout=subprocess.DEVNULL,
                                      stderr=full, timeout=300, check=False)
                self.assertEqual(done.returncode, code)

    def test_a_file_where_a_directory_is_needed_is_4(self):
        write(self.path("file"), "")
        done = rheo("run", THRESHOLD, "--out", "file/r", cwd=self.at)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertIn("Not a directory", done.stderr)

    def test_a_full_disk_is_4_and_leaves_whole_rows(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))
        # Python ignores SIGXFSZ, and the child must, too: then writing fails as on a full disk.
        # In a coverage build the counters go elsewhere, so that no cut file stays in the build.
        done = rheo("run", THRESHOLD, "--duration", "60 s", cwd=self.at,
                    preexec_fn=small_files, restore_signals=False,
                    env={**os.environ, "GCOV_PREFIX": self.at})
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertIn("voltage.csv", done.stderr)
        directory = self.path("results", "threshold")
        rows = read(os.path.join(directory, "voltage.csv"))
        self.assertTrue(rows.endswith("\n"))
        self.assertTrue(all(len(row.split(",")) == 2 for row in rows.splitlines()))
        self.assertGreater(len(rows), 900000)
        self.assertEqual(manifest_value(directory, "status"), "failed")

    def test_standard_output_that_is_full_is_4(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([RHEO, "models"], stdout=full, stderr=subprocess.PIPE, text=True,
                                  timeout=60, check=False)
        self.assertEqual(done.returncode, 4)
        self.assertIn("standard output", done.stderr)


if __name__ == "__main__":
    unittest.main()
