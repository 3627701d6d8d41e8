"""What the file cannot express is refused: all of it at once, with its place and the reason."""

import os
import tempfile
import unittest

import nengo
import numpy as np
from support import ExportError, export, plan_of, refusals, simulator


def one_of(build):
    """The reasons given for a network that `build(net)` fills."""
    with nengo.Network(seed=1, label="net") as net:
        build()
    return [str(problem) for problem in refusals(net)]


class Objects(unittest.TestCase):
    """Each test: a network in which one object cannot be exported."""

    def refused(self, build, *words):
        problems = one_of(build)
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_neuron_types(self):
        kinds = (
            nengo.AdaptiveLIF(),
            nengo.Izhikevich(),
            nengo.Sigmoid(),
            nengo.Direct(),
            nengo.RegularSpiking(nengo.LIFRate()),
        )
        rates = nengo.dists.Uniform(250, 300)
        for kind in kinds:
            with self.subTest(kind=kind):
                self.refused(
                    lambda k=kind: nengo.Ensemble(5, 1, neuron_type=k, label="a", max_rates=rates),
                    'ensemble "a" in net',
                    type(kind).__name__,
                )

    def test_neuron_type_with_a_step_of_its_own(self):
        class Mine(nengo.LIF):
            def step(self, dt, J, output, **state):
                output[...] = 0

        self.refused(lambda: nengo.Ensemble(5, 1, neuron_type=Mine()), "Mine", "step")

    def test_noise(self):
        noise = nengo.processes.WhiteNoise(seed=1)
        self.refused(lambda: nengo.Ensemble(5, 1, noise=noise, label="a"), '"a"', "noise")

    def test_initial_voltage_at_the_threshold(self):
        lif = nengo.LIF(initial_state={"voltage": np.array([0.5, 1.0])})
        self.refused(lambda: nengo.Ensemble(2, 1, neuron_type=lif), "neuron 1", "below the thres")

    def test_initial_states_of_other_kinds(self):
        kinds = (
            nengo.LIF(initial_state={"refractory_time": nengo.dists.Choice([0.003])}),
            nengo.SpikingRectifiedLinear(initial_state={"voltage": nengo.dists.Choice([-0.5])}),
        )
        for kind, word in zip(kinds, ("refractory", "in [0, 1)")):
            self.refused(lambda k=kind: nengo.Ensemble(2, 1, neuron_type=k), word)

    def test_membrane_far_faster_than_the_step(self):
        fast = {"neuron_type": nengo.LIF(tau_rc=3e-5), "gain": [2, 2], "bias": [0, 0]}
        self.refused(lambda: nengo.Ensemble(2, 1, **fast), "dt / 30")

    def test_node_that_computes(self):
        self.refused(lambda: nengo.Node(lambda t, x: x**2, size_in=1, label="square"), "square")

    def test_node_with_a_process_and_input(self):
        self.refused(lambda: nengo.Node(nengo.Lowpass(0.1), size_in=1), "Lowpass", "receives")

    def test_node_that_returns_nothing(self):
        self.refused(lambda: nengo.Node(lambda t: None, size_in=0), "returns nothing")

    def test_node_whose_function_fails(self):
        self.refused(
            lambda: nengo.Node(lambda t: 1 / 0 if t > 0.05 else 0.0, size_out=1),
            "t = 0.051",
            "ZeroDivisionError",
        )

    def test_node_whose_function_is_not_finite(self):
        self.refused(
            lambda: nengo.Node(lambda t: np.inf if t > 0.05 else 0.0, size_out=1), "finite"
        )

    def test_unseeded_process_at_two_nodes(self):
        process = nengo.processes.WhiteNoise()

        def build():
            nengo.Node(process, label="one")
            nengo.Node(process, label="two")

        problems = one_of(build)
        self.assertEqual(len(problems), 2)
        self.assertIn("give it a seed", problems[0])

    def test_decoded_connection(self):
        def build():
            a = nengo.Ensemble(20, 1, label="a")
            nengo.Connection(a, nengo.Node(size_in=1, label="y"), synapse=0.01)

        self.refused(build, "connection number 0 in net", "'a'", "decoders", ".neurons")

    def test_connection_with_a_function(self):
        def build():
            node = nengo.Node([0.5])
            nengo.Connection(node, nengo.Node(size_in=1), function=lambda x: x**2)

        self.refused(build, "function")

    def test_transforms(self):
        sparse = nengo.Sparse((3, 3), indices=[(0, 1)], init=[2.0])
        convolution = nengo.Convolution(1, (3, 1), kernel_size=(1,), strides=(1,))
        for transform in (sparse, convolution):

            def build(transform=transform):
                node = nengo.Node(np.zeros(3))
                nengo.Connection(node, nengo.Node(size_in=3), transform=transform)

            with self.subTest(transform=transform):
                self.refused(build, type(transform).__name__)

    def test_synapses(self):
        filters = (
            nengo.synapses.Triangle(0.01),
            nengo.LinearFilter([1], [0.01, 1]),
            nengo.Lowpass(0.01, method="euler"),
        )
        for synapse in filters:

            def build(synapse=synapse):
                nengo.Connection(nengo.Node([1]), nengo.Node(size_in=1), synapse=synapse)

            with self.subTest(synapse=synapse):
                self.refused(build, "synapse")

    def test_probes(self):
        def decoded():
            nengo.Probe(nengo.Ensemble(20, 1, label="a"), label="p")

        def of_connection():
            nengo.Probe(nengo.Connection(nengo.Node([1]), nengo.Node(size_in=1)), label="p")

        def encoders():
            nengo.Probe(nengo.Ensemble(20, 1), "scaled_encoders", label="p")

        def between_steps():
            nengo.Probe(nengo.Node([1]), sample_every=0.0015, label="p")

        for build in (decoded, of_connection, encoders, between_steps):
            with self.subTest(build=build.__name__):
                self.refused(build, 'probe "p" in net')

    def test_values_that_are_not_finite(self):
        def build():
            matrix = np.array([[1.0, np.inf]])
            nengo.Connection(nengo.Node([1, 2]), nengo.Node(size_in=1), transform=matrix)

        self.refused(build, "[0][1] is inf")


class Together(unittest.TestCase):
    def network(self):
        with nengo.Network(seed=1, label="top") as net:
            source = nengo.Node([1], label="in")
            with nengo.Network(label="inner"):
                a = nengo.Ensemble(20, 1, label="a")
                adaptive = nengo.Ensemble(5, 1, neuron_type=nengo.AdaptiveLIF(), label="slow")
            learned = nengo.Connection(
                a.neurons, adaptive.neurons, transform=np.zeros((5, 20)), label="plastic"
            )
            learned.learning_rule_type = nengo.BCM()
            nengo.Connection(a, a)
            nengo.Probe(a, label="x")
            nengo.Connection(source, a)
        return net

    def test_all_at_once_with_their_places(self):
        problems = [str(problem) for problem in refusals(self.network())]
        self.assertEqual(len(problems), 4, problems)
        self.assertIn('ensemble "slow" in top/inner: neuron type AdaptiveLIF', problems[0])
        self.assertIn('connection "plastic" in top', problems[1])
        self.assertIn("it learns", problems[1])
        self.assertIn("decoders", problems[2])
        self.assertIn('probe "x" in top', problems[3])

    def test_connection_into_a_learning_rule(self):
        net = self.network()
        with net:
            plastic = next(c for c in net.connections if c.label == "plastic")
            plastic.learning_rule_type = nengo.PES()
            error = nengo.Node(np.zeros(plastic.learning_rule.size_in), label="error")
            nengo.Connection(error, plastic.learning_rule, label="teach")
        problems = [str(problem) for problem in refusals(net)]
        self.assertTrue(any("teach" in p and "learning rule" in p for p in problems), problems)

    def test_nothing_is_written(self):
        with tempfile.TemporaryDirectory() as directory, simulator(self.network()) as sim:
            with self.assertRaisesRegex(ExportError, "4 objects cannot be represented"):
                export(sim, directory)
            self.assertEqual(os.listdir(directory), [])


class Arguments(unittest.TestCase):
    def test_not_a_simulator(self):
        with self.assertRaisesRegex(ExportError, "not a simulator"):
            export(nengo.Network(), "nowhere")

    def test_simulator_without_a_network(self):
        with simulator(None) as sim, self.assertRaisesRegex(ExportError, "without a network"):
            export(sim, "nowhere")

    def test_durations(self):
        for duration in (0, -1, float("nan"), float("inf"), 0.0015, 0.0004):
            with self.subTest(duration=duration), self.assertRaisesRegex(ExportError, "duration"):
                plan_of(nengo.Network(), duration)

    def test_a_multiple_of_the_step_up_to_rounding(self):
        self.assertEqual(plan_of(nengo.Network(), 0.3, 0.0001).steps, 3000)

    def test_a_network_file_of_someone_else(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "network.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write("# mine\n")
            with nengo.Network() as net:
                nengo.Node([1])
            with simulator(net) as sim, self.assertRaisesRegex(ExportError, "choose another"):
                export(sim, directory)


if __name__ == "__main__":
    unittest.main()
