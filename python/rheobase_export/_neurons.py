"""Neuron types: which model of the engine each is, with which parameters and states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import kind, overrides, type_name
from rheobase_export._plan import Refusal
from rheobase_export._yaml import Seconds

_COARSEST_STEP = 30.0  # dt / tau_rc, the bound of the engine's lif


@dataclass(frozen=True)
class Model:
    """The counterpart of a neuron type.

    name        in the file
    parameters  that both have under the same name
    states      that may be given under ``initial``; Nengo and the file call them the same
    probes      further attributes of the neurons that can be recorded
    spiking     whether its output is spikes
    """

    name: str
    parameters: tuple[str, ...]
    states: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    spiking: bool = False


_LIF = ("tau_rc", "tau_ref", "min_voltage", "amplitude")
_LIF_RATE = ("tau_rc", "tau_ref", "amplitude")
_ADAPTING = ("tau_n", "inc_n")
_CLOCK = ("refractory_time",)

MODELS = {
    "LIF": Model("lif", _LIF, ("voltage",), _CLOCK, True),
    "LIFRate": Model("lif_rate", _LIF_RATE),
    "AdaptiveLIF": Model("adaptive_lif", _LIF + _ADAPTING, ("voltage", "adaptation"), _CLOCK, True),
    "AdaptiveLIFRate": Model("adaptive_lif_rate", _LIF_RATE + _ADAPTING, ("adaptation",)),
    "Izhikevich": Model(
        "izhikevich",
        ("tau_recovery", "coupling", "reset_voltage", "reset_recovery"),
        ("voltage", "recovery"),
        (),
        True,
    ),
    "RectifiedLinear": Model("rectified_linear", ("amplitude",)),
    "SpikingRectifiedLinear": Model(
        "spiking_rectified_linear", ("amplitude",), ("voltage",), (), True
    ),
    "Sigmoid": Model("sigmoid", ("tau_ref",)),
    "Tanh": Model("tanh", ("tau_ref",)),
    "RegularSpiking": Model("regular_spiking", ("amplitude",), ("voltage",), (), True),
    "StochasticSpiking": Model("stochastic_spiking", ("amplitude",), (), (), True),
    "PoissonSpiking": Model("poisson_spiking", ("amplitude",), (), (), True),
}
WRAPPERS = ("RegularSpiking", "StochasticSpiking", "PoissonSpiking")
RANDOM = ("StochasticSpiking", "PoissonSpiking")
_TIMES = ("tau_rc", "tau_ref", "tau_n")


def model_kind(neuron_type: Any) -> str:
    """Nengo's name of the neuron type, one of MODELS; refused if there is no such model."""
    name = kind(neuron_type)
    if name not in MODELS:
        known = ", ".join(MODELS)
        raise Refusal(f"neuron type {type_name(neuron_type)}: only {known} can be exported")
    if overrides(neuron_type, "step", "make_state"):
        raise Refusal(f"neuron type {type_name(neuron_type)} replaces the step of {name}")
    return name


def model_fields(neuron_type: Any, dt: float) -> dict[str, Any]:
    """The model and its parameters, as in the file."""
    nengo_kind = model_kind(neuron_type)
    model = MODELS[nengo_kind]
    fields: dict[str, Any] = {"model": model.name}
    if nengo_kind in WRAPPERS:
        base = model_kind(neuron_type.base_type)
        if MODELS[base].spiking or base in WRAPPERS:
            raise Refusal(f"neuron type {nengo_kind} of {base}, which has spikes of its own")
        inner = model_fields(neuron_type.base_type, dt)
        fields["base"] = inner.pop("model")
        if "amplitude" in inner:
            inner["base_amplitude"] = inner.pop("amplitude")
        fields.update(inner)
    if "tau_rc" in model.parameters:
        fields["J_th"] = 1
        if model.spiking and dt > _COARSEST_STEP * neuron_type.tau_rc:
            raise Refusal(f"tau_rc = {neuron_type.tau_rc} s is below dt / 30: use a smaller dt")
    for parameter in model.parameters:
        value = float(getattr(neuron_type, parameter))
        fields[parameter] = Seconds(value) if parameter in _TIMES else value
    return fields


def initial(context: Context, ensemble: Any) -> dict[str, Any]:
    """The states before the first step."""
    nengo_kind = model_kind(ensemble.neuron_type)
    model = MODELS[nengo_kind]
    signals = context.model.sig[ensemble.neurons]
    if "refractory_time" in signals and np.any(signals["refractory_time"].initial_value != 0):
        raise Refusal("its initial refractory times are not 0, which the file cannot express")
    fields = {}
    for state in model.states:
        values = np.asarray(signals[state].initial_value, dtype=np.float64)
        if state == "voltage":
            _check_voltage(nengo_kind, values)
        name = f"{context.name(ensemble)}.initial_{state}"
        fields[state] = context.plan.per_neuron(name, values)
    return fields


def _check_voltage(nengo_kind: str, voltage: Any) -> None:
    if nengo_kind == "Izhikevich":
        return
    leaky = nengo_kind in ("LIF", "AdaptiveLIF")
    allowed = (voltage < 1) & ((voltage >= 0) | leaky)
    if not np.all(allowed):
        first = np.flatnonzero(~allowed)[0]
        bounds = "below the threshold 1" if leaky else "in [0, 1)"
        raise Refusal(f"initial voltage of neuron {first} is {voltage[first]}: it must be {bounds}")
