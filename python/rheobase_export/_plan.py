"""The network to be written, as plain data, and the list of what cannot be written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rheobase_export._yaml import flow

Array = NDArray[Any]
PARAMETER_FILE = "parameters.npz"
_LONGEST_INLINE = 60  # characters of a value that still reads well in the YAML file


@dataclass(frozen=True)
class Problem:
    """An object that the network file cannot express.

    what    the object, e.g. ``ensemble "memory" in digits``
    why     what of it has no counterpart, and what to do
    """

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


class ExportError(Exception):
    """The simulator cannot be exported; ``problems`` lists every object in the way."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = list(problems)
        lines = [message] + [f"  {problem}" for problem in self.problems]
        super().__init__("\n".join(lines))


class Refusal(Exception):
    """Raised inside the package when one object cannot be represented; becomes a Problem."""


@dataclass
class Plan:
    """Everything that network.yaml and parameters.npz will hold.

    dt, duration    s
    steps           duration / dt, an integer
    arrays          by name, float64, as stored in parameters.npz
    notes           remarks for the head of network.yaml
    """

    dt: float
    duration: float
    steps: int
    inputs: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Any] = field(default_factory=dict)
    populations: dict[str, Any] = field(default_factory=dict)
    connections: dict[str, Any] = field(default_factory=dict)
    probes: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, what: str, why: str) -> None:
        """Remember that an object cannot be represented."""
        self.problems.append(Problem(what, why))

    def store(self, name: str, values: Any) -> dict[str, Any]:
        """Keep an array for parameters.npz and return the reference ``{file, array}`` to it."""
        array = checked(name, values)
        if name in self.arrays:
            raise AssertionError(f"array {name} stored twice")
        self.arrays[name] = array
        return {"file": PARAMETER_FILE, "array": name}

    def value(self, name: str, values: Any) -> Any:
        """``values`` as they stand in the YAML file: inline if short, else stored as ``name``."""
        array = checked(name, values)
        inline = array.tolist()
        return inline if len(flow(inline)) <= _LONGEST_INLINE else self.store(name, array)

    def per_neuron(self, name: str, values: Any) -> Any:
        """One value per neuron, shape (n): a scalar where all are equal."""
        array = checked(name, values)
        if array.size > 0 and np.all(array == array[0]):
            return float(array[0])
        return self.value(name, array)


def checked(name: str, values: Any) -> Array:
    """``values`` as float64; refused if one of them is not finite."""
    array = np.array(values, dtype=np.float64)
    bad = np.argwhere(~np.isfinite(array))
    if bad.size > 0:
        where = "".join(f"[{index}]" for index in bad[0])
        raise Refusal(f"{name}{where} is {array[tuple(bad[0])]}: every value must be finite")
    return array


def step_count(duration: float, dt: float, name: str = "duration") -> int:
    """``duration`` in steps.

    Raises ExportError if it is not a positive multiple of dt to 1e-9.
    """
    if not (math.isfinite(duration) and duration > 0):
        raise ExportError(f"{name}: {duration} s is not a positive time")
    steps = round(duration / dt)
    if steps < 1 or abs(duration / dt - steps) > 1e-9 * max(1, steps):
        below = math.floor(duration / dt)
        nearest = " or ".join(f"{n * dt!r} s" for n in (below, below + 1) if n > 0)
        raise ExportError(f"{name}: {duration} s is not a multiple of dt = {dt} s; use {nearest}")
    return steps
