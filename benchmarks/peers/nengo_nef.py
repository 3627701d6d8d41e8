"""A communication channel in Nengo: building it, and its step.

Arguments: neurons (of each of two ensembles), dimensions, evaluation points, seconds of steps to
measure. Prints the seconds of building, the microseconds of a step (the least of 20 runs) and the
peak memory in MB. Run by benchmarks/nef.cpp.
"""

import resource
import sys
import time

import nengo
import numpy as np

RUNS = 20


def main(neurons, dimensions, points, seconds):
    nengo.rc.set("decoder_cache", "enabled", "False")
    with nengo.Network(seed=1) as net:
        stimulus = nengo.Node(np.full(dimensions, 0.5 / np.sqrt(dimensions)))
        a = nengo.Ensemble(neurons, dimensions, n_eval_points=points)
        b = nengo.Ensemble(neurons, dimensions, n_eval_points=points)
        nengo.Connection(stimulus, a, synapse=None)
        nengo.Connection(a, b, synapse=0.005)
        nengo.Probe(b, synapse=0.01)
    start = time.perf_counter()
    with nengo.Simulator(net, progress_bar=False) as simulator:
        built = time.perf_counter() - start
        simulator.run_steps(20)
        steps, spent, step = 1, 0.0, float("inf")
        while spent < seconds / RUNS / 4:
            steps *= 2
            spent = timed(simulator, steps)
        for _ in range(RUNS):
            step = min(step, timed(simulator, steps) / steps)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(built, 1e6 * step, peak)


def timed(simulator, steps):
    start = time.perf_counter()
    simulator.run_steps(steps)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), float(sys.argv[4]))
