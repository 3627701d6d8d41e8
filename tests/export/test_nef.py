"""Networks that represent and compute, exported with the simulator's own decoders."""

import tempfile
import unittest

import nengo
import numpy as np
from support import compare


class Equal(unittest.TestCase):
    """Runs a network of Nengo and its export, and compares all probes."""

    def equal(self, net, at_least=1000, **options):
        with tempfile.TemporaryDirectory() as directory:
            spikes = compare(self, net, directory, **options)
        self.assertGreaterEqual(spikes, at_least, "too few spikes to be a test")


def wave(label="wave"):
    return nengo.Node(lambda t: np.sin(2 * np.pi * t), label=label)


class Dynamics(Equal):
    def test_recurrent_integrator(self):
        with nengo.Network(seed=21) as net:
            a = nengo.Ensemble(100, 1, label="a")
            nengo.Connection(nengo.Node(lambda t: 2.0 * (t < 0.5), label="u"), a, transform=0.1)
            nengo.Connection(a, a, synapse=0.1)
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a, synapse=0.01, label="x")
            nengo.Probe(a, label="raw")
        self.equal(net)

    def test_oscillator(self):
        with nengo.Network(seed=22) as net:
            a = nengo.Ensemble(150, 2, radius=1.3, label="a")
            kick = nengo.Node(lambda t: [8.0 if t < 0.1 else 0.0, 0.0], label="kick")
            nengo.Connection(kick, a, synapse=0.02)
            nengo.Connection(a, a, transform=[[1, 1], [-1, 1]], synapse=0.1)
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a, synapse=0.03, label="x")
            nengo.Probe(a[1], synapse=0.01, sample_every=0.005, label="second")
            nengo.Probe(a, "input", label="in")
        self.equal(net)

    def test_controlled_oscillator(self):
        tau = 0.1
        with nengo.Network(seed=23) as net:
            a = nengo.Ensemble(200, 3, radius=1.7, label="a")
            nengo.Connection(nengo.Node(lambda t: 4 * (t < 0.1), label="kick"), a[0])
            nengo.Connection(nengo.Node([0.6], label="speed"), a[2])
            nengo.Connection(
                a,
                a[:2],
                function=lambda x: [x[0] + tau * 8 * x[2] * x[1], x[1] - tau * 8 * x[2] * x[0]],
                synapse=tau,
            )
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a, synapse=0.03, label="x")
        self.equal(net)

    def test_chain_without_synapses(self):
        with nengo.Network(seed=24) as net:
            a, b, c = (nengo.Ensemble(60, 1, label=label) for label in "abc")
            nengo.Connection(wave(), a, synapse=None)
            nengo.Connection(a, b, synapse=None, transform=0.05)
            nengo.Connection(b, c, synapse=None, function=np.square, transform=0.05)
            nengo.Connection(c, a, transform=0.2)
            for ensemble in (a, b, c):
                nengo.Probe(ensemble.neurons, label=f"{ensemble.label}.spikes")
                nengo.Probe(ensemble, label=f"{ensemble.label}.x")
        self.equal(net)


class Computations(Equal):
    def test_product(self):
        with nengo.Network(seed=31) as net:
            product = nengo.networks.Product(60, 3, input_magnitude=1.2)
            nengo.Connection(wave(), product.input_a[0])
            nengo.Connection(nengo.Node([0.5, -0.7, 0.9], label="u"), product.input_a)
            nengo.Connection(nengo.Node([-0.3, 0.8, 1.0], label="v"), product.input_b)
            nengo.Probe(product.output, synapse=0.01, label="product")
            for ensemble in product.all_ensembles:
                nengo.Probe(ensemble.neurons)
        self.equal(net)

    def test_ensemble_array(self):
        with nengo.Network(seed=32) as net:
            array = nengo.networks.EnsembleArray(40, 3, ens_dimensions=2, radius=1.5)
            array.add_output("mixed", lambda x: [x[0] * x[1], x[0] + 1, 0.5])
            array.add_output("each", [np.sin, np.cos, lambda x: x[0]])
            array.add_neuron_input()
            array.add_neuron_output()
            nengo.Connection(nengo.Node(lambda t: np.sin(np.arange(6) * t), label="u"), array.input)
            nengo.Connection(array.output[::2], array.input[[5, 0, 0]], transform=0.3, synapse=0.05)
            nengo.Connection(wave(), array.neuron_input[:5], transform=0.2 * np.ones((5, 1)))
            nengo.Probe(array.output, label="output")
            nengo.Probe(array.mixed, synapse=0.01, label="mixed")
            nengo.Probe(array.each, label="each")
            nengo.Probe(array.neuron_output, label="all", sample_every=0.01)
            for ensemble in array.ensembles:
                nengo.Probe(ensemble.neurons)
        self.equal(net)

    def test_slices_with_repeated_indices(self):
        with nengo.Network(seed=33) as net:
            source = nengo.Node(lambda t: [np.sin(5 * t), np.cos(3 * t), 0.4], label="u")
            a = nengo.Ensemble(80, 3, radius=1.4, label="a")
            b = nengo.Ensemble(70, 2, label="b")
            nengo.Connection(source[[0, 2, 1]], a)
            nengo.Connection(source[[0, 0]], a[[1, 1]], synapse=None, transform=0.1)
            nengo.Connection(a[0], b[[1, 0]], transform=[[0.5], [0.2]])
            nengo.Connection(a[[2, 2, 0]], b[[1, 1, 1]], transform=0.1)
            nengo.Connection(a[::-2], b[::-1], transform=[0.3, -0.3], synapse=0.02)
            nengo.Connection(a[1:], b[0], function=lambda x: x[0] * x[1], synapse=None)
            nengo.Connection(b[[1]], a[-1], function=lambda x: x**2, transform=0.2)
            nengo.Probe(a.neurons, label="a.spikes")
            nengo.Probe(b.neurons, label="b.spikes")
            nengo.Probe(a[[2, 0, 0]], synapse=0.01, label="part")
            nengo.Probe(b, "input", label="b.in")
            nengo.Probe(b[::-1], "input", label="b.reversed")
        self.equal(net)

    def test_functions_of_constant_and_timed_nodes(self):
        with nengo.Network(seed=34) as net:
            a = nengo.Ensemble(50, 2, label="a")
            nengo.Connection(wave(), a[0], function=lambda x: x**3)
            timed = nengo.Node(lambda t: [t, -t], label="t")
            nengo.Connection(timed[1], a, function=lambda x: [x[0], np.sin(9 * x[0])], synapse=None)
            nengo.Connection(nengo.Node([0.5]), a[1], function=lambda x: x * 0.5)
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a, "input", label="in")
        self.equal(net)

    def test_solvers_points_and_tables(self):
        solvers = nengo.solvers
        points = np.linspace(-1, 1, 90)[:, np.newaxis]
        rng = np.random.RandomState(4)
        with nengo.Network(seed=35) as net:
            a = nengo.Ensemble(40, 1, eval_points=nengo.dists.Uniform(-1, 1), label="a")
            nengo.Connection(wave(), a)
            for label, options in (
                ("nz", {"solver": solvers.LstsqL2nz()}),
                ("plain", {"solver": solvers.Lstsq()}),
                ("noisy", {"solver": solvers.LstsqMultNoise()}),
                ("given", {"solver": solvers.NoSolver(rng.randn(40, 1) / 4000)}),
                ("none", {"solver": solvers.NoSolver()}),
                ("table", {"eval_points": points, "function": points**2}),
                ("unscaled", {"eval_points": points, "scale_eval_points": False}),
            ):
                b = nengo.Ensemble(20, 1, label=label)
                nengo.Connection(a, b, **options)
                nengo.Probe(b.neurons, label=f"{label}.spikes")
                nengo.Probe(b, "input", label=label)
            nengo.Probe(a, solver=solvers.LstsqL2(reg=0.01), label="own")
        self.equal(net)

    def test_probes_of_connections(self):
        with nengo.Network(seed=37) as net:
            a = nengo.Ensemble(30, 1, label="a")
            y = nengo.Node(size_in=2, label="y")
            driven = nengo.Connection(wave(), a, transform=0.5, label="driven")
            square = nengo.Connection(a, y[1], function=np.square, label="square")
            some = nengo.Connection(a.neurons[::3], y[0], transform=0.01 * np.ones((1, 10)))
            nengo.Connection(y, nengo.Node(size_in=2), synapse=None)
            nengo.Probe(a.neurons, label="spikes")
            for connection in (driven, square, some):
                nengo.Probe(connection, "weights", sample_every=0.5)
                nengo.Probe(connection, "input", synapse=0.01)
            nengo.Probe(square, "input", label="all")
        self.equal(net)

    def test_full_weights(self):
        with nengo.Network(seed=36) as net:
            a = nengo.Ensemble(50, 2, radius=1.5, label="a")
            b = nengo.Ensemble(40, 3, label="b")
            solver = nengo.solvers.LstsqL2(weights=True)
            nengo.Connection(nengo.Node(lambda t: [np.sin(4 * t), 0.5], label="u"), a)
            nengo.Connection(a, b[[0, 2]], solver=solver, transform=[[0, 1], [0.5, 0]])
            nengo.Connection(a, b[1], solver=solver, function=lambda x: x[0] * x[1], synapse=None)
            nengo.Connection(b, nengo.Node(size_in=3, label="y"), solver=solver)
            nengo.Probe(b.neurons, label="spikes")
            nengo.Probe(b, "input", label="in")
            nengo.Probe(net.nodes[1], label="y")
        self.equal(net)


if __name__ == "__main__":
    unittest.main()
