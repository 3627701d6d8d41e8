"""Ensembles become populations; those without neurons become nodes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import kind, type_name
from rheobase_export._learning import rule_types, uses_encoders
from rheobase_export._neurons import RANDOM, initial, model_fields, model_kind
from rheobase_export._plan import Array, Refusal
from rheobase_export._sampling import sample_process
from rheobase_export._weights import has_unit_gain, is_direct, is_full
from rheobase_export._yaml import Seconds, Word

_RELATIVE_ROUNDING = 1e-5  # gains of NengoDL are float32 and computed back from encoders


def add_populations(context: Context) -> None:
    """Put every ensemble of the network into the plan, or among its problems."""
    for index, ensemble in enumerate(context.net.all_ensembles):
        try:
            if is_direct(ensemble):
                _add_direct(context, ensemble)
            else:
                context.plan.populations[context.name(ensemble)] = _population(context, ensemble)
        except Refusal as refusal:
            context.plan.refuse(context.what(ensemble, index), str(refusal))


def _add_direct(context: Context, ensemble: Any) -> None:
    """An ensemble without neurons passes its value on in the same step, as a node does."""
    name = context.name(ensemble)
    if ensemble.noise is not None:
        raise Refusal("its neuron type is Direct and it has noise: add a node with the noise to it")
    context.plan.nodes[name] = {"size": ensemble.dimensions}
    context.plan.notes.append(f"{name}: an ensemble without neurons (Direct), written as a node.")


def _population(context: Context, ensemble: Any) -> dict[str, Any]:
    neuron = ensemble.neuron_type
    nengo_kind = model_kind(neuron)
    name = context.name(ensemble)
    plan = context.plan
    fields: dict[str, Any] = {"neurons": ensemble.n_neurons, **model_fields(neuron, plan.dt)}
    gain, encoders = _gain_and_encoders(context, ensemble)
    bias = context.sim.data[ensemble].bias
    fields["gain"] = plan.per_neuron(f"{name}.gain", gain)
    fields["bias"] = plan.per_neuron(f"{name}.bias", bias)
    states = initial(context, ensemble)
    if states:
        fields["initial"] = states
    if nengo_kind in ("LIF", "AdaptiveLIF") and neuron.tau_ref < plan.dt:
        # One spike a step at most, as Nengo: the exact sub-step would find more.
        fields["within_step"] = "nengo"
    if nengo_kind in RANDOM:
        plan.notes.append(
            f"{name}: the spikes of {nengo_kind} are drawn at random, here by another generator"
            " than Nengo's: they agree in distribution only."
        )
    if encoders is not None:
        fields["dimensions"] = ensemble.dimensions
        fields["radius"] = float(ensemble.radius)
        fields["encoders"] = plan.value(f"{name}.encoders", encoders)
        fields["normalize_encoders"] = Word("false")  # the simulator's, to the last bit
    if ensemble.noise is not None:
        fields["noise"] = _noise(context, ensemble)
    return fields


def _noise(context: Context, ensemble: Any) -> dict[str, Any]:
    """The currents (steps, neurons) that a process adds in the simulator."""
    plan, name = context.plan, context.name(ensemble)
    signal = context.model.sig[ensemble.neurons]["in"]
    rows = sample_process(context, ensemble.noise, ensemble.n_neurons, signal, "ensemble")
    plan.notes.append(
        f"{name}: its noise, {type_name(ensemble.noise)}, sampled at every step of"
        f" {plan.duration!r} s."
    )
    stored = plan.store(f"{name}.noise", rows)
    return {"array": {**stored, "hold": Seconds(plan.dt), "past_end": "error"}}


def _targets(context: Context, ensemble: Any) -> tuple[bool, bool]:
    """Whether the ensemble's neurons are driven, and whether its represented value is in use."""
    into = context.into.get(id(ensemble), [])
    to_neurons = any(c.post_obj is not ensemble or is_full(c) for c in into)
    to_value = any((c.post_obj is ensemble and not is_full(c)) or uses_encoders(c) for c in into)
    probed = {probe.attr for probe in context.probed.get(id(ensemble), [])}
    to_value = to_value or bool(probed & {"input", "scaled_encoders"})
    return to_neurons, to_value


def _gain_and_encoders(context: Context, ensemble: Any) -> tuple[Array, Array | None]:
    """Gain (n) and encoders (n, dimensions), the latter None where nothing uses them.

    ``sim.data`` computes both back from the scaled encoders, which NengoDL may have trained;
    currents into the neurons keep the gain of the build. Where the two gains differ, the gain of
    the build is the one that acts, and the encoders take up the difference.
    """
    data = context.sim.data[ensemble]
    to_neurons, to_value = _targets(context, ensemble)
    gain = np.asarray(data.gain, dtype=np.float64)
    encoders = np.asarray(data.encoders, dtype=np.float64)
    built = np.asarray(context.model.params[ensemble].gain, dtype=np.float64)
    if to_neurons and not np.allclose(gain, built, rtol=_RELATIVE_ROUNDING, atol=0):
        encoders = encoders * (gain / built)[:, np.newaxis]
        gain = built
        context.plan.notes.append(
            f"{context.name(ensemble)}: training changed the length of the encoders; gain is the"
            " one by which currents into the neurons are multiplied, the encoders hold the rest."
        )
    if has_unit_gain(context, ensemble):
        encoders = encoders * gain[:, np.newaxis]
        gain = _unit_gain(context, ensemble)
    return gain, encoders if to_value else None


def _unit_gain(context: Context, ensemble: Any) -> Array:
    """Gains of 1 (n) for a population whose encoders take up those of the ensemble."""
    name = context.name(ensemble)
    rules = [rule for c in context.into[id(ensemble)] for rule in rule_types(c)]
    if any(kind(rule) == "Voja" for rule in rules):
        raise Refusal("Voja changes its encoders, and full weights (weights=True) into it learn")
    context.plan.notes.append(
        f"{name}: its gain is in its encoders, because full weights (weights=True) into it learn."
    )
    return np.ones(ensemble.n_neurons)


def population_notes(context: Context) -> list[str]:
    """Remarks on populations for the head of the file."""
    return [
        f"{name}: within_step is nengo: with tau_ref < dt Nengo emits one spike a step at most."
        for name, fields in context.plan.populations.items()
        if "within_step" in fields
    ]
