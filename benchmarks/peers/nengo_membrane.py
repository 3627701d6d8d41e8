"""Time of a step of Nengo's LIF for the biases in a file of float64.

Prints ns per neuron and step (the least of 5 runs), then the share of neurons that spike in a step.
Run by benchmarks/membrane.cpp.
"""

import sys
import time

import nengo
import numpy as np

DT = 0.001


def main(path):
    bias = np.fromfile(path)
    with nengo.Network(seed=1) as net:
        ensemble = nengo.Ensemble(
            bias.size, 1, gain=np.ones(bias.size), bias=bias,
            encoders=np.ones((bias.size, 1)), eval_points=np.zeros((1, 1)))
    steps = max(5, 2_000_000 // bias.size)
    with nengo.Simulator(net, dt=DT, progress_bar=False) as simulator:
        simulator.run_steps(100 if bias.size <= 100_000 else 10)
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            simulator.run_steps(steps)
            seconds.append(time.perf_counter() - start)
        spikes = 0.0
        output = simulator.signals[simulator.model.sig[ensemble.neurons]["out"]]
        for _ in range(10):
            simulator.step()
            spikes += output.sum() * DT
    print(1e9 * min(seconds) / steps / bias.size, spikes / 10 / bias.size)


if __name__ == "__main__":
    main(sys.argv[1])
