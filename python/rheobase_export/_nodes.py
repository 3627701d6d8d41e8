"""Nodes become inputs (they take nothing in) or nodes (they pass on what arrives)."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import is_a, kind, overrides, type_name
from rheobase_export._plan import Array, Plan, Refusal, checked
from rheobase_export._sampling import sample, sample_function
from rheobase_export._yaml import Seconds, number

_MOST_PIECES = 50  # that still read well in the YAML file


def add_nodes(context: Context) -> None:
    """Put every node of the network into the plan, or among its problems."""
    for index, node in enumerate(context.net.all_nodes):
        what = context.what(node, index)
        try:
            if node.size_in == 0 and node.size_out == 0 and node.output is None:
                context.plan.notes.append(f"{what} has no elements: left out.")
            elif node.output is None:
                context.plan.nodes[context.name(node)] = {"size": node.size_out}
            else:
                context.plan.inputs[context.name(node)] = _input(context, node)
        except Refusal as refusal:
            context.plan.refuse(what, str(refusal))


def _input(context: Context, node: Any) -> dict[str, Any]:
    if kind(node) != "Node":
        raise Refusal(f"a {kind(node)} cannot be exported")
    if node.size_in > 0:
        computes = "process" if is_a(node.output, "Process") else "Python function"
        raise Refusal(
            f"it computes with a {computes} ({_callable_name(node.output)}) from what it receives:"
            " only nodes without output, and nodes without input, can be exported"
        )
    if node.size_out == 0:
        raise Refusal("its function returns nothing: what else it does cannot be exported")
    name = context.name(node)
    if not is_a(node.output, "Process") and not callable(node.output):
        return _constant(context.plan, name, node.output)
    if is_a(node.output, "Process") and not overrides(node.output, "make_step"):
        exact = _recreated(context, node, name)
        if exact is not None:
            return exact
    context.plan.notes.append(
        f"{name}: {_callable_name(node.output)}, sampled at every step of"
        f" {context.plan.duration!r} s."
    )
    return _sampled(context.plan, name, sample(context, node))


def _recreated(context: Context, node: Any, name: str) -> dict[str, Any] | None:
    """The process as an input that goes on for ever; None where there is none with its values."""
    plan, process = context.plan, node.output
    if kind(process) == "PresentInput":
        rows = _presented(plan, process)
        if rows is not None:
            return _array(plan, name, rows, float(process.presentation_time))
    if kind(process) == "Piecewise" and process.interpolation == "zero":
        return _piecewise(name, process)
    if kind(process) == "WhiteSignal":
        period = 2 * int(np.ceil(process.period / plan.dt / 2.0))
        steps = np.arange(1, plan.steps + 1)
        if period < plan.steps and np.array_equal(np.round(steps * plan.dt / plan.dt), steps):
            plan.notes.append(f"{name}: one period of {type_name(process)}, {period} steps.")
            return _array(plan, name, sample(context, node)[:period], plan.dt)
    return None


def _piecewise(name: str, process: Any) -> dict[str, Any] | None:
    """Values that hold from given times on; None where that cannot be written."""
    if any(map(callable, process.data.values())) or min(process.data) < 0:
        return None
    if len(process.data) > _MOST_PIECES:
        return None
    pieces = {}
    for time, values in sorted(process.data.items()):
        row = checked(f"{name}[{time}]", np.ravel(values)).tolist()
        pieces[f"{number(time)} s"] = row[0] if len(row) == 1 else row
    return {"piecewise": pieces}


def is_function_of_time(node: Any) -> bool:
    """Whether the output of a node is known before the network runs."""
    return is_a(node, "Node") and node.output is not None and node.size_in == 0


def add_function_of_time(context: Context, connection: Any, name: str) -> str:
    """An input with the function of a connection from a node without input; returns its name."""
    own = context.object_names.give(f"{name}_function", "")
    rows = sample_function(context, connection)
    context.plan.inputs[own] = _sampled(context.plan, own, rows)
    context.plan.notes.append(
        f"{own}: {_callable_name(connection.function)} of {context.name(connection.pre_obj)},"
        f" sampled at every step of {context.plan.duration!r} s."
    )
    return own


def _sampled(plan: Plan, name: str, rows: Array) -> dict[str, Any]:
    """An input with one row (size) a step, which must not be run beyond its last one."""
    return {"array": {**_array(plan, name, rows, plan.dt)["array"], "past_end": "error"}}


def _callable_name(output: Any) -> str:
    """What the user would call the function or process."""
    return str(getattr(output, "__qualname__", type_name(output)))


def _constant(plan: Plan, name: str, output: Any) -> dict[str, Any]:
    values = checked(name, np.atleast_1d(output))
    if len(values) == 1:
        return {"constant": float(values[0])}
    inline = plan.value(f"{name}.value", values)
    return {"constant": inline if isinstance(inline, list) else {"value": inline}}


def _array(plan: Plan, name: str, rows: Array, hold: float) -> dict[str, Any]:
    """An input that shows one row after the other for ``hold`` seconds; rows (n, size)."""
    return {"array": {**plan.store(f"{name}.rows", rows), "hold": Seconds(hold)}}


def _presented(plan: Plan, process: Any) -> Any:
    """Rows (n, size) of a PresentInput; None where holding them cannot give the same values.

    Nengo shows row floor((t - dt) / T + 1e-7) modulo n at time t, the array input row
    floor((step - 1) / (T / dt)): equal if T is a multiple of dt.
    """
    hold = float(process.presentation_time)
    steps_held = round(hold / plan.dt)
    if steps_held < 1 or abs(hold / plan.dt - steps_held) > 1e-9:
        return None
    step = np.arange(1, plan.steps + 1)
    shown = ((step * plan.dt - plan.dt) / hold + 1e-7).astype(np.int64)
    if not np.array_equal(shown, (step - 1) // steps_held):
        return None
    inputs = np.asarray(process.inputs, dtype=np.float64)
    return inputs.reshape(len(inputs), -1)
