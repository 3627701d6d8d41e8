"""What a connection puts out at the end of a step, y[n], which its target sees a step later.

A probe of a connection shows it, and learning rules read neurons through filters of this kind. In
the file a node beside the network shows it: with A, B, C, D of the filter's step,

    X[n] = A X[n - 1] + B u[n],    y[n] = C A X[n - 1] + (C B) u[n]    if D = 0,
                                   y[n] = C X[n - 1] + D u[n]          otherwise,

what X[n - 1] contributes is a filter of its own, whose output arrives a step later, and what u[n]
contributes arrives without a synapse.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import kind
from rheobase_export._plan import Array, Refusal
from rheobase_export._synapses import synapse
from rheobase_export._yaml import Word

_HIGHEST_ORDER = 64  # of the engine's linear_filter


def add_output(context: Context, name: str, source: Any, weights: Array, filtered_by: Any) -> None:
    """Add a node ``name`` that shows ``weights`` (n_to, n_from) times ``source`` after a synapse.

    source       an end of a connection, as in the file
    weights      (n_to, n_from), or the diagonal (n)
    filtered_by  the Nengo synapse, or None
    """
    context.plan.nodes[name] = {"size": len(weights)}
    direct, den, num = _parts(filtered_by, context.plan.dt)
    if direct != 0:
        _add(context, f"{name}_now", source, name, direct * weights, "none")
    if np.any(num != 0):
        past = {"num": num.tolist(), "den": den.tolist(), "discrete": Word("true")}
        _add(context, f"{name}_past", source, name, weights, {"linear_filter": past})


def add_connection(context: Context, name: str, source: Any, weights: Array, by: Any) -> None:
    """Add a node ``name`` and a connection to it; ``by``: the synapse, as in the file."""
    context.plan.nodes[name] = {"size": len(weights)}
    _add(context, f"{name}_delayed", source, name, weights, by)


def _add(context: Context, name: str, source: Any, to: str, weights: Array, by: Any) -> None:
    own = context.object_names.give(name, "")
    values = context.plan.value(f"{own}.weights", weights)
    context.plan.connections[own] = {"from": source, "to": to, "weights": values, "synapse": by}


def _parts(filtered_by: Any, dt: float) -> tuple[float, Array, Array]:
    """What y[n] takes of u[n]; and den, num in z of the filter that gives what is older."""
    nothing = np.zeros(1)
    if filtered_by is None:
        return 1.0, nothing, nothing
    synapse(filtered_by)  # refuses those that are not known
    if kind(filtered_by) == "Triangle":
        taps = int(np.round(filtered_by.t / dt)) + 1
        h = 2.0 * np.arange(taps, 0, -1) / (taps * (taps + 1))
        return float(h[0]), np.eye(1, taps)[0], h[1:] if taps > 1 else nothing
    A, B, C, D = (np.asarray(part, dtype=np.float64) for part in filtered_by._get_ss(dt))
    if A.size == 0:
        return float(D.item()), nothing, nothing
    if len(A) > _HIGHEST_ORDER:
        raise Refusal(f"synapse of order {len(A)}: at most {_HIGHEST_ORDER}")
    if np.all(D == 0):
        D, C = C @ B, C @ A
    den = _characteristic(A)
    response, state = np.empty(len(A)), B
    for k in range(len(A)):  # C A^k B
        response[k] = (C @ state).item()
        state = A @ state
    return float(D.item()), den, np.convolve(den, response)[: len(A)]


def _characteristic(A: Array) -> Array:
    """Coefficients of det(z I - A), highest power first (Faddeev and LeVerrier)."""
    coefficients = np.ones(len(A) + 1)
    M = np.eye(len(A))
    for k in range(1, len(A) + 1):
        product = A @ M
        coefficients[k] = -np.trace(product) / k
        M = product + coefficients[k] * np.eye(len(A))
    return coefficients
