"""A simulator that serves trained parameters through `sim.data`, as nengo_dl.Simulator does.

NengoDL itself needs TensorFlow. What the exporter reads of it is imitated here: `sim.data` with
live values, `sim.model` with those of the build, no `step_order`.
"""

import tempfile
import types
import unittest

import nengo
import numpy as np
from support import ExportError, export, make_plan, simulator


class Simulator:
    """The parts of a nengo_dl.Simulator that the exporter reads, over a core one."""

    __module__ = "nengo_dl.simulator"

    def __init__(self, sim, trained):
        self.model = sim.model
        self.seed = sim.seed
        built = {obj: sim.data[obj] for obj in sim.model.params if obj in trained}
        self.data = {
            obj: types.SimpleNamespace(**{**_fields(built[obj]), **values})
            for obj, values in trained.items()
        }


def _fields(built):
    return {name: getattr(built, name) for name in built._fields}


class Trained(unittest.TestCase):
    def setUp(self):
        with nengo.Network(seed=1) as self.net:
            self.node = nengo.Node(np.ones(2), label="u")
            self.a = nengo.Ensemble(6, 2, radius=2, label="a")
            self.direct = nengo.Connection(
                self.node, self.a.neurons, transform=np.ones((6, 2)), label="c"
            )
            nengo.Probe(self.a.neurons, label="spikes")

    def plan(self, trained_a, trained_c=None):
        with simulator(self.net) as sim:
            data = {self.a: trained_a, self.direct: trained_c or {}}
            for connection in self.net.connections[1:]:
                data[connection] = {}
            return make_plan(Simulator(sim, data), 0.1), sim.model.params[self.a]

    def test_live_values_are_exported(self):
        bias = np.linspace(0.9, 1.1, 6, dtype=np.float32)
        weights = np.linspace(-1, 1, 12).reshape(6, 2).astype(np.float32)
        plan, built = self.plan({"bias": bias}, {"weights": weights})
        np.testing.assert_array_equal(plan.arrays["a.bias"], bias.astype(np.float64))
        np.testing.assert_array_equal(plan.arrays["c.weights"], weights.astype(np.float64))
        np.testing.assert_array_equal(plan.arrays["a.gain"], built.gain)

    def test_trained_encoders_keep_both_ways_into_the_neurons(self):
        with self.net:
            nengo.Connection(self.node, self.a, label="value")
        with simulator(self.net) as sim:
            built = sim.data[self.a]
        longer = np.linspace(1.5, 2, 6)  # by how much training stretched the encoders
        plan, _ = self.plan({"gain": built.gain * longer})
        gain, encoders = plan.arrays["a.gain"], plan.arrays["a.encoders"]
        np.testing.assert_array_equal(gain, built.gain)  # what multiplies direct currents
        np.testing.assert_allclose(
            gain[:, None] * encoders / 2, built.scaled_encoders * longer[:, None], rtol=1e-14
        )
        self.assertTrue(any("training changed" in note for note in plan.notes))

    def test_gain_of_the_data_where_only_the_value_is_driven(self):
        self.net.connections.clear()
        with self.net:
            nengo.Connection(self.node, self.a, label="value")
        with simulator(self.net) as sim:
            gain = sim.data[self.a].gain * 1.25
            value = self.net.connections[0]
            plan = make_plan(Simulator(sim, {self.a: {"gain": gain}, value: {}}), 0.1)
        np.testing.assert_array_equal(plan.arrays["a.gain"], gain)

    def test_trained_decoders(self):
        with self.net:
            out = nengo.Node(size_in=1, label="y")
            decoded = nengo.Connection(self.a, out, function=lambda x: x[0], label="decoded")
        weights = np.linspace(-1, 1, 6, dtype=np.float32).reshape(1, 6)
        with simulator(self.net) as sim:
            data = {self.a: {}, self.direct: {}, decoded: {"weights": weights}}
            plan = make_plan(Simulator(sim, data), 0.1)
        self.assertEqual(plan.connections["decoded"]["from"], "a.neurons")
        got = plan.arrays.get("decoded.weights", plan.connections["decoded"]["weights"])
        np.testing.assert_array_equal(got, weights.astype(np.float64))

    def test_unseeded_processes_are_refused(self):
        with self.net:
            nengo.Node(nengo.processes.WhiteSignal(0.1, high=20), label="drawn")
            nengo.Node(nengo.processes.WhiteSignal(0.1, high=20, seed=1), label="seeded")
        with self.assertRaises(ExportError) as raised:
            self.plan({})
        self.assertEqual(len(raised.exception.problems), 1)
        self.assertIn('"drawn"', str(raised.exception))
        self.assertIn("seed=1", str(raised.exception))

    def test_head_names_the_simulator(self):
        with simulator(self.net) as sim, tempfile.TemporaryDirectory() as directory:
            double = Simulator(sim, {self.a: {}, self.direct: {}})
            with open(export(double, directory, duration=0.1), encoding="utf-8") as file:
                self.assertIn("rheobase_export", file.readline() + file.readline())


if __name__ == "__main__":
    unittest.main()
