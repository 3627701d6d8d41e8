"""How the scripts for Brian 2 build, compile and run a network as a C++ program with OpenMP."""

import os
import shutil
import tempfile
import time

import brian2 as b2
import networks
import peer

# Written by the program: the time of day and the CPU time it has used, in seconds.
MARK = """
{{
  std::ofstream mark("{path}");
  mark.precision(17);
  mark << std::chrono::duration<double>(
      std::chrono::system_clock::now().time_since_epoch()).count();
  mark << " " << double(std::clock()) / CLOCKS_PER_SEC << std::endl;
}}
"""


# Arrivals before the comparison with the threshold, as in NEST.
SCHEDULE = ["start", "groups", "synapses", "thresholds", "resets", "end"]


def delay(parameters):
    """The delay less a step: with this schedule a spike is seen in the step after it."""
    return (parameters["delay_ms"] - networks.DT_MS) * b2.ms


def refractory(parameters):
    """t_ref and a step: Brian integrates again in the last step of the time that it is given."""
    return (parameters["t_ref_ms"] + networks.DT_MS) * b2.ms


def mark(path):
    b2.device.insert_code("main", MARK.format(path=path))


def read(path):
    with open(path, encoding="utf-8") as text:
        return [float(word) for word in text.read().split()]


def measured(network, name, given, build):
    """Builds, compiles, warms up and runs; prints the line of JSON.

    `network` is a key of peer.WARM_UP; `build(given)` returns the populations by name and the
    objects of the network, of which the instances of Synapses are counted.
    """
    directory = tempfile.mkdtemp(prefix="rheo_brian_")
    try:
        b2.set_device("cpp_standalone", build_on_run=False)
        b2.prefs.devices.cpp_standalone.openmp_threads = given.threads
        b2.prefs.codegen.cpp.headers += ["<chrono>", "<fstream>", "<ctime>"]
        b2.defaultclock.dt = networks.DT_MS * b2.ms
        b2.seed(given.seed)
        populations, objects = build(given)
        monitors = {key: b2.SpikeMonitor(group) for key, group in populations.items()}
        whole = b2.Network(objects, monitors.values())
        whole.schedule = SCHEDULE
        marks = [os.path.join(directory, f"mark{k}") for k in range(3)]
        mark(marks[0])
        warm = peer.WARM_UP[network] * b2.second
        whole.run(warm)
        mark(marks[1])
        whole.run(given.seconds * b2.second)
        mark(marks[2])
        start = time.perf_counter()
        b2.device.build(directory=directory, compile=True, run=False, debug=False)
        compiled = time.perf_counter() - start
        launched = time.time()
        b2.device.run(directory, with_output=False, run_args=[])
        times = [read(path) for path in marks]
        sizes = {key: len(group) for key, group in populations.items()}
        rates = {key: (monitor.t > warm).sum() / sizes[key] / given.seconds
                 for key, monitor in monitors.items()}
        synapses = sum(len(o) for o in objects if isinstance(o, b2.Synapses))
        peer.report("brian2", b2.__version__, name, given, sizes.values(), synapses,
                    times[0][0] - launched, times[2][0] - times[1][0], times[2][1] - times[1][1],
                    rates, compiled)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
