"""Connections between nodes, neurons and represented values, and into learning rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rheobase_export._context import Context, endpoint, indices
from rheobase_export._kinds import is_a, kind
from rheobase_export._learning import learning, modifies_weights, rule_name
from rheobase_export._names import with_prefix
from rheobase_export._nodes import add_function_of_time, is_function_of_time
from rheobase_export._plan import Array, Refusal
from rheobase_export._synapses import synapse
from rheobase_export._weights import (
    has_unit_gain,
    is_decoded,
    is_direct,
    is_full,
    weights_of,
    without_repeats,
)

_SOURCES = ("Node", "Neurons", "Ensemble")
_TARGETS = (*_SOURCES, "LearningRule")


@dataclass
class _End:
    """One end: its name in the file, and which elements of how many take part."""

    name: str
    elements: Array
    size: int

    def text(self) -> Any:
        """As it stands in the file."""
        return endpoint(self.name, self.elements, self.size)


def add_connections(context: Context) -> None:
    """Put every connection of the network into the plan, or among its problems."""
    for connection in context.net.all_connections:
        label = with_prefix(context.prefixes[id(connection)], connection.label)
        ends = [_end_name(context, end) for end in (connection.pre_obj, connection.post_obj)]
        name = context.object_names.give(label, "_to_".join(ends))
        context.names[id(connection)] = name
    for index, connection in enumerate(context.net.all_connections):
        try:
            _refuse_what_is_missing(connection)
            _add(context, connection, context.names[id(connection)])
        except Refusal as refusal:
            context.plan.refuse(context.what(connection, index), str(refusal))


def _end_name(context: Context, obj: Any) -> str:
    """What a connection without a label calls its end."""
    if is_a(obj, "LearningRule"):
        return context.names.get(id(obj.connection), "connection") + "_learning"
    return context.name(obj)


def _refuse_what_is_missing(connection: Any) -> None:
    """Raise Refusal with all reasons why the connection cannot be represented."""
    reasons = []
    if not any(is_a(connection.pre_obj, end) for end in _SOURCES):
        reasons.append(f"it starts at a {kind(connection.pre_obj)}")
    if not any(is_a(connection.post_obj, end) for end in _TARGETS):
        reasons.append(f"it ends in a {kind(connection.post_obj)}")
    known = is_decoded(connection) or is_function_of_time(connection.pre_obj)
    if connection.function is not None and not known:
        function = getattr(connection.function, "__qualname__", repr(connection.function))
        reasons.append(
            f"it computes a Python function ({function}) of what its source receives while it"
            " runs: from nodes and Direct ensembles, connections can only weigh"
        )
    if reasons:
        raise Refusal("; ".join(reasons))


def _add(context: Context, connection: Any, name: str) -> None:
    """Put the connection into the plan, with what helps it."""
    if is_full(connection):
        _add_full(context, connection, name)
        return
    source = _source(context, connection, name)
    target = _target(context, connection)
    weights = _times_gain(context, connection, target, weights_of(context, connection))
    if modifies_weights(connection) and len(np.unique(target.elements)) < len(target.elements):
        # What learns keeps its own rows; a node adds up those with the same target.
        sum_name = context.object_names.give(f"{name}_sum", "")
        size = len(target.elements)
        context.plan.nodes[sum_name] = {"size": size}
        own = _End(sum_name, np.arange(size), size)
        _write(context, connection, name, source, own, weights)
        rest = context.object_names.give(f"{sum_name}_to_{target.name.split('.')[0]}", "")
        fields = _plain(context, rest, own, target, None)
        context.plan.connections[rest] = {**fields, "synapse": "none"}
        return
    _write(context, connection, name, source, target, weights)


def _write(
    context: Context, connection: Any, name: str, source: _End, target: _End, weights: Any
) -> None:
    fields = _plain(context, name, source, target, weights)
    fields["synapse"] = synapse(connection.synapse)
    if connection.learning_rule_type is not None:
        fields["learning"] = learning(connection)
    context.plan.connections[name] = fields


def _plain(
    context: Context, name: str, source: _End, target: _End, weights: Array | None
) -> dict[str, Any]:
    """Ends and weights, each element named once."""
    sources, targets, weights = without_repeats(source.elements, target.elements, weights)
    fields = {
        "from": endpoint(source.name, sources, source.size),
        "to": endpoint(target.name, targets, target.size),
    }
    if weights is not None:
        fields["weights"] = context.plan.value(f"{name}.weights", weights)
    return fields


def _source(context: Context, connection: Any, name: str) -> _End:
    pre = connection.pre_obj
    if is_decoded(connection):
        n_pre = pre.n_neurons  # function and slice are in the decoders
        return _End(context.name(pre) + ".neurons", np.arange(n_pre), n_pre)
    if connection.function is not None:
        own = add_function_of_time(context, connection, name)
        return _End(own, np.arange(connection.size_mid), connection.size_mid)
    suffix = ".neurons" if is_a(pre, "Neurons") else ""
    return _End(
        context.name(pre) + suffix, indices(connection.pre_slice, pre.size_out), pre.size_out
    )


def _target(context: Context, connection: Any) -> _End:
    post = connection.post_obj
    elements = indices(connection.post_slice, post.size_in)
    if is_a(post, "LearningRule"):
        return _rule_end(context, post, elements)
    name = context.name(post) + (".neurons" if is_a(post, "Neurons") else "")
    return _End(name, elements, post.size_in)


def _rule_end(context: Context, rule: Any, elements: Array) -> _End:
    """What a rule takes in; where its connection has full weights, an error of the whole value."""
    name = f"{context.names[id(rule.connection)]}.{rule_name(rule)}"
    size = rule.size_in
    if is_full(rule.connection):
        size = rule.connection.post_obj.size_in
        elements = indices(rule.connection.post_slice, size)[elements]
    return _End(name, elements, size)


def _add_full(context: Context, connection: Any, name: str) -> None:
    """A connection solved with ``weights=True``: a matrix from neurons to neurons.

    Nengo adds its product to the currents as it is; the file multiplies what arrives at neurons by
    their gain, so the gain is divided out.
    """
    pre, post = connection.pre_obj, connection.post_obj
    if is_direct(post):
        raise Refusal("it is solved with weights=True into an ensemble without neurons")
    weights = weights_of(context, connection)
    gain = _gain(context, post)
    if weights is None or np.any(gain == 0):
        raise Refusal("it is solved with weights=True into neurons without gain")
    source = _End(context.name(pre) + ".neurons", np.arange(pre.n_neurons), pre.n_neurons)
    target = _End(context.name(post) + ".neurons", np.arange(post.n_neurons), post.n_neurons)
    _write(context, connection, name, source, target, weights / gain[:, np.newaxis])


def _gain(context: Context, ensemble: Any) -> Array:
    """By what the file multiplies currents into the neurons of an ensemble (n)."""
    gain = np.asarray(context.model.params[ensemble].gain, dtype=np.float64)
    return np.ones_like(gain) if has_unit_gain(context, ensemble) else gain


def _times_gain(context: Context, connection: Any, target: _End, weights: Any) -> Any:
    """Weights into neurons whose gain is in their encoders: here they have it, too."""
    post = connection.post_obj
    if not is_a(post, "Neurons") or not has_unit_gain(context, post.ensemble):
        return weights
    if modifies_weights(connection):
        raise Refusal("it learns, and so do full weights (weights=True) into the same neurons")
    gain = np.asarray(context.model.params[post.ensemble].gain, dtype=np.float64)[target.elements]
    weights = np.ones(()) if weights is None else weights
    return gain[:, np.newaxis] * weights if weights.ndim == 2 else gain * weights
