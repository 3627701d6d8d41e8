"""What a connection multiplies by: decoders, transforms, whole weight matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import is_a, kind
from rheobase_export._learning import modifies_weights
from rheobase_export._plan import Array, Refusal

_LARGEST_DENSE = 2**24  # elements of a sparse or convolutional transform written as a matrix


def is_direct(obj: Any) -> bool:
    """Whether ``obj`` is an ensemble without neurons, which passes on its value."""
    return is_a(obj, "Ensemble") and kind(obj.neuron_type) == "Direct"


def is_decoded(connection: Any) -> bool:
    """Whether the connection reads the value that an ensemble's neurons represent."""
    return is_a(connection.pre_obj, "Ensemble") and not is_direct(connection.pre_obj)


def is_full(connection: Any) -> bool:
    """Whether the weights lead from neurons to neurons: solved with ``weights=True``."""
    between = is_decoded(connection) and is_a(connection.post_obj, "Ensemble")
    return between and bool(connection.solver.weights)


def has_unit_gain(context: Context, ensemble: Any) -> bool:
    """Whether the population of an ensemble has gain 1 in the file, and its encoders the gain.

    Full weights act on the currents as they are, whereas the file multiplies what arrives at
    neurons by their gain. Where full weights learn, only a gain of 1 lets them learn as in Nengo.
    """
    return any(
        is_full(connection) and modifies_weights(connection)
        for connection in context.into.get(id(ensemble), [])
    )


def weights_of(context: Context, connection: Any) -> Array | None:
    """Scalar (), diagonal (n) or matrix (n_to, n_from); None for the identity.

    A decoded connection's are (size_out, n_pre): the transform times the simulator's decoders. Full
    weights are (n_post, n_pre), with the encoders, gains and radius of the target in them.
    """
    transform = kind(connection.transform)
    if is_a(connection.transform, "ConvolutionTranspose") or transform == "Convolution":
        return _convolution(context, connection)
    weights = context.sim.data[connection].weights
    if transform == "Sparse":
        _check_size(connection)
        return np.asarray(weights.toarray(), dtype=np.float64)
    if transform not in ("Dense", "NoTransform"):
        raise Refusal(f"its transform is {transform}: it cannot be written as a matrix")
    if weights is None:
        return None
    weights = np.asarray(weights, dtype=np.float64)
    return None if weights.ndim == 0 and weights == 1 else weights


def _check_size(connection: Any) -> None:
    transform = connection.transform
    elements = transform.size_in * transform.size_out
    if elements > _LARGEST_DENSE:
        raise Refusal(
            f"its transform is {kind(transform)} of {transform.size_out} x {transform.size_in}:"
            f" as a matrix it has {elements} elements, more than {_LARGEST_DENSE}"
        )


def _convolution(context: Context, connection: Any) -> Array:
    """The matrix of a convolution: what its operator makes of each unit vector."""
    _check_size(connection)
    kernel = context.model.sig[connection]["weights"]
    operators = [
        op
        for op in context.model.operators
        if kind(op) in ("ConvInc", "ConvTransposeInc") and op.W is kernel
    ]
    if len(operators) != 1:
        raise Refusal(f"its transform is {kind(connection.transform)}, and its operator is gone")
    op = operators[0]
    x, y = np.zeros(connection.transform.size_in), np.zeros(connection.transform.size_out)
    values = np.asarray(context.sim.data[connection].weights, dtype=np.float64)
    step = op.make_step({op.W: values, op.X: x, op.Y: y}, context.plan.dt, np.random)
    matrix = np.empty((len(y), len(x)))
    for column in range(len(x)):
        x[column], y[:] = 1.0, 0.0
        step()
        matrix[:, column] = y
        x[column] = 0.0
    return matrix


def without_repeats(
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
