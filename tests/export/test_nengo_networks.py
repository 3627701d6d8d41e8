"""The networks of nengo.networks, and further ways to build with ensembles."""

import unittest

import nengo
import numpy as np
from test_nef import Equal, wave


def probe_all(net):
    """Spikes of every ensemble of the network."""
    with net:
        for ensemble in net.all_ensembles:
            nengo.Probe(ensemble.neurons)


class NengoNetworks(Equal):
    def test_basal_ganglia_and_thalamus(self):
        with nengo.Network(seed=41) as net:
            ganglia = nengo.networks.BasalGanglia(3, n_neurons_per_ensemble=40)
            thalamus = nengo.networks.Thalamus(3, n_neurons_per_ensemble=30)
            nengo.Connection(ganglia.output, thalamus.input)
            utilities = nengo.Node(lambda t: [0.8, 0.6 + 0.4 * np.sin(8 * t), 0.3], label="u")
            nengo.Connection(utilities, ganglia.input, synapse=None)
            nengo.Probe(ganglia.output, synapse=0.01, label="ganglia")
            nengo.Probe(thalamus.output, synapse=0.01, label="thalamus")
        probe_all(net)
        self.equal(net)

    def test_circular_convolution(self):
        rng = np.random.RandomState(2)
        with nengo.Network(seed=42) as net:
            bind = nengo.networks.CircularConvolution(40, 5, invert_b=True)
            nengo.Connection(nengo.Node(rng.randn(5) / 2, label="x"), bind.input_a)
            nengo.Connection(nengo.Node(rng.randn(5) / 2, label="y"), bind.input_b)
            nengo.Probe(bind.output, synapse=0.01, label="bound")
        probe_all(net)
        self.equal(net)

    def test_gated_memory(self):
        with nengo.Network(seed=43) as net:
            memory = nengo.networks.InputGatedMemory(60, 2, difference_gain=5.0)
            nengo.Connection(nengo.Node([0.7, -0.4], label="u"), memory.input)
            nengo.Connection(nengo.Node(lambda t: float(t > 0.8), label="g"), memory.gate)
            nengo.Connection(nengo.Node(lambda t: float(t > 1.6), label="r"), memory.reset)
            nengo.Probe(memory.output, synapse=0.01, label="held")
        probe_all(net)
        self.equal(net)

    def test_associative_memory(self):
        vectors = np.eye(4)[:3] * 0.9 + 0.05
        with nengo.Network(seed=44) as net:
            memory = nengo.networks.AssociativeMemory(vectors, n_neurons=30, threshold=0.2)
            memory.add_wta_network()
            memory.add_threshold_to_outputs()
            memory.add_default_output_vector([0, 0, 0, 1])
            cue = nengo.Node(lambda t: vectors[int(2.5 * t) % 3] * 0.8, label="cue")
            nengo.Connection(cue, memory.input)
            nengo.Probe(memory.output, synapse=0.02, label="recalled")
        probe_all(net)
        self.equal(net)


class Construction(Equal):
    def test_configs_seeds_and_choices(self):
        with nengo.Network(seed=51, label="top") as net:
            net.config[nengo.Connection].synapse = nengo.Alpha(0.004)
            net.config[nengo.Ensemble].radius = 0.8
            source = nengo.Node(lambda t: [np.sin(6 * t), 0.3], label="u")
            for seed in (7, 8):
                with nengo.Network(label="part", seed=seed) as part:
                    part.config[nengo.Ensemble].neuron_type = nengo.LIF(tau_rc=0.03)
                    part.config[nengo.Probe].synapse = 0.02
                    a = nengo.Ensemble(
                        41,
                        2,
                        encoders=nengo.dists.Choice([[1, 0], [0, 1], [-1, 0], [0, -1]]),
                        intercepts=np.linspace(-0.9, 0.8, 41),
                        max_rates=nengo.dists.Choice([150.0, 220.0]),
                        label="a",
                    )
                    b = nengo.Ensemble(30, 1, seed=3, label="b", eval_points=[[0.1], [-0.4], [1]])
                    nengo.Connection(a, b, function=lambda x: x[0] * x[1], seed=9)
                    relay = nengo.Node(size_in=3, label="relay")
                    nengo.Connection(a, relay[[2, 0]])
                    nengo.Connection(b, relay[1], synapse=None)
                    nengo.Connection(relay[[1, 2]], b, transform=[[0.2, -0.2]], synapse=0)
                    nengo.Probe(a, label="x")
                    nengo.Probe(b, label="x")
                    nengo.Probe(relay[::-1], sample_every=0.003, label="x")
                nengo.Connection(source, a)
        probe_all(net)
        self.equal(net)

    def test_trained_by_hand(self):
        rng = np.random.RandomState(6)
        with nengo.Network(seed=52) as net:
            image = nengo.Node(nengo.processes.PresentInput(rng.rand(5, 9), 0.1), label="image")
            lif = nengo.LIF(amplitude=0.02)
            hidden = nengo.Ensemble(
                60,
                3,
                neuron_type=lif,
                gain=rng.uniform(0.5, 3, 60),
                bias=rng.uniform(-1, 2, 60),
                encoders=rng.randn(60, 3) * 2,
                normalize_encoders=False,
                radius=0.7,
                label="hidden",
            )
            second = nengo.Ensemble(
                40,
                1,
                neuron_type=lif,
                gain=rng.uniform(0.5, 3, 40),
                bias=np.ones(40),
                label="second",
            )
            out = nengo.Ensemble(50, 2, label="out")
            alpha = nengo.Alpha(0.008)
            nengo.Connection(image, hidden, transform=rng.randn(3, 9) / 3, synapse=None)
            nengo.Connection(
                hidden.neurons, second.neurons, transform=rng.randn(40, 60), synapse=alpha
            )
            nengo.Connection(second.neurons, out, transform=rng.randn(2, 40), synapse=alpha)
            nengo.Probe(out, synapse=nengo.Alpha(0.02), label="classes")
        probe_all(net)
        self.equal(net)

    def test_odd_gains_and_encoders(self):
        with nengo.Network(seed=56) as net:
            a = nengo.Ensemble(
                4,
                2,
                gain=[-1.5, 0, 2, 1e-3],
                bias=[1.2, 1.5, 0, 3],
                encoders=[[1, 0], [0, 2], [0, 0], [1e-5, 1]],
                normalize_encoders=False,
                label="a",
            )
            one = nengo.Ensemble(1, 1, label="one")
            nengo.Connection(wave(), a[0])
            nengo.Connection(a, a[1], function=lambda x: x[0], synapse=0.1)
            nengo.Connection(a, one, function=np.sum)
            nengo.Connection(one.neurons, a.neurons[-1:], transform=None)
            nengo.Probe(a, label="x")
            nengo.Probe(one, label="y")
        probe_all(net)
        self.equal(net, 300)

    def test_steps_of_other_lengths(self):
        for dt in (0.0005, 0.002):
            with nengo.Network(seed=53) as net:
                a = nengo.Ensemble(50, 1, label="a")
                b = nengo.Ensemble(50, 1, label="b")
                nengo.Connection(wave(), a)
                nengo.Connection(a, b, function=np.square, synapse=0.01)
                nengo.Connection(b, b, synapse=nengo.Alpha(0.05))
                nengo.Probe(b, synapse=0.01, label="x", sample_every=5 * dt)
            probe_all(net)
            with self.subTest(dt=dt):
                self.equal(net, dt=dt, steps=1000)

    def test_sparse_and_convolutional_transforms(self):
        rng = np.random.RandomState(8)
        shape = nengo.transforms.ChannelShape((6, 5, 2))
        with nengo.Network(seed=54) as net:
            image = nengo.Node(rng.rand(shape.size), label="image")
            convolution = nengo.Convolution(
                3, shape, strides=(2, 1), kernel_size=(3, 2), padding="same"
            )
            hidden = nengo.Ensemble(convolution.size_out, 1, label="hidden")
            back = nengo.ConvolutionTranspose(
                2, convolution.output_shape, strides=(2, 1), kernel_size=(3, 2), padding="same"
            )
            y = nengo.Node(size_in=back.size_out, label="y")
            nengo.Connection(image, hidden.neurons, transform=convolution)
            nengo.Connection(hidden.neurons, y, transform=back)
            sparse = nengo.Sparse((4, y.size_out), indices=[(0, 3), (2, 1), (2, 7)], init=[1, 2, 3])
            z = nengo.Node(size_in=4, label="z")
            nengo.Connection(y, z, transform=sparse, synapse=None)
            nengo.Probe(y, label="y")
            nengo.Probe(z, synapse=0.01, label="z")
        probe_all(net)
        self.equal(net)

    def test_ensembles_without_neurons(self):
        with nengo.Network(seed=55) as net:
            exact = nengo.Ensemble(1, 2, neuron_type=nengo.Direct(), radius=3, label="exact")
            a = nengo.Ensemble(50, 1, label="a")
            nengo.Connection(wave(), exact, transform=[[1], [0.5]])
            nengo.Connection(exact[0], a, synapse=None, transform=0.5)
            nengo.Connection(a, exact[1])
            nengo.Connection(exact[1], exact[1], synapse=0.2)
            nengo.Probe(exact, synapse=0.01, label="exact")
            nengo.Probe(exact[1], label="part")
            nengo.Probe(exact, "input", label="in")
            nengo.Probe(a.neurons, label="spikes")
        self.equal(net)


if __name__ == "__main__":
    unittest.main()
