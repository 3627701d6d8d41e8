"""What each Nengo object becomes in the file."""

import os
import tempfile
import unittest

import nengo
import numpy as np
from support import export, plan_of, simulator


class Populations(unittest.TestCase):
    def population(self, neuron_type, **options):
        with nengo.Network(seed=3) as net:
            nengo.Ensemble(30, 1, neuron_type=neuron_type, label="a", **options)
        self.sim = simulator(net)
        with self.sim:
            return plan_of(net).populations["a"], self.sim.data[net.ensembles[0]], plan_of(net)

    def test_lif(self):
        lif = nengo.LIF(tau_rc=0.03, tau_ref=0.004, min_voltage=-0.5, amplitude=0.2)
        fields, data, plan = self.population(lif, max_rates=nengo.dists.Uniform(100, 200))
        scalars = {key: fields[key] for key in ("tau_rc", "tau_ref", "min_voltage", "amplitude")}
        self.assertEqual(
            scalars, {"tau_rc": 0.03, "tau_ref": 0.004, "min_voltage": -0.5, "amplitude": 0.2}
        )
        self.assertEqual((fields["model"], fields["neurons"], fields["J_th"]), ("lif", 30, 1))
        self.assertEqual(fields["gain"], {"file": "parameters.npz", "array": "a.gain"})
        np.testing.assert_array_equal(plan.arrays["a.gain"], data.gain)
        np.testing.assert_array_equal(plan.arrays["a.bias"], data.bias)
        voltage = self.sim.model.sig[self.sim.model.toplevel.ensembles[0].neurons]["voltage"]
        np.testing.assert_array_equal(plan.arrays["a.initial_voltage"], voltage.initial_value)
        self.assertNotIn("within_step", fields)
        self.assertNotIn("encoders", fields)

    def test_other_models(self):
        rates = nengo.dists.Uniform(50, 100)
        for neuron_type, model in (
            (nengo.LIFRate(), "lif_rate"),
            (nengo.RectifiedLinear(), "rectified_linear"),
            (nengo.SpikingRectifiedLinear(), "spiking_rectified_linear"),
        ):
            fields, _, _ = self.population(neuron_type, max_rates=rates)
            self.assertEqual(fields["model"], model)
            self.assertEqual("initial" in fields, model.startswith("spiking"), model)
            self.assertEqual("J_th" in fields, model == "lif_rate", model)

    def test_equal_values_are_one_number(self):
        fields, _, plan = self.population(
            nengo.LIF(initial_state={"voltage": nengo.dists.Choice([0.25])}),
            gain=np.full(30, 2.5),
            bias=np.zeros(30),
        )
        self.assertEqual((fields["gain"], fields["bias"]), (2.5, 0))
        self.assertEqual(fields["initial"], {"voltage": 0.25})
        self.assertEqual(plan.arrays, {})

    def test_within_step_keeps_the_spikes(self):
        for tau_ref, word in ((0.0005, "nengo"), (0.001, None), (0.0, "nengo")):
            fields, _, plan = self.population(nengo.LIF(tau_ref=tau_ref))
            self.assertEqual(fields.get("within_step"), word)
            self.assertEqual(any("within_step" in note for note in plan.notes), word is not None)

    def test_encoders_only_where_they_act(self):
        with nengo.Network(seed=3) as net:
            node = nengo.Node([0.1, 0.2])
            a = nengo.Ensemble(30, 2, radius=3, label="a")
            b = nengo.Ensemble(30, 2, label="b")
            nengo.Connection(node, a)
            nengo.Connection(a.neurons, b.neurons, transform=0.1)
        with simulator(net) as sim:
            encoders = sim.data[a].encoders
        plan = plan_of(net)
        self.assertEqual(
            (plan.populations["a"]["dimensions"], plan.populations["a"]["radius"]), (2, 3)
        )
        np.testing.assert_array_equal(plan.arrays["a.encoders"], encoders)
        self.assertNotIn("dimensions", plan.populations["b"])


class Inputs(unittest.TestCase):
    def inputs(self, *outputs, duration=0.1, dt=0.001, **options):
        with nengo.Network(seed=3) as net:
            for output in outputs:
                nengo.Node(output, label="u", **options)
        plan = plan_of(net, duration, dt)
        return list(plan.inputs.values()), plan

    def test_constants(self):
        (one, short), _ = self.inputs(0.5, [1, 2, 3])
        self.assertEqual((one, short), ({"constant": 0.5}, {"constant": [1, 2, 3]}))

    def test_long_constant(self):
        values = np.linspace(0, 1, 50)
        (long,), plan = self.inputs(values)
        self.assertEqual(long["constant"]["value"], {"file": "parameters.npz", "array": "u.value"})
        np.testing.assert_array_equal(plan.arrays["u.value"], values)

    def test_present_input(self):
        images = np.arange(24.0).reshape(4, 2, 3)
        (shown,), plan = self.inputs(nengo.processes.PresentInput(images, 0.02), size_out=6)
        self.assertEqual(
            shown["array"], {"file": "parameters.npz", "array": "u.rows", "hold": 0.02}
        )
        np.testing.assert_array_equal(plan.arrays["u.rows"], images.reshape(4, 6))

    def test_present_input_between_steps_is_sampled(self):
        process = nengo.processes.PresentInput([[1], [2], [3]], 0.0015)
        (shown,), plan = self.inputs(process)
        self.assertEqual((shown["array"]["hold"], shown["array"]["past_end"]), (0.001, "error"))
        np.testing.assert_array_equal(plan.arrays["u.rows"], process.run_steps(100))

    def test_functions_are_sampled(self):
        (shown,), plan = self.inputs(np.sin, duration=0.05, dt=0.0005)
        self.assertEqual((shown["array"]["hold"], shown["array"]["past_end"]), (0.0005, "error"))
        t = np.arange(1, 101) * 0.0005
        np.testing.assert_array_equal(plan.arrays["u.rows"][:, 0], [np.sin(x) for x in t])
        self.assertTrue(any("sampled" in note for note in plan.notes))

    def test_processes_are_sampled_as_the_simulator_runs_them(self):
        processes = {
            "signal": nengo.processes.WhiteSignal(0.1, high=50, seed=4),
            "piecewise": nengo.processes.Piecewise({0: 0, 0.02: np.sin, 0.05: -1}),
            "noise": nengo.processes.FilteredNoise(seed=5),
            "unseeded": nengo.processes.WhiteNoise(),
            "also_unseeded": nengo.processes.WhiteSignal(0.1, high=50),
        }
        with nengo.Network(seed=3) as net:
            nodes = {name: nengo.Node(p, label=name) for name, p in processes.items()}
            sink = nengo.Node(size_in=1)
            for node in nodes.values():
                nengo.Connection(node, sink)
            probes = {name: nengo.Probe(node) for name, node in nodes.items()}
        plan = plan_of(net)
        with simulator(net) as sim:
            sim.run_steps(100, progress_bar=False)
            for name, probe in probes.items():
                np.testing.assert_array_equal(plan.arrays[f"{name}.rows"], sim.data[probe], name)

    def test_unseeded_process_at_two_nodes(self):
        process = nengo.processes.WhiteNoise()
        with nengo.Network(seed=3) as net:
            nodes = [nengo.Node(process, label=f"u{i}", size_out=2) for i in range(3)]
            probes = [nengo.Probe(node) for node in nodes]
        plan = plan_of(net)
        with simulator(net) as sim:
            sim.run_steps(100, progress_bar=False)
            for node, probe in zip(nodes, probes):
                np.testing.assert_array_equal(plan.arrays[f"{node.label}.rows"], sim.data[probe])

    def test_pieces(self):
        piecewise = nengo.processes.Piecewise
        (one, two, early), plan = self.inputs(
            piecewise({0.5: 1, 0.1: 0}), piecewise({0: [1, 2]}), piecewise({-1: 1, 0.02: 2})
        )
        self.assertEqual(one, {"piecewise": {"0.1 s": 0, "0.5 s": 1}})
        self.assertEqual(two, {"piecewise": {"0 s": [1, 2]}})
        self.assertEqual(early["array"]["past_end"], "error")
        self.assertEqual(len(plan.notes), 1)

    def test_one_period_of_a_white_signal(self):
        process = nengo.processes.WhiteSignal(0.05, high=100, seed=3)
        (shown,), plan = self.inputs(process, duration=0.2)
        self.assertNotIn("past_end", shown["array"])
        rows = plan.arrays["u.rows"]
        self.assertEqual(len(rows), 50)
        np.testing.assert_array_equal(np.tile(rows, (4, 1)), process.run_steps(200))

    def test_node_without_elements(self):
        with nengo.Network() as net:
            nengo.Node(size_in=0, label="empty")
        plan = plan_of(net)
        self.assertEqual((plan.inputs, plan.nodes), ({}, {}))
        self.assertIn('node "empty"', plan.notes[0])


class Connections(unittest.TestCase):
    def connection(self, pre, post, **options):
        """The fields of a connection between parts of a node of 6 and one of 4."""
        with nengo.Network(seed=3) as net:
            a = nengo.Node(np.zeros(6), label="a")
            b = nengo.Node(size_in=4, label="b")
            nengo.Connection(a[pre], b[post], label="c", **options)
        plan = plan_of(net)
        return plan.connections["c"], plan

    def test_slices(self):
        cases = (
            (slice(0, 4), slice(None), {"of": "a", "slice": "0:4"}, "b"),
            (slice(0, None, 2), [3, 0, 1], {"of": "a", "slice": "0:5:2"}, [3, 0, 1]),
            (-1, 2, {"of": "a", "slice": "5"}, "2"),
            (slice(None, 3, -1), slice(1, 3), {"of": "a", "slice": [5, 4]}, "1:3"),
            ([True, False, False, False, False, True], [0, 2], {"of": "a", "slice": "0:6:5"}, None),
        )
        for pre, post, source, target in cases:
            fields, _ = self.connection(pre, post)
            with self.subTest(pre=pre, post=post):
                self.assertEqual(fields["from"], source)
                if target is not None:
                    self.assertEqual(
                        fields["to"], target if target == "b" else {"of": "b", "slice": target}
                    )

    def test_weights(self):
        matrix = np.arange(24.0).reshape(4, 6) / 7
        cases = ((1.0, None), (0.5, 0.5), ([1, 2, 3, 4], [1, 2, 3, 4]))
        for transform, weights in cases:
            fields, _ = self.connection(slice(0, 4), slice(None), transform=transform)
            self.assertEqual(fields.get("weights"), weights)
        fields, plan = self.connection(slice(None), slice(None), transform=matrix)
        self.assertEqual(fields["weights"]["array"], "c.weights")
        np.testing.assert_array_equal(plan.arrays["c.weights"], matrix)

    def test_drawn_weights_are_those_of_the_simulator(self):
        dense = nengo.Dense((4, 6), init=nengo.dists.Gaussian(0, 1))
        with nengo.Network(seed=3) as net:
            a, b = nengo.Node(np.zeros(6)), nengo.Node(size_in=4)
            connection = nengo.Connection(a, b, transform=dense, label="c")
        with simulator(net) as sim:
            weights = sim.data[connection].weights
        np.testing.assert_array_equal(plan_of(net).arrays["c.weights"], weights)

    def test_repeated_elements_become_a_matrix(self):
        fields, _ = self.connection([0, 1, 1], [2, 2, 0], transform=[1, 10, 100])
        self.assertEqual((fields["from"]["slice"], fields["to"]["slice"]), ("0:2", "0:3:2"))
        self.assertEqual(fields["weights"], [[0, 100], [1, 10]])  # [0, 2] from [0, 1]

    def test_synapses(self):
        cases = (
            (None, "none"),
            (0, {"lowpass": 0}),
            (0.01, {"lowpass": 0.01}),
            (nengo.Alpha(0.03), {"alpha": 0.03}),
        )
        for synapse, text in cases:
            fields, _ = self.connection(slice(0, 4), slice(None), synapse=synapse)
            self.assertEqual(fields["synapse"], text)

    def test_ends(self):
        with nengo.Network(seed=3) as net:
            a, b = (nengo.Ensemble(10, 1, label=label) for label in "ab")
            node = nengo.Node(size_in=1, label="y")
            nengo.Connection(node, a)
            nengo.Connection(a.neurons, b.neurons[2:4], transform=np.ones((2, 10)))
            nengo.Connection(b.neurons[0], b)
        ends = [(c["from"], c["to"]) for c in plan_of(net).connections.values()]
        self.assertEqual(
            ends,
            [
                ("y", "a"),
                ("a.neurons", {"of": "b.neurons", "slice": "2:4"}),
                ({"of": "b.neurons", "slice": "0"}, "b"),
            ],
        )


class Probes(unittest.TestCase):
    def setUp(self):
        with nengo.Network(seed=3) as self.net:
            self.lif = nengo.Ensemble(10, 1, label="a")
            self.rate = nengo.Ensemble(10, 1, neuron_type=nengo.LIFRate(), label="r")
            self.node = nengo.Node(size_in=4, label="y")

    def probe(self, target, *arguments, **options):
        with self.net:
            nengo.Probe(target, *arguments, label="p", **options)
        return plan_of(self.net).probes["p"]

    def test_spikes(self):
        self.assertEqual(self.probe(self.lif.neurons), {"of": "a", "record": "spikes"})

    def test_filtered_and_thinned_spikes_are_output(self):
        self.assertEqual(
            self.probe(self.lif.neurons, synapse=0.01),
            {"of": "a", "record": "output", "synapse": {"lowpass": 0.01}},
        )
        self.net.probes.clear()
        self.assertEqual(
            self.probe(self.lif.neurons, sample_every=0.005),
            {"of": "a", "record": "output", "every": 0.005},
        )

    def test_rates_are_output(self):
        self.assertEqual(self.probe(self.rate.neurons), {"of": "r", "record": "output"})

    def test_states(self):
        for attribute, record in (
            ("input", "current"),
            ("voltage", "voltage"),
            ("refractory_time", "refractory_time"),
        ):
            self.net.probes.clear()
            self.assertEqual(self.probe(self.lif.neurons, attribute)["record"], record)

    def test_input_of_an_ensemble(self):
        self.assertEqual(self.probe(self.lif, "input"), {"of": "a", "record": "value"})
        self.assertEqual(plan_of(self.net).populations["a"]["dimensions"], 1)

    def test_part_of_the_neurons(self):
        cases = (
            ([2, 6, 3], "voltage", [2, 6, 3]),
            ([4, 1, 1], "output", [4, 1, 1]),
            (slice(2, 5), "output", "2:5"),
            (slice(None, None, -1), "output", None),
        )
        for part, attribute, neurons in cases:
            self.net.probes.clear()
            every = 0.002 if attribute == "output" and isinstance(part, list) else None
            fields = self.probe(self.lif.neurons[part], attribute, sample_every=every)
            self.assertEqual(fields.get("neurons"), neurons)

    def test_part_of_a_node(self):
        fields = self.probe(self.node[[3, 0, 0]])
        self.assertEqual(fields["of"], {"of": "y", "slice": [3, 0, 0]})

    def test_node(self):
        fields = self.probe(self.node, synapse=nengo.Alpha(0.02), sample_every=0.002)
        self.assertEqual(
            fields, {"of": "y", "record": "value", "synapse": {"alpha": 0.02}, "every": 0.002}
        )


class Names(unittest.TestCase):
    def test_labels(self):
        with nengo.Network(seed=1, label="top") as net:
            first = nengo.Node([1], label="a.b c")
            nengo.Node([1], label="a_b_c")
            nengo.Node([1])
            with nengo.Network(label="inner"):
                inside = nengo.Ensemble(4, 1, label="cells")
                nengo.Ensemble(4, 1)
            nengo.Connection(first, inside)
            nengo.Connection(first, inside)
            for label in ("x.y z", "x.y_z", None, "é", None):
                nengo.Probe(first, label=label)
        plan = plan_of(net)
        self.assertEqual(list(plan.inputs), ["a_b_c", "a_b_c_2", "node_2"])
        self.assertEqual(list(plan.populations), ["inner_cells", "ensemble_1"])
        self.assertEqual(list(plan.connections), ["a_b_c_to_inner_cells", "a_b_c_to_inner_cells_2"])
        self.assertEqual(list(plan.probes), ["x.y_z", "x.y_z_2", "probe_2", "_", "probe_4"])


class Files(unittest.TestCase):
    def text_and_arrays(self, net, directory):
        with simulator(net) as sim:
            path = export(sim, directory, duration=0.1, source="script.py:net")
        with (
            open(path, encoding="utf-8") as file,
            np.load(os.path.join(directory, "parameters.npz")) as arrays,
        ):
            return file.read(), dict(arrays)

    def test_the_same_bytes_each_time(self):
        with nengo.Network(seed=1, label="twice") as net:
            nengo.Probe(nengo.Ensemble(50, 1, label="a").neurons, label="no")
        with tempfile.TemporaryDirectory() as directory:
            text, arrays = self.text_and_arrays(net, directory)
            with open(os.path.join(directory, "parameters.npz"), "rb") as file:
                parameters = file.read()
            again, _ = self.text_and_arrays(net, directory)
            with open(os.path.join(directory, "parameters.npz"), "rb") as file:
                self.assertEqual(file.read(), parameters)
        self.assertEqual(again, text)
        self.assertTrue(text.startswith('# Rheobase network, exported from the network "twice"'))
        self.assertIn("nengo 4.1", text)
        self.assertIn('  "no": {of: a, record: spikes}', text)  # a bare no is no name
        self.assertEqual({a.dtype for a in arrays.values()}, {np.dtype(np.float64)})
        self.assertTrue(all(len(line) <= 100 for line in text.splitlines() if line[:1] == "#"))

    def test_export_leaves_the_simulator_alone(self):
        with nengo.Network(seed=1) as net:
            node = nengo.Node(nengo.processes.WhiteSignal(1, high=20))
            a = nengo.Ensemble(50, 1)
            nengo.Connection(node, a)
            probe = nengo.Probe(a.neurons)
        with tempfile.TemporaryDirectory() as directory:
            with simulator(net, seed=5) as sim:
                sim.run_steps(50, progress_bar=False)
                export(sim, directory, duration=0.1)
                sim.run_steps(50, progress_bar=False)
                interrupted = np.array(sim.data[probe])
        with simulator(net, seed=5) as sim:
            sim.run_steps(100, progress_bar=False)
            np.testing.assert_array_equal(interrupted, sim.data[probe])


if __name__ == "__main__":
    unittest.main()
