"""Connections between nodes, neurons and represented values."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context, endpoint, indices, synapse
from rheobase_export._kinds import is_a, kind
from rheobase_export._names import with_prefix
from rheobase_export._plan import Array, Refusal


def add_connections(context: Context) -> None:
    """Put every connection of the network into the plan, or among its problems."""
    for index, connection in enumerate(context.net.all_connections):
        try:
            _refuse_what_is_missing(connection)
            label = with_prefix(context.prefixes[id(connection)], connection.label)
            ends = (context.name(connection.pre_obj), context.name(connection.post_obj))
            name = context.object_names.give(label, f"{ends[0]}_to_{ends[1]}")
            context.plan.connections[name] = _connection(context, connection, name)
        except Refusal as refusal:
            context.plan.refuse(context.what(connection, index), str(refusal))


def _refuse_what_is_missing(connection: Any) -> None:
    """Raise Refusal with all reasons why the connection cannot be represented."""
    reasons = []
    if is_a(connection.pre_obj, "Ensemble"):
        reasons.append(
            "it starts at the represented value of an ensemble, which needs decoders: connect"
            " from its .neurons"
        )
    elif not (is_a(connection.pre_obj, "Node") or is_a(connection.pre_obj, "Neurons")):
        reasons.append(f"it starts at a {kind(connection.pre_obj)}")
    if is_a(connection.post_obj, "LearningRule"):
        reasons.append("it ends in a learning rule")
    elif not any(is_a(connection.post_obj, end) for end in ("Node", "Neurons", "Ensemble")):
        reasons.append(f"it ends in a {kind(connection.post_obj)}")
    if connection.function is not None and not is_a(connection.pre_obj, "Ensemble"):
        reasons.append("it computes a function: connections can only weigh")
    if connection.learning_rule_type is not None:
        reasons.append(f"it learns ({connection.learning_rule_type})")
    if kind(connection.transform) not in ("Dense", "NoTransform"):
        reasons.append(f"its transform is {kind(connection.transform)}: only dense ones are known")
    if reasons:
        raise Refusal("; ".join(reasons))


def _connection(context: Context, connection: Any, name: str) -> dict[str, Any]:
    sizes = (connection.pre_obj.size_out, connection.post_obj.size_in)
    sources = indices(connection.pre_slice, sizes[0])
    targets = indices(connection.post_slice, sizes[1])
    weights = _weights(context, connection)
    sources, targets, weights = _without_repeats(sources, targets, weights)
    ends = []
    for obj in (connection.pre_obj, connection.post_obj):
        ends.append(context.name(obj) + (".neurons" if is_a(obj, "Neurons") else ""))
    fields = {
        "from": endpoint(ends[0], sources, sizes[0]),
        "to": endpoint(ends[1], targets, sizes[1]),
    }
    if weights is not None:
        fields["weights"] = context.plan.value(f"{name}.weights", weights)
    fields["synapse"] = synapse(connection.synapse)
    return fields


def _weights(context: Context, connection: Any) -> Array | None:
    """Scalar (), diagonal (n) or matrix (n_to, n_from); None for the identity."""
    if kind(connection.transform) == "NoTransform":
        return None
    weights = np.asarray(context.sim.data[connection].weights, dtype=np.float64)
    return None if weights.ndim == 0 and weights == 1 else weights


def _without_repeats(
    sources: Array, targets: Array, weights: Array | None
) -> tuple[Array, Array, Array | None]:
    """The same connection with no element twice among its sources or its targets.

    In Nengo a target that is named twice receives the sum; a matrix over the elements, each named
    once, says the same.
    """
    from_once, column = np.unique(sources, return_inverse=True)
    to_once, row = np.unique(targets, return_inverse=True)
    if len(from_once) == len(sources) and len(to_once) == len(targets):
        return sources, targets, weights
    if weights is None:
        weights = np.ones(())
    full = weights if weights.ndim == 2 else np.eye(len(sources)) * weights
    merged = np.zeros((len(to_once), len(from_once)))
    np.add.at(merged, (row[:, np.newaxis], column[np.newaxis, :]), full)
    return from_once, to_once, merged
