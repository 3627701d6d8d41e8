"""Convolutions and sparse transforms: written as they are, and equal to Nengo in every spike."""

import os
import tempfile
import unittest

import nengo
import numpy as np
from support import compare, plan_of

BRIGHT = 0.4  # share of bright pixels of the images


def image(rng, size):
    """Images of 40 ms each."""
    rows = (rng.rand(12, size) < BRIGHT).astype(np.float64)
    return nengo.Node(nengo.processes.PresentInput(rows, 0.04), label="image")


def neurons(n, label):
    """Neurons with amplitude 0.01 that a brighter input makes fire."""
    return nengo.Ensemble(
        n,
        1,
        neuron_type=nengo.LIF(amplitude=0.01),
        max_rates=nengo.dists.Uniform(100, 200),
        intercepts=nengo.dists.Uniform(-0.2, 0.2),
        encoders=nengo.dists.Choice([[1]]),
        label=label,
    ).neurons


def kernel(rng, *shape):
    """Positive weights that add up to about 1 for each filter, and a few negative ones."""
    values = rng.uniform(-0.3, 1, shape)
    return 2 * values / np.prod(shape[:-1])


def spiking_cnn(channels_last):
    """Image -> convolution -> pooling of each channel for itself -> sparse -> ten outputs."""
    rng = np.random.RandomState(4)
    shape = (8, 8, 2) if channels_last else (2, 8, 8)
    with nengo.Network(seed=60) as net:
        first = nengo.Convolution(
            6,
            nengo.transforms.ChannelShape(shape, channels_last),
            init=kernel(rng, 3, 3, 2, 6),
            channels_last=channels_last,
            padding="same",
        )
        pool = nengo.Convolution(
            6,
            first.output_shape,
            kernel_size=(2, 2),
            strides=(2, 2),
            groups=6,
            channels_last=channels_last,
            init=kernel(rng, 2, 2, 1, 6),
        )
        pairs = rng.permutation(40 * pool.size_out)[:900]
        rows, columns = np.unravel_index(pairs, (40, pool.size_out))
        last = nengo.Sparse(
            (40, pool.size_out),
            indices=np.stack([rows, columns], axis=1),
            init=rng.uniform(-0.03, 0.15, len(pairs)),
        )
        layers = [neurons(t.size_out, f"layer{k}") for k, t in enumerate((first, pool, last))]
        out = nengo.Node(size_in=10, label="out")
        nengo.Connection(image(rng, first.size_in), layers[0], transform=first, synapse=None)
        nengo.Connection(layers[0], layers[1], transform=pool, synapse=0.005)
        nengo.Connection(layers[1], layers[2], transform=last, synapse=0.005)
        nengo.Connection(layers[2], out, transform=rng.uniform(-1, 1, (10, 40)), synapse=0.005)
        for layer in layers:
            nengo.Probe(layer, label=f"{layer.ensemble.label}.spikes")
        nengo.Probe(out, label="out")
    return net


class FewWeights(unittest.TestCase):
    def equal(self, net, **options):
        with tempfile.TemporaryDirectory() as directory:
            return compare(self, net, os.path.join(directory, "net"), **options)

    def test_spiking_cnn(self):
        for channels_last in (True, False):
            with self.subTest(channels_last=channels_last):
                net = spiking_cnn(channels_last)
                plan = plan_of(net)
                kinds = [list(c["weights"]) for c in list(plan.connections.values())[:3]]
                self.assertEqual(kinds, [["convolution"], ["convolution"], ["sparse"]])
                self.assertGreater(self.equal(net, steps=480), 5000)

    def test_strides_paddings_and_dimensions(self):
        rng = np.random.RandomState(9)
        cases = [
            ((7, 6, 4), (3, 2), (2, 3), "same", 2),
            ((7, 6, 4), (3, 2), (2, 3), "valid", 4),
            ((5, 9, 1), (4, 4), (1, 2), "same", 1),
            ((3, 3, 2), (1, 3), (3, 1), "same", 1),
            ((11, 3), (4,), (2,), "same", 3),
            ((11, 2), (4,), (3,), "valid", 1),
        ]
        with nengo.Network(seed=61) as net:
            for k, (shape, size, strides, padding, groups) in enumerate(cases):
                for channels_last in (True, False):
                    own = shape if channels_last else (shape[-1],) + shape[:-1]
                    convolution = nengo.Convolution(
                        2 * groups,
                        nengo.transforms.ChannelShape(own, channels_last),
                        kernel_size=size,
                        strides=strides,
                        padding=padding,
                        groups=groups,
                        channels_last=channels_last,
                    )
                    source = nengo.Node(rng.uniform(-1, 1, convolution.size_in))
                    y = nengo.Node(size_in=convolution.size_out, label=f"y{k}{channels_last}")
                    nengo.Connection(source, y, transform=convolution, synapse=0.01)
                    nengo.Probe(y, label=f"y{k}{channels_last}")
        self.equal(net, steps=20)

    def test_large_transforms_are_written(self):
        n = 5000
        with nengo.Network(seed=62) as net:
            source = nengo.Node(np.ones(n))
            sparse = nengo.Sparse((n, n), indices=[(0, 1), (4999, 4998), (0, 2)], init=[2, 3, 4])
            y = nengo.Node(size_in=n, label="y")
            nengo.Connection(source, y, transform=sparse, synapse=None)
            nengo.Probe(y[[0, 1, 4999]], label="y")
        self.equal(net, steps=5)

    def test_slices_that_name_an_element_twice(self):
        rng = np.random.RandomState(10)
        with nengo.Network(seed=63) as net:
            source = nengo.Node(rng.uniform(-1, 1, 9))
            convolution = nengo.Convolution(1, (3, 3, 1), kernel_size=(2, 2))
            y = nengo.Node(size_in=3, label="y")
            pixels = [4, 3, 3, 2, 8, 7, 0, 1, 1]
            nengo.Connection(source[pixels], y[[2, 0, 0, 1]], transform=convolution, synapse=None)
            nengo.Probe(y, label="y")
        self.equal(net, steps=5)


if __name__ == "__main__":
    unittest.main()
