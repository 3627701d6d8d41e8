"""Probes of nodes, neurons, decoded values, connections and learning rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._connections import learned_output, source_of
from rheobase_export._context import Context, endpoint, ensemble_of, indices, slice_text
from rheobase_export._kinds import is_a, kind
from rheobase_export._learning import ACTIVITIES, modifies_weights, rule_name
from rheobase_export._names import probe_names
from rheobase_export._neurons import MODELS, WRAPPERS, model_kind
from rheobase_export._outputs import add_connection, add_output
from rheobase_export._plan import Plan, Refusal
from rheobase_export._synapses import synapse
from rheobase_export._weights import is_decoded, is_direct, weights_of, without_repeats
from rheobase_export._yaml import Seconds


def add_probes(context: Context) -> None:
    """Put every probe of the network into the plan, or among its problems."""
    names = probe_names()
    for index, probe in enumerate(context.net.all_probes):
        name = names.give(probe.label, f"probe_{index}")
        try:
            every = _every(context.plan, probe.sample_every)
            fields = _probe(context, probe, name)
            if every is not None:
                fields["every"] = every
            context.plan.probes[name] = fields
        except Refusal as refusal:
            context.plan.refuse(context.what(probe, index), str(refusal))


def _probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    if is_a(probe.obj, "Node"):
        if probe.attr != "output":
            raise Refusal(f"it shows '{probe.attr}' of a node: only 'output' can be exported")
        return _value_probe(context, probe, probe.obj.size_out)
    if is_a(probe.obj, "Neurons"):
        return _neuron_probe(context, probe)
    if is_a(probe.obj, "Ensemble"):
        return _ensemble_probe(context, probe, name)
    if is_a(probe.obj, "Connection"):
        return _connection_probe(context, probe, name)
    if is_a(probe.obj, "LearningRule"):
        return _rule_probe(context, probe, name)
    raise Refusal(f"it shows '{probe.attr}' of a {kind(probe.obj)}")


def _value_probe(context: Context, probe: Any, size: int) -> dict[str, Any]:
    """A probe of a node, or of the value that comes into an ensemble."""
    selected = indices(slice(None) if probe.slice is None else probe.slice, size)
    fields = {"of": endpoint(context.name(probe.obj), selected, size), "record": "value"}
    if probe.synapse is not None:
        fields["synapse"] = synapse(probe.synapse)
    return fields


def _ensemble_probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    ensemble = probe.obj
    if probe.attr == "input" or (is_direct(ensemble) and probe.attr == "decoded_output"):
        return _value_probe(context, probe, ensemble.size_in)
    if probe.attr == "scaled_encoders" and not is_direct(ensemble):
        if probe.slice is not None or probe.synapse is not None:
            raise Refusal("it shows part of the scaled encoders, or filters them: probe all")
        return {"of": context.name(ensemble), "record": "scaled_encoders"}
    if probe.attr != "decoded_output":
        raise Refusal(f"it shows '{probe.attr}' of an ensemble")
    return _decoded_probe(context, probe, name)


def _decoded_probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    """A value decoded for the probe: a node beside it receives what the probe shows.

    Nengo, too, makes a connection for it, with decoders of its own: in step n it shows what the
    filter held at the end of step n - 1, as any target of a connection sees it.
    """
    hidden = context.hidden.get(id(probe))
    weights = None if hidden is None else weights_of(context, hidden)
    if weights is None or weights.ndim != 2:
        raise Refusal("its decoders are not in the simulator")
    own = context.object_names.give(f"{name.replace('.', '_')}_decoded", "")
    context.plan.nodes[own] = {"size": len(weights)}
    connection = context.object_names.give(f"{context.name(probe.obj)}_to_{own}", "")
    context.plan.connections[connection] = {
        "from": f"{context.name(probe.obj)}.neurons",
        "to": own,
        "weights": context.plan.value(f"{connection}.weights", weights),
        "synapse": synapse(probe.synapse),
    }
    return {"of": own, "record": "value"}


def _connection_probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    """What comes in, the weights, or what has passed weights and synapse.

    The last is y[n], a step before the target of the connection sees it.
    """
    if probe.attr == "input":
        return _connection_input(context, probe)
    if probe.attr == "weights" and probe.synapse is not None:
        raise Refusal("it filters the weights: probe them without a synapse")
    if probe.attr == "weights" and not modifies_weights(probe.obj):
        return _constant_weights(context, probe, name)
    fields: dict[str, Any] = {"of": context.names[id(probe.obj)], "record": "weights"}
    if probe.attr == "output":
        # A filter of the probe reads what the target reads: y[n - 1] in step n.
        now = probe.synapse is None
        fields = {"of": _connection_output(context, probe.obj, name, now), "record": "value"}
    if probe.synapse is not None:
        fields["synapse"] = synapse(probe.synapse)
    return fields


def _connection_output(context: Context, connection: Any, name: str, now: bool) -> str:
    """A node beside the network that shows what a connection puts out; returns its name.

    now  show y[n] in step n, not y[n - 1]
    """
    own = context.object_names.give(f"{name.replace('.', '_')}_output", "")
    start = source_of(context, connection)
    source = endpoint(start.name, start.elements, start.size)
    weights = weights_of(context, connection)
    if modifies_weights(connection):
        source, weights = learned_output(context, connection), np.ones(connection.size_out)
    elif weights is None or weights.ndim == 0:
        weights = np.full(len(start.elements), 1.0 if weights is None else float(weights))
    if not isinstance(source, str):
        rows = np.arange(len(weights))
        elements, _, weights = without_repeats(start.elements, rows, weights)
        source = endpoint(start.name, elements, start.size)
    if now:
        add_output(context, own, source, np.asarray(weights), connection.synapse)
    else:
        add_connection(context, own, source, np.asarray(weights), synapse(connection.synapse))
    return own


def _constant_weights(context: Context, probe: Any, name: str) -> dict[str, Any]:
    """Weights that do not learn: an input beside the network with their values, row after row."""
    weights = weights_of(context, probe.obj)
    values = np.ones(1) if weights is None else np.ravel(weights)
    own = context.object_names.give(f"{name.replace('.', '_')}_weights", "")
    value = context.plan.value(f"{own}.value", values)
    context.plan.inputs[own] = {"constant": value if isinstance(value, list) else {"value": value}}
    return {"of": own, "record": "value"}


def _connection_input(context: Context, probe: Any) -> dict[str, Any]:
    """All that the source of a connection puts out, before its slice and decoders."""
    pre = probe.obj.pre_obj
    of_neurons = is_a(pre, "Neurons") or is_decoded(probe.obj)
    fields = {"of": context.name(pre), "record": "output" if of_neurons else "value"}
    if probe.synapse is not None:
        fields["synapse"] = synapse(probe.synapse)
    return fields


def _rule_probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    """Error and change of a rule, and the activities that it reads."""
    rule = probe.obj
    if probe.slice is not None or probe.synapse is not None:
        raise Refusal(f"it shows part of '{probe.attr}' of a rule, or filters it: probe all of it")
    own = context.names[id(rule.connection)]
    if probe.attr in ("error", "delta"):
        return {"of": f"{own}.{rule_name(rule)}", "record": probe.attr}
    post = rule.connection.post_obj
    if probe.attr == "scaled_encoders":
        return {"of": context.name(post), "record": "scaled_encoders"}
    if probe.attr not in ACTIVITIES:
        raise Refusal(f"it shows '{probe.attr}' of a learning rule, which the file cannot express")
    return _activity_probe(context, probe, name)


def _activity_probe(context: Context, probe: Any, name: str) -> dict[str, Any]:
    """Neurons as a rule sees them, filtered without lag: as a connection would put them out."""
    rule = probe.obj
    attribute = ACTIVITIES[probe.attr]
    end = rule.connection.post_obj if attribute != "pre_synapse" else rule.connection.pre_obj
    ensemble = ensemble_of(end)
    value = getattr(rule.learning_rule_type, attribute)
    elements = indices(slice(None), ensemble.n_neurons)
    if kind(rule.learning_rule_type) == "PES" and is_a(end, "Neurons"):
        elements = indices(rule.connection.pre_slice, ensemble.n_neurons)
    if value is None:
        fields = {"of": context.name(ensemble), "record": "output"}
        part = slice_text(elements, ensemble.n_neurons)
        return fields if part is None else {**fields, "neurons": part}
    own = context.object_names.give(f"{name.replace('.', '_')}_activities", "")
    source = endpoint(context.name(ensemble) + ".neurons", elements, ensemble.n_neurons)
    add_output(context, own, source, np.ones(len(elements)), value)
    return {"of": own, "record": "value"}


def _neuron_probe(context: Context, probe: Any) -> dict[str, Any]:
    ensemble = probe.obj.ensemble
    if is_direct(ensemble):
        raise Refusal("it shows the neurons of an ensemble without neurons (Direct)")
    nengo_kind = model_kind(ensemble.neuron_type)
    model = MODELS[nengo_kind]
    fields: dict[str, Any] = {"of": context.name(ensemble)}
    if probe.attr in ("output", "spikes", "rates"):
        # Wrappers of models with negative rates emit negative spikes, which are no events.
        countable = model.spiking and not (nengo_kind in WRAPPERS and ensemble.neuron_type.negative)
        every_step = _every(context.plan, probe.sample_every) is None
        events = countable and probe.synapse is None and every_step
        fields["record"] = "spikes" if events else "output"
    elif probe.attr == "input" or probe.attr in model.states + model.probes:
        fields["record"] = "current" if probe.attr == "input" else probe.attr
    else:
        raise Refusal(f"it shows '{probe.attr}' of {nengo_kind} neurons")
    if probe.synapse is not None:
        fields["synapse"] = synapse(probe.synapse)
    if probe.slice is not None:
        selected = indices(probe.slice, ensemble.n_neurons)
        if fields["record"] == "spikes":  # rows that name their neuron: no order of columns
            selected = np.unique(selected)
        part = slice_text(selected, ensemble.n_neurons)
        if part is not None:
            fields["neurons"] = part
    return fields


def _every(plan: Plan, sample_every: float | None) -> float | None:
    """The interval between samples, None for every step.

    Nengo samples in the steps n with n modulo (sample_every / dt) < 1, which are the multiples of
    an interval of whole steps, but not of another.
    """
    if sample_every is None:
        return None
    ratio = float(sample_every) / plan.dt
    step = np.arange(1, plan.steps + 1)
    sampled = step % ratio < 1
    steps_between = max(1, round(ratio))
    if not np.array_equal(sampled, step % steps_between == 0):
        raise Refusal(f"its sample_every = {sample_every} s is not a multiple of dt = {plan.dt} s")
    return None if steps_between == 1 else Seconds(steps_between * plan.dt)
