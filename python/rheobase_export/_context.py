"""What all parts of the export share: the simulator, the plan, and the names of the objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rheobase_export._kinds import is_a, kind
from rheobase_export._names import labels, object_names, places, with_prefix
from rheobase_export._plan import Array, Plan
from rheobase_export._yaml import Quoted


@dataclass
class End:
    """One end of a connection: its name in the file, and which elements of how many take part."""

    name: str
    elements: Array
    size: int


class Context:
    """A simulator on its way into a plan.

    sim     nengo.Simulator or nengo_dl.Simulator, built, open
    model   its nengo.builder.Model
    net     the nengo.Network that was built
    names   the name in the file of each ensemble, node and connection, by id
    sampled the values (steps, size_out) of nodes that were sampled, by id
    sources where a connection starts, by id
    weighted  the node behind the weights of a connection that learns, where there is one, by id
    into    the connections that end at an ensemble or its neurons, by the ensemble's id
    probed  the probes of an object, by its id
    hidden  the connection that Nengo made for a probe, by the probe's id
    """

    def __init__(self, sim: Any, plan: Plan) -> None:
        self.sim = sim
        self.plan = plan
        self.model = sim.model
        self.net = sim.model.toplevel
        self.prefixes = labels(self.net)
        self.object_names = object_names()
        self._places = places(self.net)
        self.names: dict[int, str] = {}
        self.sampled: dict[int, Array] = {}
        self.sources: dict[int, End] = {}
        self.weighted: dict[int, str] = {}
        self.into: dict[int, list[Any]] = {}
        for connection in self.net.all_connections:
            self.into.setdefault(id(ensemble_of(connection.post_obj)), []).append(connection)
        self.probed: dict[int, list[Any]] = {}
        for probe in self.net.all_probes:
            self.probed.setdefault(id(probe.obj), []).append(probe)
        self.hidden = {
            id(obj.post_obj): obj
            for obj in self.model.sig
            if is_a(obj, "Connection") and is_a(obj.post_obj, "Probe")
        }
        for what, objects in (("node", self.net.all_nodes), ("ensemble", self.net.all_ensembles)):
            for index, obj in enumerate(objects):
                label = with_prefix(self.prefixes[id(obj)], obj.label)
                self.names[id(obj)] = self.object_names.give(label, f"{what}_{index}")

    def name(self, obj: Any) -> str:
        """Name in the file of an ensemble, of its neurons, or of a node."""
        return self.names[id(ensemble_of(obj))]

    def what(self, obj: Any, index: int) -> str:
        """The object for a message: its kind, label or index, and place in the model."""
        kind_name = (kind(obj) or type(obj).__name__).lower()
        label = f'"{obj.label}"' if obj.label else f"number {index}"
        ends = f" ({obj.pre} -> {obj.post})" if kind_name == "connection" else ""
        return f"{kind_name} {label} in {self._places[id(obj)]}{ends}"


def ensemble_of(obj: Any) -> Any:
    """The ensemble that neurons belong to; any other object itself."""
    return obj.ensemble if is_a(obj, "Neurons") else obj


def indices(key: Any, size: int) -> Array:
    """The elements that a Nengo slice selects of ``size``; int64, in the slice's order."""
    selected: Array = np.atleast_1d(np.arange(size)[key])
    return selected


def slice_text(selected: Array, size: int) -> Any:
    """The shortest form of a selection: None for all, "first:end[:step]" or a list of indices."""
    if np.array_equal(selected, np.arange(size)):
        return None
    steps = np.unique(np.diff(selected))
    if len(selected) == 1:
        return Quoted(selected[0])
    if len(steps) == 1 and steps[0] > 0:
        step = "" if steps[0] == 1 else f":{steps[0]}"
        return Quoted(f"{selected[0]}:{selected[-1] + 1}{step}")
    return selected.tolist()


def endpoint(name: str, selected: Array, size: int) -> Any:
    """One end of a connection: a name, or ``{of: name, slice: ...}``."""
    part = slice_text(selected, size)
    return name if part is None else {"of": name, "slice": part}
