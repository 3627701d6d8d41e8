"""Functions of time and processes, step by step, as the simulator would compute them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import is_a, kind, overrides, type_name
from rheobase_export._plan import Array, Plan, Refusal

_WITHOUT_RANDOMNESS = ("PresentInput", "Piecewise")
_MOST_VALUES = 2**28  # 2 GiB, the engine's limit
_MAX_SEED = 2**31 - 1  # np.iinfo(np.int32).max, the bound of the seeds that Nengo draws


def sample(context: Context, node: Any) -> Array:
    """Output of a node without input in every step; shape (steps, size_out)."""
    if id(node) not in context.sampled:
        if is_a(node.output, "Process"):
            signal = context.model.sig[node]["out"]
            rows = sample_process(context, node.output, node.size_out, signal, "node")
        elif callable(node.output):
            rows = _rows(node.output, node.size_out, context.plan)
        else:
            rows = np.tile(np.asarray(node.output, dtype=np.float64), (context.plan.steps, 1))
        context.sampled[id(node)] = rows
    return context.sampled[id(node)]


def sample_function(context: Context, connection: Any) -> Array:
    """The function of a connection from a node without input; shape (steps, size_mid)."""
    values = sample(context, connection.pre_obj)[:, connection.pre_slice]
    rows = iter(values)
    size = connection.size_mid
    return _rows(lambda _: connection.function(next(rows).copy()), size, context.plan)


def sample_process(context: Context, process: Any, size: int, signal: Any, what: str) -> Array:
    """What a process without input writes into ``signal`` in every step; shape (steps, size).

    what  the kind of object it belongs to, for messages
    """
    dt = context.plan.dt
    state = process.make_state((0,), (size,), dt)
    if _deterministic(process):
        rng = process.get_rng(np.random.RandomState(0))
    else:
        rng = process.get_rng(_Fixed(_drawn_seed(context, process, signal, what)))
    return _rows(process.make_step((0,), (size,), dt, rng, state), size, context.plan)


def _rows(step: Callable[[float], Any], size: int, plan: Plan) -> Array:
    """What ``step`` returns at t = dt, 2 dt, ...; shape (steps, size)."""
    if plan.steps * size > _MOST_VALUES:
        raise Refusal(
            f"sampled for {plan.duration!r} s it has {plan.steps} x {size} values, more than an"
            f" array in a file may have ({_MOST_VALUES}): choose a shorter duration"
        )
    rows = np.empty((plan.steps, size))
    for n in range(1, plan.steps + 1):
        t = n * plan.dt
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


def _deterministic(process: Any) -> bool:
    known = kind(process) in _WITHOUT_RANDOMNESS and not overrides(process, "make_step")
    return known or process.seed is not None


def _drawn_seed(context: Context, process: Any, signal: Any, what: str) -> int:
    """The seed that the simulator drew for an unseeded process that writes into ``signal``.

    A simulator draws one for each unseeded process, in the order of its operators.
    """
    order = getattr(context.sim, "step_order", None)
    if order is None:
        raise Refusal(
            f"{type_name(process)} without a seed: its values in a {type_name(context.sim)} cannot"
            " be recomputed; give it one (seed=1) and build the simulator again"
        )
    rng = np.random.RandomState(context.sim.seed)
    found = []
    for operator in order:
        if kind(operator) == "SimProcess" and operator.process.seed is None:
            drawn = rng.randint(_MAX_SEED)
            if operator.process is process and operator.output is signal:
                found.append(int(drawn))
    if len(found) != 1:
        raise Refusal(
            f"{type_name(process)} without a seed: which seed its {what} got cannot be told; give"
            " it one (seed=1)"
        )
    return found[0]


class _Fixed:
    """Stands for a generator whose next draw is known."""

    def __init__(self, value: int) -> None:
        self._value = value

    def randint(self, *_: Any, **__: Any) -> int:
        """The known draw."""
        return self._value
