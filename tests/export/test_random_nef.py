"""Networks of ensembles drawn from a seed: any function, slice, transform, synapse and solver."""

import os
import unittest

import nengo
import numpy as np
from test_nef import Equal

FUNCTIONS = (
    (None, None),
    (lambda x: x**2, None),
    (lambda x: np.sum(x), 1),
    (lambda x: [np.prod(x), 0.3, np.sin(3 * x[0])], 3),
    (lambda x: max(x[0], 0), 1),
)


class RandomNetworks(Equal):
    def network(self, seed):
        rng = np.random.RandomState(seed)
        with nengo.Network(seed=seed) as net:
            signal = nengo.processes.WhiteSignal(0.15, high=30, rms=0.5)
            source = nengo.Node(signal, size_out=3)
            ends = [source]
            ends += [self.ensemble(rng) for _ in range(2)]
            with nengo.Network(label="sub"):
                ends += [self.ensemble(rng), nengo.Node(size_in=rng.randint(1, 4))]
            for post in ends[1:]:
                self.connect(rng, source, post, nengo.Default)
            for index, post in enumerate(ends[2:]):  # in this order no cycle without a synapse
                self.connect(rng, ends[1 + rng.randint(index + 1)], post, None)
            for _ in range(5):
                pre, post = ends[1 + rng.randint(4)], ends[1 + rng.randint(4)]
                synapses = (0, 0.005, nengo.Alpha(0.01), nengo.Lowpass(0.05))
                self.connect(rng, pre, post, synapses[rng.randint(4)])
            for end in ends[1:]:
                every = (None, 0.002, 0.007)[rng.randint(3)]
                nengo.Probe(end, synapse=rng.choice([None, 0.01]), sample_every=every)
            for ensemble in net.all_ensembles:
                nengo.Probe(ensemble.neurons)
                nengo.Probe(ensemble, "input")
        return net

    def ensemble(self, rng):
        kinds = (nengo.LIF(), nengo.LIF(tau_rc=0.05, tau_ref=0.0007), nengo.LIF(amplitude=0.5))
        kinds += (nengo.LIFRate(), nengo.SpikingRectifiedLinear())
        dimensions = rng.randint(1, 4)
        return nengo.Ensemble(
            rng.randint(20, 60),
            dimensions,
            neuron_type=kinds[rng.randint(len(kinds))],
            radius=rng.choice([0.5, 1.0, 2.0]),
            n_eval_points=200,
            intercepts=nengo.dists.CosineSimilarity(dimensions + 2),
        )

    def part(self, rng, size, repeated):
        """Some of the elements of an object in any order, one of them twice if asked for."""
        chosen = rng.permutation(size)[: rng.randint(1, size + 1)].tolist()
        return chosen + chosen[:1] * repeated

    def connect(self, rng, pre, post, synapse):
        elementwise = rng.rand() < 0.5  # only then Nengo takes an element twice
        pre_slice = self.part(rng, pre.size_out, elementwise and isinstance(pre, nengo.Ensemble))
        function, size = None, len(pre_slice)
        if isinstance(pre, nengo.Ensemble):
            function, size = FUNCTIONS[rng.randint(len(FUNCTIONS))]
            size = len(pre_slice) if size is None else size
        if elementwise:
            post_slice = rng.randint(post.size_in, size=size).tolist()
            transform = rng.choice([1, -0.5]) if rng.rand() < 0.5 else 0.5 * rng.randn(size)
        else:
            post_slice = self.part(rng, post.size_in, False)
            transform = 0.3 * rng.randn(len(post_slice), size)
        both = isinstance(pre, nengo.Ensemble) and isinstance(post, nengo.Ensemble)
        solver = nengo.solvers.LstsqL2(weights=both and rng.rand() < 0.2)
        nengo.Connection(
            pre[pre_slice],
            post[post_slice],
            function=function,
            transform=transform,
            synapse=synapse,
            solver=solver,
        )

    def test_eight(self):
        for seed in range(2 if "RHEO_SANITIZED" in os.environ else 8):
            with self.subTest(seed=seed):
                self.equal(self.network(seed), at_least=20, steps=300)


if __name__ == "__main__":
    unittest.main()
