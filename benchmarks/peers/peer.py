"""What the scripts of the peers share: their arguments, and the line of JSON that they print."""

import argparse
import json
import os
import resource

# Steps before anything is measured: the network has to settle.
WARM_UP = {"brunel": 0.2, "cuba": 0.2, "coba": 0.2, "microcircuit": 0.1}


def arguments(text, scale=True, **more):
    """--seconds, --threads, --seed, --scale, and --NAME for each of `more`: (default, help)."""
    parser = argparse.ArgumentParser(description=text.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="biological, after warming up")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    if scale:
        parser.add_argument("--scale", type=float, default=1.0, help="of the numbers of neurons")
    for name, (default, explanation) in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=explanation)
    return parser.parse_args()


def report(peer, version, network, given, sizes, synapses, build, run, cpu, rates,
           compiled=0.0):
    """Prints one line of JSON. `sizes`, `rates` (Hz): by population; times in seconds.

    `run` and `cpu` are of the measured part; `compiled` is what a generator of code spent.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({
        "peer": peer, "version": version, "network": network, "threads": given.threads,
        "seed": given.seed, "scale": getattr(given, "scale", 1.0), "neurons": int(sum(sizes)),
        "synapses": int(synapses), "build_seconds": round(build, 4),
        "run_seconds": round(run, 4), "cpu_seconds": round(cpu, 4),
        "biological_seconds": given.seconds, "load": os.getloadavg()[0],
        "rates_hz": {name: round(float(rate), 4) for name, rate in rates.items()},
        "compile_seconds": round(compiled, 3),
        "peak_bytes": 1024 * max(peak, child if compiled else 0)}), flush=True)
