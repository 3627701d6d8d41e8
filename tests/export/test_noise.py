"""Noise that is injected into neurons, as the simulator draws it."""

import unittest

import nengo
from test_nef import Equal


class Noise(Equal):
    def test_white_noise_injected(self):
        processes = nengo.processes
        noises = {
            "white": processes.WhiteNoise(nengo.dists.Gaussian(0, 0.02)),
            "seeded": processes.WhiteNoise(nengo.dists.Uniform(-3, 3), scale=False, seed=5),
            "filtered": processes.FilteredNoise(synapse=nengo.Alpha(0.01)),
        }
        with nengo.Network(seed=75) as net:
            brown = nengo.Node(processes.BrownNoise(nengo.dists.Gaussian(0, 0.5)), label="brown")
            for label, noise in noises.items():
                a = nengo.Ensemble(40, 1, noise=noise, label=label)
                nengo.Connection(brown, a)
                nengo.Connection(a, a, synapse=0.05)
                nengo.Probe(a.neurons, label=f"{label}.spikes")
                nengo.Probe(a, synapse=0.01, label=label)
                nengo.Probe(a.neurons, "input", sample_every=0.01, label=f"{label}.J")
            nengo.Probe(brown, label="u")
        self.equal(net)


if __name__ == "__main__":
    unittest.main()
