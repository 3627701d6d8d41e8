"""Ensembles become populations."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import is_a, kind, overrides, type_name
from rheobase_export._plan import Array, Refusal
from rheobase_export._yaml import Seconds

MODELS = {
    "LIF": "lif",
    "LIFRate": "lif_rate",
    "RectifiedLinear": "rectified_linear",
    "SpikingRectifiedLinear": "spiking_rectified_linear",
}
SPIKING = ("LIF", "SpikingRectifiedLinear")
_COARSEST_STEP = 30.0  # dt / tau_rc, the bound of the engine's lif
_RELATIVE_ROUNDING = 1e-5  # gains of NengoDL are float32 and computed back from encoders


def model_kind(ensemble: Any) -> str:
    """Nengo's name of the neuron type, one of MODELS; refused if there is no such model."""
    neuron_type = ensemble.neuron_type
    name = kind(neuron_type)
    if name not in MODELS:
        known = ", ".join(MODELS)
        raise Refusal(f"neuron type {type_name(neuron_type)}: only {known} can be exported")
    if overrides(neuron_type, "step", "make_state"):
        raise Refusal(f"neuron type {type_name(neuron_type)} replaces the step of {name}")
    return name


def add_populations(context: Context) -> None:
    """Put every ensemble of the network into the plan, or among its problems."""
    for index, ensemble in enumerate(context.net.all_ensembles):
        try:
            fields = _population(context, ensemble)
        except Refusal as refusal:
            context.plan.refuse(context.what(ensemble, index), str(refusal))
        else:
            context.plan.populations[context.name(ensemble)] = fields


def _population(context: Context, ensemble: Any) -> dict[str, Any]:
    if ensemble.noise is not None:
        raise Refusal(f"noise {ensemble.noise}: noise on an ensemble cannot be exported")
    neuron = ensemble.neuron_type
    nengo_kind = model_kind(ensemble)
    name = context.name(ensemble)
    plan = context.plan
    if nengo_kind == "LIF" and plan.dt > _COARSEST_STEP * neuron.tau_rc:
        raise Refusal(f"tau_rc = {neuron.tau_rc} s is below dt / 30: use a smaller dt")
    gain, encoders = _gain_and_encoders(context, ensemble)
    bias = context.sim.data[ensemble].bias
    fields: dict[str, Any] = {"neurons": ensemble.n_neurons, "model": MODELS[nengo_kind]}
    if nengo_kind in ("LIF", "LIFRate"):
        fields["J_th"] = 1
        fields["tau_rc"] = Seconds(neuron.tau_rc)
        fields["tau_ref"] = Seconds(neuron.tau_ref)
    if nengo_kind == "LIF":
        fields["min_voltage"] = float(neuron.min_voltage)
    fields["amplitude"] = float(neuron.amplitude)
    fields["gain"] = plan.per_neuron(f"{name}.gain", gain)
    fields["bias"] = plan.per_neuron(f"{name}.bias", bias)
    initial = _initial(context, ensemble, nengo_kind)
    if initial:
        fields["initial"] = initial
    if nengo_kind == "LIF" and neuron.tau_ref < plan.dt:
        # One spike a step at most, as Nengo: the exact sub-step would find more.
        fields["within_step"] = "nengo"
    if encoders is not None:
        fields["dimensions"] = ensemble.dimensions
        fields["radius"] = float(ensemble.radius)
        fields["encoders"] = plan.value(f"{name}.encoders", encoders)
    return fields


def _targets(context: Context, ensemble: Any) -> tuple[bool, bool]:
    """Whether the ensemble's neurons are driven, and whether its represented value is in use."""
    ends = [connection.post_obj for connection in context.net.all_connections]
    to_neurons = any(is_a(end, "Neurons") and end.ensemble is ensemble for end in ends)
    probed = [probe.obj for probe in context.net.all_probes if probe.attr == "input"]
    return to_neurons, any(end is ensemble for end in ends + probed)


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
    return gain, encoders if to_value else None


def _initial(context: Context, ensemble: Any, nengo_kind: str) -> dict[str, Any]:
    """The states before the first step."""
    if nengo_kind not in SPIKING:
        return {}
    signals = context.model.sig[ensemble.neurons]
    voltage = np.asarray(signals["voltage"].initial_value, dtype=np.float64)
    allowed = (voltage < 1) & ((voltage >= 0) | (nengo_kind == "LIF"))
    if not np.all(allowed):
        first = np.flatnonzero(~allowed)[0]
        bounds = "below the threshold 1" if nengo_kind == "LIF" else "in [0, 1)"
        raise Refusal(f"initial voltage of neuron {first} is {voltage[first]}: it must be {bounds}")
    if nengo_kind == "LIF" and np.any(signals["refractory_time"].initial_value != 0):
        raise Refusal("its initial refractory times are not 0, which the file cannot express")
    name = f"{context.name(ensemble)}.initial_voltage"
    return {"voltage": context.plan.per_neuron(name, voltage)}


def population_notes(context: Context) -> list[str]:
    """Remarks on populations for the head of the file."""
    return [
        f"{name}: within_step is nengo: with tau_ref < dt Nengo emits one spike a step at most."
        for name, fields in context.plan.populations.items()
        if "within_step" in fields
    ]
