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
        class Own(nengo.neurons.NeuronType):
            def step(self, dt, J, output):
                output[...] = J

        class Mine(nengo.LIFRate):
            def step(self, dt, J, output):
                output[...] = J

        for kind, word in (
            (Own(), "Own"),
            (nengo.RegularSpiking(Mine()), "Mine"),
            (nengo.PoissonSpiking(nengo.LIF()), "LIF"),
        ):
            self.refused(
                lambda k=kind: nengo.Ensemble(
                    5, 1, neuron_type=k, label="a", gain=np.ones(5), bias=np.ones(5)
                ),
                'ensemble "a" in net',
                word,
            )

    def test_neuron_type_with_a_step_of_its_own(self):
        class Mine(nengo.LIF):
            def step(self, dt, J, output, **state):
                output[...] = 0

        self.refused(lambda: nengo.Ensemble(5, 1, neuron_type=Mine()), "Mine", "step")

    def test_noise_without_neurons(self):
        direct = {"noise": nengo.processes.WhiteNoise(seed=1), "neuron_type": nengo.Direct()}
        self.refused(lambda: nengo.Ensemble(5, 1, label="a", **direct), '"a"', "noise")

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

    def test_samples_beyond_the_limit_of_an_array(self):
        with nengo.Network(seed=1) as net:
            noise = nengo.processes.WhiteNoise(seed=1)
            nengo.Ensemble(3000, 1, noise=noise, label="a", n_eval_points=10)
        problems = refusals(net, duration=100)
        self.assertEqual(len(problems), 1)
        self.assertIn("shorter duration", problems[0].why)

    def test_function_of_what_arrives_while_it_runs(self):
        def square(x):
            return x**2

        def of_ensemble():
            a = nengo.Ensemble(1, 1, neuron_type=nengo.Direct(), label="exact")
            nengo.Connection(a, nengo.Node(size_in=1), function=square, label="c")

        self.refused(of_ensemble, 'connection "c" in net', "square", "Direct")

        def of_product():
            with nengo.Network(label="inner"):
                with nengo.Config(nengo.Ensemble) as config:
                    config[nengo.Ensemble].neuron_type = nengo.Direct()
                    nengo.networks.Product(10, 1, label="xy")

        problems = one_of(of_product)
        self.assertEqual(len(problems), 2, problems)
        for problem in problems:
            self.assertIn("in net/inner/xy/", problem)
            self.assertIn("square", problem)

    def test_function_of_time_that_fails(self):
        def build():
            node = nengo.Node(lambda t: t)
            sink = nengo.Node(size_in=1)
            nengo.Connection(node, sink, function=lambda x: np.inf if x > 0.05 else x)

        self.refused(build, "t = 0.051", "finite")

    def test_transforms_that_are_too_large(self):
        shape = nengo.transforms.ChannelShape((100, 100, 50))
        transform = nengo.ConvolutionTranspose(1, shape, kernel_size=(1, 1), strides=(1, 1))

        def build():
            node = nengo.Node(np.zeros(transform.size_in))
            nengo.Connection(
                node, nengo.Node(size_in=transform.size_out), transform=transform, label="c"
            )

        self.refused(build, "ConvolutionTranspose", "elements")

    def test_synapses(self):
        class Mine(nengo.Lowpass):
            def make_step(self, *arguments):
                return lambda t, x: x

        class Other(nengo.synapses.Synapse):
            def make_state(self, *arguments, **options):
                return {}

            def make_step(self, *arguments):
                return lambda t, x: x

        for synapse, word in ((Mine(0.1), "own"), (Other(), "own")):

            def build(synapse=synapse):
                nengo.Connection(nengo.Node([1]), nengo.Node(size_in=1), synapse=synapse)

            with self.subTest(synapse=synapse):
                self.refused(build, "synapse", word)

    def test_learning_rules(self):
        class Mine(nengo.PES):
            pass

        def build():
            a = nengo.Ensemble(10, 1)
            rule = Mine()
            nengo.Connection(a, nengo.Node(size_in=1), learning_rule_type=rule, label="c")

        self.refused(build, 'connection "c" in net', "learning rule Mine")

    def test_probes(self):
        def of_weights():
            connection = nengo.Connection(nengo.Node([1]), nengo.Node(size_in=1), transform=2)
            nengo.Probe(connection, "weights", synapse=0.1, label="p")

        def encoders():
            a = nengo.Ensemble(20, 1)
            nengo.Probe(a, "scaled_encoders", label="p", synapse=0.1)

        def of_rule():
            a = nengo.Ensemble(10, 1)
            c = nengo.Connection(a, nengo.Node(size_in=1), learning_rule_type=nengo.RLS())
            nengo.Probe(c.learning_rule, "inv_gamma", label="p")

        def between_steps():
            nengo.Probe(nengo.Node([1]), sample_every=0.0015, label="p")

        for build in (of_weights, encoders, of_rule, between_steps):
            with self.subTest(build=build.__name__):
                self.refused(build, 'probe "p" in net')

    def test_values_that_are_not_finite(self):
        def build():
            matrix = np.array([[1.0, np.inf]])
            nengo.Connection(nengo.Node([1, 2]), nengo.Node(size_in=1), transform=matrix)

        self.refused(build, "[0][1] is inf")


class Together(unittest.TestCase):
    def network(self):
        class Mine(nengo.LIF):
            def step(self, dt, J, output, **state):
                output[...] = 0

        with nengo.Network(seed=1, label="top") as net:
            source = nengo.Node(lambda t, x: x, size_in=1, label="in")
            with nengo.Network(label="inner"):
                a = nengo.Ensemble(20, 1, neuron_type=nengo.Direct(), label="a")
                nengo.Ensemble(5, 1, neuron_type=Mine(), label="slow")
            nengo.Connection(a, a, function=np.sin)
            weighted = nengo.Connection(source, nengo.Node(size_in=1), transform=2)
            nengo.Probe(weighted, "weights", synapse=0.1, label="x")
            nengo.Connection(source, a)
        return net

    def test_all_at_once_with_their_places(self):
        problems = [str(problem) for problem in refusals(self.network())]
        self.assertEqual(len(problems), 4, problems)
        self.assertIn('node "in" in top: it computes', problems[0])
        self.assertIn('ensemble "slow" in top/inner: neuron type Mine', problems[1])
        self.assertIn("connection number 0 in top", problems[2])
        self.assertIn("sin", problems[2])
        self.assertIn('probe "x" in top', problems[3])

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
