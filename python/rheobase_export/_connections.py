"""Connections between nodes, neurons and represented values, and into learning rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context, End, endpoint, indices
from rheobase_export._few_weights import few_weights, has_few_weights
from rheobase_export._kinds import is_a, kind
from rheobase_export._learning import learning, modifies_weights, rule_name, rule_types
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
    context.sources[id(connection)] = source
    target = _target(context, connection)
    if has_few_weights(context, connection):
        context.plan.connections[name] = {
            "from": endpoint(source.name, source.elements, source.size),
            "to": endpoint(target.name, target.elements, target.size),
            "weights": few_weights(context, connection, name),
            "synapse": synapse(connection.synapse),
        }
        return
    weights = _times_gain(context, connection, target, weights_of(context, connection))
    repeated = len(np.unique(target.elements)) < len(target.elements)
    if modifies_weights(connection) and (repeated or _output_is_probed(context, connection)):
        _add_in_two(context, connection, name, source, target, weights)
        return
    _write(context, connection, name, source, target, weights, synapse(connection.synapse))


def _output_is_probed(context: Context, connection: Any) -> bool:
    return any(probe.attr == "output" for probe in context.probed.get(id(connection), []))


def _add_in_two(
    context: Context, connection: Any, name: str, source: End, target: End, weights: Any
) -> None:
    """The weights lead to a node, the synapse from there to the target.

    What learns keeps its own rows, so that targets named twice are added up behind it; and what it
    puts out can be shown.
    """
    if is_a(connection.post_obj, "Neurons"):
        raise Refusal("it learns into neurons, of which some are named twice or its output probed")
    if any(rule.modifies == "encoders" for rule in rule_types(connection)):
        raise Refusal("it learns weights and encoders, and its output is probed")
    size = len(target.elements)
    middle = context.object_names.give(f"{name}_weighted", "")
    context.weighted[id(connection)] = middle
    context.plan.nodes[middle] = {"size": size}
    own = End(middle, np.arange(size), size)
    _write(context, connection, name, source, own, weights, "none")
    rest = context.object_names.give(f"{middle}_to_{target.name.split('.')[0]}", "")
    fields = _plain(context, rest, own, target, None)
    context.plan.connections[rest] = {**fields, "synapse": synapse(connection.synapse)}


def learned_output(context: Context, connection: Any) -> str:
    """The node with the weighted sums of a connection that learns and whose output is probed."""
    if id(connection) not in context.weighted:
        raise Refusal("it shows the output of weights between neurons that learn")
    return context.weighted[id(connection)]


def source_of(context: Context, connection: Any) -> End:
    """Where a connection starts, before elements that are named twice are put together."""
    if id(connection) not in context.sources:
        raise Refusal("its connection cannot be exported")
    return context.sources[id(connection)]


def _write(
    context: Context, connection: Any, name: str, source: End, target: End, weights: Any, by: Any
) -> None:
    """Write a connection with its rules; ``by``: the synapse, as in the file."""
    fields = _plain(context, name, source, target, weights)
    fields["synapse"] = by
    if connection.learning_rule_type is not None:
        fields["learning"] = learning(connection)
    context.plan.connections[name] = fields


def _plain(
    context: Context, name: str, source: End, target: End, weights: Array | None
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


def _source(context: Context, connection: Any, name: str) -> End:
    pre = connection.pre_obj
    if is_decoded(connection):
        n_pre = pre.n_neurons  # function and slice are in the decoders
        return End(context.name(pre) + ".neurons", np.arange(n_pre), n_pre)
    if connection.function is not None:
        own = add_function_of_time(context, connection, name)
        return End(own, np.arange(connection.size_mid), connection.size_mid)
    suffix = ".neurons" if is_a(pre, "Neurons") else ""
    return End(
        context.name(pre) + suffix, indices(connection.pre_slice, pre.size_out), pre.size_out
    )


def _target(context: Context, connection: Any) -> End:
    post = connection.post_obj
    elements = indices(connection.post_slice, post.size_in)
    if is_a(post, "LearningRule"):
        return _rule_end(context, post, elements)
    name = context.name(post) + (".neurons" if is_a(post, "Neurons") else "")
    return End(name, elements, post.size_in)


def _rule_end(context: Context, rule: Any, elements: Array) -> End:
    """What a rule takes in; where its connection has full weights, an error of the whole value."""
    name = f"{context.names[id(rule.connection)]}.{rule_name(rule)}"
    size = rule.size_in
    if is_full(rule.connection):
        size = rule.connection.post_obj.size_in
        elements = indices(rule.connection.post_slice, size)[elements]
    return End(name, elements, size)


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
    source = End(context.name(pre) + ".neurons", np.arange(pre.n_neurons), pre.n_neurons)
    target = End(context.name(post) + ".neurons", np.arange(post.n_neurons), post.n_neurons)
    context.sources[id(connection)] = source
    weights = weights / gain[:, np.newaxis]
    _write(context, connection, name, source, target, weights, synapse(connection.synapse))


def _gain(context: Context, ensemble: Any) -> Array:
    """By what the file multiplies currents into the neurons of an ensemble (n)."""
    gain = np.asarray(context.model.params[ensemble].gain, dtype=np.float64)
    return np.ones_like(gain) if has_unit_gain(context, ensemble) else gain


def _times_gain(context: Context, connection: Any, target: End, weights: Any) -> Any:
    """Weights into neurons whose gain is in their encoders: here they have it, too."""
    post = connection.post_obj
    if not is_a(post, "Neurons") or not has_unit_gain(context, post.ensemble):
        return weights
    if modifies_weights(connection):
        raise Refusal("it learns, and so do full weights (weights=True) into the same neurons")
    gain = np.asarray(context.model.params[post.ensemble].gain, dtype=np.float64)[target.elements]
    weights = np.ones(()) if weights is None else weights
    return gain[:, np.newaxis] * weights if weights.ndim == 2 else gain * weights
