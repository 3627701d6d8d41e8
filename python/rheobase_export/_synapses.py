"""Synapses: linear filters, as they stand in the file."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._kinds import kind, overrides
from rheobase_export._plan import Refusal, checked
from rheobase_export._yaml import Seconds, Word

_METHODS = ("zoh", "gbt", "bilinear", "euler", "backward_diff")


def synapse(value: Any) -> Any:
    """A Nengo synapse as in the file: ``none``, ``{lowpass: tau}``, ``{alpha: tau}``,
    ``{triangle: t}`` or ``{linear_filter: {num, den, ...}}``."""
    if value is None:
        return "none"
    name = kind(value)
    if overrides(value, "make_step", "make_state", "_get_ss"):
        raise Refusal(f"synapse {value}: it has a step of its own")
    if name in ("Lowpass", "Alpha") and value.analog and value.method == "zoh":
        return {name.lower(): Seconds(value.tau)}
    if name == "Triangle":
        return {"triangle": Seconds(value.t)}
    if name in ("Lowpass", "Alpha", "LinearFilter"):
        return {"linear_filter": _linear_filter(value)}
    raise Refusal(f"synapse {value}: only linear filters and Triangle can be exported")


def _linear_filter(value: Any) -> dict[str, Any]:
    """Coefficients, highest power first, of s, or of z where the filter is digital."""
    fields: dict[str, Any] = {
        "num": checked(f"numerator of {value}", np.atleast_1d(value.num)).tolist(),
        "den": checked(f"denominator of {value}", np.atleast_1d(value.den)).tolist(),
    }
    if not value.analog:
        fields["discrete"] = Word("true")
    elif value.method not in _METHODS:
        raise Refusal(f"synapse {value}: the discretisation {value.method} cannot be exported")
    elif value.method != "zoh":
        fields["method"] = value.method
    return fields
