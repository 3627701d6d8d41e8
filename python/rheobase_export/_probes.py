"""Probes of nodes and neurons."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context, endpoint, indices, slice_text, synapse
from rheobase_export._kinds import is_a, kind
from rheobase_export._names import probe_names
from rheobase_export._plan import Plan, Refusal
from rheobase_export._populations import SPIKING, model_kind
from rheobase_export._yaml import Seconds

_STATES = {"LIF": ("voltage", "refractory_time"), "SpikingRectifiedLinear": ("voltage",)}


def add_probes(context: Context) -> None:
    """Put every probe of the network into the plan, or among its problems."""
    names = probe_names()
    for index, probe in enumerate(context.net.all_probes):
        name = names.give(probe.label, f"probe_{index}")
        try:
            context.plan.probes[name] = _probe(context, probe)
        except Refusal as refusal:
            context.plan.refuse(context.what(probe, index), str(refusal))


def _probe(context: Context, probe: Any) -> dict[str, Any]:
    every = _every(context.plan, probe.sample_every)
    if is_a(probe.obj, "Node"):
        if probe.attr != "output":
            raise Refusal(f"it shows '{probe.attr}' of a node: only 'output' can be exported")
        fields = _value_probe(context, probe, probe.obj.size_out)
    elif is_a(probe.obj, "Neurons"):
        fields = _neuron_probe(context, probe, every)
    elif is_a(probe.obj, "Ensemble"):
        if probe.attr != "input":
            raise Refusal(
                f"it shows '{probe.attr}' of an ensemble, which the file cannot express: probe"
                " its .neurons, or a node"
            )
        fields = _value_probe(context, probe, probe.obj.size_in)
    else:
        raise Refusal(f"it shows '{probe.attr}' of a {kind(probe.obj)}: probe neurons or nodes")
    if every is not None:
        fields["every"] = every
    return fields


def _value_probe(context: Context, probe: Any, size: int) -> dict[str, Any]:
    """A probe of a node, or of the value that comes into an ensemble."""
    selected = indices(slice(None) if probe.slice is None else probe.slice, size)
    fields = {"of": endpoint(context.name(probe.obj), selected, size), "record": "value"}
    if probe.synapse is not None:
        fields["synapse"] = synapse(probe.synapse)
    return fields


def _neuron_probe(context: Context, probe: Any, every: float | None) -> dict[str, Any]:
    ensemble = probe.obj.ensemble
    nengo_kind = model_kind(ensemble)
    fields: dict[str, Any] = {"of": context.name(ensemble)}
    if probe.attr in ("output", "spikes", "rates"):
        events = nengo_kind in SPIKING and probe.synapse is None and every is None
        fields["record"] = "spikes" if events else "output"
    elif probe.attr == "input" or probe.attr in _STATES.get(nengo_kind, ()):
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
