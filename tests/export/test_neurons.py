"""Neuron types of Nengo, each in a network that uses it."""

import tempfile
import unittest

import nengo
import numpy as np
from support import export, plan_of, read_samples, run_rheo, simulator
from test_nef import Equal, wave

RATES = {"max_rates": nengo.dists.Uniform(220, 350), "intercepts": nengo.dists.Uniform(-0.9, 0.5)}


class Neurons(Equal):
    def test_adaptive_population(self):
        with nengo.Network(seed=71) as net:
            kind = nengo.AdaptiveLIF(tau_n=0.3, inc_n=0.02, amplitude=0.7)
            a = nengo.Ensemble(60, 2, neuron_type=kind, label="a")
            rate = nengo.AdaptiveLIFRate(inc_n=0.03)
            b = nengo.Ensemble(40, 1, neuron_type=rate, label="b")
            nengo.Connection(nengo.Node(lambda t: [np.sin(6 * t), 0.4], label="u"), a)
            nengo.Connection(a, b, function=lambda x: x[0] * x[1], synapse=0.01)
            nengo.Connection(b, a[1], transform=0.3)
            nengo.Probe(a.neurons, label="spikes")
            nengo.Probe(a.neurons, "adaptation", sample_every=0.01, label="n")
            nengo.Probe(a.neurons, "voltage", sample_every=0.01, label="v")
            nengo.Probe(a, synapse=0.01, label="x")
            nengo.Probe(b.neurons, label="rates", sample_every=0.01)
            nengo.Probe(b, label="y")
        self.equal(net)

    def test_each_type(self):
        choice = nengo.dists.Choice
        kinds = {
            "izhikevich": nengo.Izhikevich(reset_recovery=2),
            "sigmoid": nengo.Sigmoid(),
            "tanh": nengo.Tanh(tau_ref=0.002),
            "regular": nengo.RegularSpiking(nengo.LIFRate(amplitude=0.5), amplitude=2),
            "regular_tanh": nengo.RegularSpiking(nengo.Tanh()),
            "regular_adaptive": nengo.RegularSpiking(nengo.AdaptiveLIFRate()),
            "started": nengo.AdaptiveLIF(
                initial_state={"voltage": choice([0.3]), "adaptation": choice([0.1])}
            ),
            "fast": nengo.AdaptiveLIF(tau_ref=0.0003),
        }
        for label, kind in kinds.items():
            with nengo.Network(seed=72) as net:
                a = nengo.Ensemble(40, 1, neuron_type=kind, label="a", **RATES)
                nengo.Connection(wave(), a)
                nengo.Connection(a, a, transform=0.2, synapse=0.05)
                nengo.Probe(a.neurons, label="out")
                nengo.Probe(a, synapse=0.01, label="x")
                for state in kind.state:
                    nengo.Probe(a.neurons, state, label=state)
            with self.subTest(label):
                self.equal(net, 0, steps=1000)

    def test_random_spikes_agree_in_distribution(self):
        for kind in (nengo.PoissonSpiking(nengo.LIFRate()), nengo.StochasticSpiking(nengo.Tanh())):
            with nengo.Network(seed=73) as net:
                a = nengo.Ensemble(200, 1, neuron_type=kind, label="a", **RATES)
                nengo.Connection(nengo.Node([0.5]), a, synapse=None)
                probe = nengo.Probe(a.neurons, synapse=0.2, label="p")
            notes = plan_of(net).notes
            self.assertTrue(any("distribution only" in note for note in notes), notes)
            with simulator(net) as sim, tempfile.TemporaryDirectory() as directory:
                done = run_rheo(export(sim, directory, duration=1.0), directory + "/out")
                self.assertEqual(done.returncode, 0, done.stderr)
                _, values = read_samples(directory + "/out/p.csv", 0.001)
                sim.run_steps(1000, progress_bar=False)
                got, want = values[-1], sim.data[probe][-1]
            np.testing.assert_allclose(got.mean(), want.mean(), rtol=0.05)
            self.assertGreater(np.corrcoef(got, want)[0, 1], 0.9)
            self.assertFalse(np.array_equal(got, want))


if __name__ == "__main__":
    unittest.main()
