"""Exported networks learn as they do in Nengo."""

import unittest

import nengo
import numpy as np
from test_nef import Equal, wave


class Rules(Equal):
    def test_pes_with_learned_error(self):
        with nengo.Network(seed=61) as net:
            pre = nengo.Ensemble(60, 1, label="pre")
            post = nengo.Ensemble(50, 1, label="post")
            error = nengo.Ensemble(50, 1, label="error")
            nengo.Connection(wave(), pre)
            learned = nengo.Connection(
                pre,
                post,
                function=lambda x: [0],
                learning_rule_type=nengo.PES(learning_rate=3e-4),
                label="learned",
            )
            nengo.Connection(post, error)
            nengo.Connection(pre, error, function=np.square, transform=-1)
            nengo.Connection(error, learned.learning_rule)
            nengo.Probe(post, synapse=0.01, label="y")
            nengo.Probe(error, synapse=0.03, label="e")
            nengo.Probe(post.neurons, label="spikes")
            nengo.Probe(learned, "weights", sample_every=0.1, label="w")
            nengo.Probe(learned, "output", label="out")
            nengo.Probe(learned.learning_rule, "error", label="rule.error")
            nengo.Probe(learned.learning_rule, "activities", sample_every=0.05, label="rule.pre")
            nengo.Probe(learned.learning_rule, "delta", sample_every=0.05, label="rule.delta")
        self.equal(net)

    def test_pes_in_other_places(self):
        with nengo.Network(seed=62) as net:
            a = nengo.Ensemble(40, 2, label="a")
            b = nengo.Ensemble(30, 2, radius=1.3, label="b")
            y = nengo.Node(size_in=3, label="y")
            teacher = nengo.Node(lambda t: [np.sin(5 * t), 0.2], label="teacher")
            pes = nengo.PES(learning_rate=1e-4, pre_synapse=nengo.Alpha(0.01))
            nengo.Connection(nengo.Node(lambda t: [np.sin(4 * t), 0.5], label="u"), a)
            sliced = nengo.Connection(a[0], y[[2]], learning_rule_type=pes)
            some = nengo.Connection(
                a.neurons[10:30],
                y[:2],
                transform=np.zeros((2, 20)),
                learning_rule_type=nengo.PES(pre_synapse=None),
            )
            direct = nengo.Connection(
                a.neurons, b.neurons, transform=np.zeros((30, 40)), learning_rule_type=pes
            )
            twice = nengo.Connection(a, y[[1, 1]], learning_rule_type=nengo.PES())
            nengo.Connection(teacher[1], sliced.learning_rule, synapse=None)
            nengo.Connection(teacher, some.learning_rule)
            nengo.Connection(teacher, direct.learning_rule, transform=-1)
            nengo.Connection(y[:2], direct.learning_rule, transform=0.2)
            nengo.Connection(teacher, twice.learning_rule[::-1], transform=[0.5, -1])
            nengo.Probe(y, label="y")
            nengo.Probe(b.neurons, label="spikes")
            for connection in (sliced, some, direct, twice):
                nengo.Probe(connection, "weights", sample_every=0.2)
        self.equal(net, 500)

    def test_voja_and_oja(self):
        with nengo.Network(seed=63) as net:
            source = nengo.Node(lambda t: [np.sin(9 * t), np.cos(4 * t)], label="u")
            key = nengo.Ensemble(60, 2, label="key")
            memory = nengo.Ensemble(
                50, 2, intercepts=nengo.dists.Choice([0.2]), radius=1.2, label="memory"
            )
            out = nengo.Ensemble(30, 2, label="out")
            nengo.Connection(source, key)
            voja = nengo.Connection(
                key, memory, learning_rule_type=nengo.Voja(learning_rate=3e-2, post_synapse=0.01)
            )
            nengo.Connection(
                nengo.Node(lambda t: -(t > 1.2), label="off"), voja.learning_rule, synapse=None
            )
            rng = np.random.RandomState(3)
            oja = nengo.Connection(
                memory.neurons,
                out.neurons,
                transform=rng.uniform(0, 1e-3, (30, 50)),
                learning_rule_type=nengo.Oja(learning_rate=5e-7, beta=0.5),
            )
            nengo.Probe(memory, "scaled_encoders", sample_every=0.1, label="e")
            nengo.Probe(memory.neurons, label="spikes")
            nengo.Probe(out.neurons, label="out")
            nengo.Probe(oja, "weights", sample_every=0.1, label="w")
            nengo.Probe(oja.learning_rule, "post_filtered", sample_every=0.05, label="post")
            nengo.Probe(voja.learning_rule, "scaled_encoders", sample_every=0.5, label="voja.e")
        self.equal(net)

    def test_bcm_and_rls_and_several(self):
        rng = np.random.RandomState(3)
        with nengo.Network(seed=64) as net:
            a = nengo.Ensemble(40, 1, label="a")
            b = nengo.Ensemble(30, 1, label="b")
            y = nengo.Node(size_in=1, label="y")
            nengo.Connection(wave(), a)
            bcm = nengo.BCM(learning_rate=1e-9, post_synapse=nengo.Lowpass(0.01))
            both = nengo.Connection(
                a.neurons,
                b.neurons,
                transform=rng.uniform(0, 1e-3, (30, 40)),
                learning_rule_type=[bcm, nengo.Oja(1e-7), nengo.PES(1e-5)],
            )
            nengo.Connection(wave("teach"), both.learning_rule[2], transform=0.3)
            rls = nengo.Connection(a, y, learning_rule_type=nengo.RLS(), function=lambda x: 0 * x)
            nengo.Connection(y, rls.learning_rule)
            nengo.Connection(wave("target"), rls.learning_rule, transform=-1, synapse=None)
            nengo.Probe(b.neurons, label="spikes")
            nengo.Probe(y, label="y")
            nengo.Probe(both, "weights", sample_every=0.1, label="w")
            nengo.Probe(both.learning_rule[0], "theta", sample_every=0.1, label="theta")
            nengo.Probe(rls, "weights", sample_every=0.1, label="decoders")
        self.equal(net)

    def test_full_weights_that_learn(self):
        with nengo.Network(seed=65) as net:
            a = nengo.Ensemble(40, 1, label="a")
            b = nengo.Ensemble(30, 2, radius=1.4, label="b")
            nengo.Connection(wave(), a)
            learned = nengo.Connection(
                a,
                b[:1],
                solver=nengo.solvers.LstsqL2(weights=True),
                learning_rule_type={"pes": nengo.PES(3e-4), "oja": nengo.Oja(1e-9)},
            )
            nengo.Connection(wave("teach"), learned.learning_rule["pes"], transform=0.5)
            nengo.Probe(b.neurons, label="spikes")
            nengo.Probe(b, synapse=0.01, label="x")
            nengo.Probe(learned, "weights", sample_every=0.1, label="w")
        self.equal(net)


class Examples(Equal):
    """Networks as the documentation of Nengo builds them."""

    def test_associations(self):
        rng = np.random.RandomState(0)
        keys = rng.randn(3, 4)
        keys /= np.linalg.norm(keys, axis=1, keepdims=True)
        with nengo.Network(seed=66) as net:
            key = nengo.Node(lambda t: keys[int(t / 0.25) % 3], label="key")
            value = nengo.Node(lambda t: [1, -0.5, 0.3][int(t / 0.25) % 3], label="value")
            off = nengo.Node(lambda t: -int(t >= 1), label="off")
            recall = nengo.Node(size_in=1, label="recall")
            memory = nengo.Ensemble(80, 4, intercepts=[0.1] * 80, label="memory")
            voja = nengo.Voja(learning_rate=5e-2, post_synapse=None)
            into = nengo.Connection(key, memory, synapse=None, learning_rule_type=voja)
            nengo.Connection(off, into.learning_rule, synapse=None)
            out = nengo.Connection(
                memory, recall, learning_rule_type=nengo.PES(1e-3), function=lambda x: [0]
            )
            error = nengo.Ensemble(50, 1, label="error")
            nengo.Connection(value, error, transform=-1, synapse=None)
            nengo.Connection(recall, error, synapse=None)
            nengo.Connection(error, out.learning_rule)
            nengo.Connection(off, error.neurons, transform=[[10.0]] * 50, synapse=None)
            nengo.Probe(recall, label="y")
            nengo.Probe(error, synapse=0.03, label="e")
            nengo.Probe(memory, "scaled_encoders", sample_every=0.5, label="encoders")
            nengo.Probe(memory.neurons, label="spikes")
        self.equal(net)

    def test_unsupervised(self):
        for rules in (nengo.BCM(5e-10), [nengo.BCM(5e-10), nengo.Oja(2e-9, post_synapse=0.1)]):
            with nengo.Network(seed=67) as net:
                pre, post = nengo.Ensemble(30, 1, label="pre"), nengo.Ensemble(20, 1, label="post")
                full = nengo.solvers.LstsqL2(weights=True)
                nengo.Connection(wave(), pre)
                learned = nengo.Connection(pre, post, solver=full, learning_rule_type=rules)
                nengo.Connection(wave("x"), post.neurons[::2], transform=0.2 * np.ones((10, 1)))
                nengo.Connection(pre, post, transform=0.2)
                nengo.Probe(learned, "weights", sample_every=0.2, label="w")
                nengo.Probe(post.neurons, label="spikes")
                nengo.Probe(post, "input", label="in")
            with self.subTest(rules=rules):
                self.equal(net, 500)


if __name__ == "__main__":
    unittest.main()
