"""Linear filters of Nengo: as synapses, of probes, and what connections put out."""

import unittest

import nengo
import numpy as np
from test_nef import Equal, wave


class Synapses(Equal):
    def test_alpha_and_linear_filters(self):
        filters = {
            "alpha": nengo.Alpha(0.02),
            "triangle": nengo.synapses.Triangle(0.013),
            "second_order": nengo.LinearFilter([1], [0.0004, 0.03, 1]),
            "direct_term": nengo.LinearFilter([0.004, 1], [0.02, 1]),
            "bilinear": nengo.Lowpass(0.01, method="bilinear"),
            "euler": nengo.Alpha(0.01, method="euler"),
            "backward": nengo.LinearFilter([1], [0.02, 1], method="backward_diff"),
            "digital": nengo.LinearFilter([0.1], [1, -0.9], analog=False),
            "delay": nengo.LinearFilter([1], [1, 0, 0], analog=False),
            "gain": nengo.LinearFilter([0.7], [1.0], analog=False),
        }
        with nengo.Network(seed=74) as net:
            a = nengo.Ensemble(50, 1, label="a")
            nengo.Connection(wave(), a)
            for label, synapse in filters.items():
                b = nengo.Ensemble(20, 1, label=label)
                nengo.Connection(a, b, synapse=synapse, transform=0.8)
                nengo.Probe(b.neurons, label=f"{label}.spikes")
                nengo.Probe(b, "input", label=label)
                nengo.Probe(a, synapse=synapse, label=f"{label}.probe")
        self.equal(net)

    def test_output_of_connections(self):
        filters = (
            None,
            nengo.Lowpass(0),
            nengo.Lowpass(0.03),
            nengo.Alpha(0.02),
            nengo.synapses.Triangle(0.01),
            nengo.LinearFilter([0.004, 1], [0.0004, 0.02, 1]),
            nengo.LinearFilter([0.004, 1], [0.02, 1]),
        )
        with nengo.Network(seed=76) as net:
            a = nengo.Ensemble(40, 2, label="a")
            b = nengo.Ensemble(20, 2, label="b")
            source = nengo.Node(lambda t: [np.sin(9 * t), 0.4, t], label="u")
            nengo.Connection(source[:2], a)
            solver = nengo.solvers.LstsqL2(weights=True)
            for synapse in filters:
                y = nengo.Node(size_in=4)
                for connection in (
                    nengo.Connection(a, y[[1, 1]], synapse=synapse),
                    nengo.Connection(source[[2, 0, 0]], y[[0, 1, 0]], synapse=synapse),
                    nengo.Connection(source, y[1:], transform=[1, 2, 3], synapse=synapse),
                    nengo.Connection(source[1], y[1], function=np.exp, synapse=synapse),
                    nengo.Connection(a.neurons[3:5], y[:2], synapse=synapse),
                    nengo.Connection(a, b, solver=solver, synapse=synapse),
                ):
                    nengo.Probe(connection, "output", sample_every=0.007)
                nengo.Probe(connection, "output", synapse=0.01)
            nengo.Probe(b.neurons, label="spikes")
        self.equal(net)


if __name__ == "__main__":
    unittest.main()
