"""The values of time-only nodes, step by step, as the simulator would compute them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rheobase_export._kinds import is_a, kind, overrides, type_name
from rheobase_export._plan import Array, Refusal

_WITHOUT_RANDOMNESS = ("PresentInput", "Piecewise")
_MAX_SEED = 2**31 - 1  # np.iinfo(np.int32).max, the bound of the seeds that Nengo draws


def sample(sim: Any, node: Any, dt: float, steps: int) -> Array:
    """Output of a node without input in steps 1..steps; shape (steps, size_out)."""
    step = _step_function(sim, node, dt)
    rows = np.empty((steps, node.size_out))
    for n in range(1, steps + 1):
        t = n * dt
        try:
            value = step(t)
        except Exception as error:  # the user's function: anything may go wrong in it
            raise Refusal(f"its function failed at t = {t}: {error!r}") from error
        if value is None:
            raise Refusal(f"its function returned None at t = {t}")
        rows[n - 1] = value
        if not np.all(np.isfinite(rows[n - 1])):
            raise Refusal(f"its function returned {value} at t = {t}: values must be finite")
    return rows


def _step_function(sim: Any, node: Any, dt: float) -> Callable[[float], Any]:
    process = node.output
    if not is_a(process, "Process"):
        return process  # type: ignore[no-any-return]
    shape_in, shape_out = (0,), (node.size_out,)
    state = process.make_state(shape_in, shape_out, dt)
    rng = process.get_rng(np.random.RandomState(0) if _deterministic(process) else _rng(sim, node))
    return process.make_step(shape_in, shape_out, dt, rng, state)  # type: ignore[no-any-return]


def _deterministic(process: Any) -> bool:
    known = kind(process) in _WITHOUT_RANDOMNESS and not overrides(process, "make_step")
    return known or process.seed is not None


def _rng(sim: Any, node: Any) -> Any:
    """A generator whose next draw is the seed that the simulator gave to the node's process."""
    process = node.output
    order = getattr(sim, "step_order", None)
    if order is None:
        raise Refusal(
            f"{type_name(process)} without a seed: its values in a {type_name(sim)} cannot be"
            " recomputed; give it one (seed=1) and build the simulator again"
        )
    drawn = _drawn_seeds(sim.seed, order).get(id(process), [])
    if len(drawn) != 1:
        raise Refusal(
            f"{type_name(process)} without a seed drives {len(drawn)} nodes: which of them got"
            " which values cannot be told; give it a seed (seed=1)"
        )
    return _Fixed(drawn[0])


def _drawn_seeds(seed: int, order: list[Any]) -> dict[int, list[int]]:
    """Seeds that unseeded processes draw in the order of the operators, by the process's id."""
    rng = np.random.RandomState(seed)
    drawn: dict[int, list[int]] = {}
    for operator in order:
        if kind(operator) == "SimProcess" and operator.process.seed is None:
            drawn.setdefault(id(operator.process), []).append(rng.randint(_MAX_SEED))
    return drawn


class _Fixed:
    """Stands for a generator whose next draw is known."""

    def __init__(self, value: int) -> None:
        self._value = value

    def randint(self, *_: Any, **__: Any) -> int:
        """The known draw."""
        return self._value
