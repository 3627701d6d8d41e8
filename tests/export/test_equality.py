"""Exported networks do in rheo what they do in Nengo: spike for spike, values to 1e-9."""

import os
import tempfile
import unittest

import nengo
import numpy as np
from support import compare, export, run_rheo, simulator


class Networks(unittest.TestCase):
    """Each test: a network, run by both for 2000 steps."""

    def equal(self, net, at_least, **options):
        with tempfile.TemporaryDirectory() as directory:
            spikes = compare(self, net, directory, **options)
        self.assertGreaterEqual(spikes, at_least, "too few spikes to be a test")

    def test_layers_driven_through_neurons(self):
        rng = np.random.RandomState(1)
        with nengo.Network(seed=11, label="layers") as net:
            source = nengo.Node(nengo.processes.PresentInput(rng.rand(7, 12), 0.05), label="in")
            kind = nengo.LIF(amplitude=0.01)
            rates = {"max_rates": nengo.dists.Uniform(100, 200)}
            first = nengo.Ensemble(40, 1, neuron_type=kind, label="first", **rates)
            second = nengo.Ensemble(30, 1, neuron_type=kind, label="second", **rates)
            out = nengo.Node(size_in=5, label="out")
            nengo.Connection(source, first.neurons, transform=rng.randn(40, 12) / 3, synapse=None)
            nengo.Connection(first.neurons, second.neurons, transform=rng.randn(30, 40) / 2)
            nengo.Connection(
                second.neurons, out, transform=rng.randn(5, 30), synapse=nengo.Alpha(0.01)
            )
            nengo.Connection(second.neurons[:10], first.neurons[::4], transform=-0.3)
            nengo.Connection(first.neurons[[3, 1, 2]], out[[4, 0, 0]], transform=[1, 2, 3])
            for layer in (first, second):
                nengo.Probe(layer.neurons, label=f"{layer.label}.spikes")
                nengo.Probe(layer.neurons, "input", label=f"{layer.label}.J")
                nengo.Probe(layer.neurons[:3], "voltage", label=f"{layer.label}.v")
                nengo.Probe(layer.neurons[[7, 2, 2]], "voltage", synapse=0.003)
                nengo.Probe(layer.neurons[::-3], label=f"{layer.label}.some")
                nengo.Probe(layer.neurons, "refractory_time", sample_every=0.01)
            nengo.Probe(out, label="out")
            nengo.Probe(out[1:3], synapse=0.02, label="filtered")
            nengo.Probe(first.neurons, synapse=0.01, label="output")
            nengo.Probe(first.neurons, sample_every=0.004, label="thinned")
        self.equal(net, 2000)

    def test_represented_values(self):
        with nengo.Network(seed=12) as net:
            wave = nengo.Node(lambda t: [np.sin(9 * t), np.cos(7 * t)], label="wave")
            a = nengo.Ensemble(60, 2, radius=1.5, label="a")
            b = nengo.Ensemble(50, 3, label="b")
            nengo.Connection(wave, a, synapse=None)
            nengo.Connection(wave[0], b[[2]], synapse=nengo.Alpha(0.02))
            nengo.Connection(wave, b[:2], transform=[[0, 1], [2, 0]], synapse=0)
            nengo.Connection(a.neurons[:50], b.neurons, transform=0.002)
            nengo.Connection(b.neurons, a, transform=np.full((2, 50), 1e-4), synapse=0.05)
            nengo.Probe(a.neurons, label="a")
            nengo.Probe(b.neurons, label="b")
            nengo.Probe(a, "input", label="x")
            nengo.Probe(b, "input", synapse=0.01, label="y")
        self.equal(net, 4000)

    def test_every_neuron_type(self):
        rng = np.random.RandomState(3)
        with nengo.Network(seed=13) as net:
            noise = nengo.Node(nengo.processes.WhiteSignal(1, high=8, rms=0.7), label="noise")
            out = nengo.Node(size_in=4, label="out")
            for kind in (
                nengo.LIF(min_voltage=-1, amplitude=0.5),
                nengo.LIFRate(tau_rc=0.03, amplitude=2),
                nengo.RectifiedLinear(amplitude=0.1),
                nengo.SpikingRectifiedLinear(amplitude=3),
            ):
                a = nengo.Ensemble(25, 1, neuron_type=kind, label=type(kind).__name__)
                nengo.Connection(noise, a)
                nengo.Connection(
                    a.neurons,
                    out,
                    transform=rng.randn(4, 25),
                    synapse=0.01 if kind.spiking else None,
                )
                nengo.Probe(a.neurons, label=a.label)
                nengo.Probe(a.neurons, "input", label=f"{a.label}.J")
            nengo.Probe(out, label="out")
        self.equal(net, 4000)

    def test_values_written_in_other_ways(self):
        rng = np.random.RandomState(5)
        with nengo.Network(seed=18, label="true") as net:
            long = nengo.Node(rng.randn(40), label="1")
            short = nengo.Node([1e-7, -12345678.9], label="null")
            kind = nengo.LIF(
                min_voltage=-np.inf, initial_state={"voltage": nengo.dists.Choice([0.5])}
            )
            few = nengo.Ensemble(
                3, 1, neuron_type=kind, gain=[1, 2.5, 3], bias=[1.5] * 3, label="no"
            )
            nengo.Connection(long, few.neurons, transform=rng.randn(3, 40) / 5, synapse=None)
            nengo.Connection(short[1], few.neurons[0], transform=[[-1e-8]])
            nengo.Probe(few.neurons, label="yes")
            nengo.Probe(few.neurons, "voltage", label="~")
            nengo.Probe(short, label="0")
        self.equal(net, 100)

    def test_several_spikes_a_step(self):
        with nengo.Network(seed=14) as net:
            kind = nengo.SpikingRectifiedLinear()
            a = nengo.Ensemble(20, 1, neuron_type=kind, gain=np.full(20, 3000), bias=np.zeros(20))
            nengo.Connection(nengo.Node(np.sin), a)
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a.neurons, "voltage", label="v")
        self.equal(net, 20000)

    def test_refractory_time_below_the_step(self):
        for tau_ref in (0.0, 0.0004):
            with nengo.Network(seed=15) as net:
                kind = nengo.LIF(tau_ref=tau_ref)
                gain, bias = np.linspace(1, 300, 40), np.linspace(-2, 3, 40)
                a = nengo.Ensemble(40, 1, neuron_type=kind, gain=gain, bias=bias)
                nengo.Connection(nengo.Node(np.cos), a)
                nengo.Probe(a.neurons, label="spikes")
            with self.subTest(tau_ref=tau_ref):
                self.equal(net, 10000)

    def test_other_steps(self):
        for dt in (0.0005, 0.002):
            with nengo.Network(seed=16) as net:
                a = nengo.Ensemble(50, 1)
                nengo.Connection(nengo.Node(np.sin), a, synapse=nengo.Alpha(0.003))
                nengo.Connection(a.neurons, a.neurons[::-1], transform=-1e-3)
                nengo.Probe(a.neurons, label="spikes", sample_every=None)
                nengo.Probe(a.neurons, "voltage", sample_every=10 * dt, label="v")
            with self.subTest(dt=dt):
                self.equal(net, 1000, dt=dt)

    def test_subnetworks_and_passthrough_nodes(self):
        with nengo.Network(seed=17, label="outer") as net:
            relay = nengo.Node(size_in=2, label="relay")
            nengo.Connection(nengo.Node([0.3, -0.6]), relay, synapse=None)
            cells = []
            for label in ("left", "right"):
                with nengo.Network(label=label):
                    inside = nengo.Node(size_in=1, label="in")
                    cells.append(nengo.Ensemble(30, 1, label="cells"))
                    nengo.Connection(inside, cells[-1], synapse=None)
                nengo.Connection(relay[len(cells) - 1], inside, synapse=None)
                nengo.Probe(cells[-1].neurons, label=f"{label}.spikes")
            nengo.Connection(cells[0].neurons, cells[1].neurons, transform=5e-4)
        self.equal(net, 1000)


class RandomNetworks(unittest.TestCase):
    """Networks drawn from a seed: any neuron types, ends, slices, weights and synapses."""

    def network(self, seed):
        rng = np.random.RandomState(seed)
        kinds = (
            nengo.LIF(amplitude=0.01),
            nengo.LIF(tau_ref=0.0013, min_voltage=-0.5, amplitude=0.01),
            nengo.LIFRate(amplitude=0.01),
            nengo.RectifiedLinear(amplitude=0.001),  # small: loops of these must not blow up
            nengo.SpikingRectifiedLinear(amplitude=0.001),
        )
        with nengo.Network(seed=seed) as net:
            ends = []
            for index in range(rng.randint(2, 5)):
                kind = kinds[rng.randint(len(kinds))] if index else kinds[0]
                ends.append(nengo.Ensemble(rng.randint(5, 40), rng.randint(1, 4), neuron_type=kind))
                nengo.Probe(ends[-1].neurons)
            nodes = [nengo.Node(size_in=rng.randint(1, 6)) for _ in range(2)]
            signal = nengo.processes.WhiteSignal(2, high=10, rms=0.5)
            source = nengo.Node(signal, size_out=3)
            for node in nodes:
                nengo.Probe(node, synapse=rng.choice([None, 0.01]))
            sources = [source, *nodes, *(a.neurons for a in ends)]
            targets = [*nodes, *ends, *(a.neurons for a in ends)]
            for target in targets:  # each is reached from the source
                self.connect(rng, source, target)
            for _ in range(rng.randint(3, 8)):
                pre = sources[rng.randint(len(sources))]
                self.connect(rng, pre, targets[rng.randint(len(targets))])
        return net

    def connect(self, rng, pre, post):
        """A connection with a synapse between random parts of two objects.

        Neurons drive each other weakly: a network that is chaotic magnifies the last bit of a sum
        until spikes move, in Nengo as anywhere.
        """
        scale = 0.3 if type(pre).__name__ == "Neurons" else 1.0
        n_pre, n_post = rng.randint(1, pre.size_out + 1), rng.randint(1, post.size_in + 1)
        pre = pre[np.sort(rng.permutation(pre.size_out)[:n_pre]).tolist()]
        post = post[rng.permutation(post.size_in)[:n_post].tolist()]
        if n_pre == n_post and rng.rand() < 0.5:
            transform = rng.choice([0.5 * rng.randn(), scale])
        else:
            transform = scale * rng.randn(n_post, n_pre) / (n_post + n_pre)
        synapses = (0, 0.005, nengo.Lowpass(0.02), nengo.Alpha(0.01))
        nengo.Connection(pre, post, transform=transform, synapse=synapses[rng.randint(4)])

    def test_thirty(self):
        spikes = 0
        count = 4 if "RHEO_SANITIZED" in os.environ else 30
        for seed in range(count):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as directory:
                spikes += compare(self, self.network(seed), directory, steps=500)
        self.assertGreater(spikes, 1000 * count)


class PastTheEnd(unittest.TestCase):
    def test_sampled_functions_end_and_presented_ones_repeat(self):
        for process, code in ((np.sin, 2), (nengo.processes.PresentInput([[1], [2]], 0.01), 0)):
            with nengo.Network(seed=1) as net:
                nengo.Probe(nengo.Node(process), label="u")
            with self.subTest(process=process), tempfile.TemporaryDirectory() as directory:
                with simulator(net) as sim:
                    path = export(sim, directory, duration=0.1)
                out = os.path.join(directory, "out")
                done = run_rheo(path, out, "--duration", "0.2")
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
