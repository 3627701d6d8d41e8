"""Transforms of which few entries are there: convolutions by their kernel, others by entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from rheobase_export._context import Context
from rheobase_export._kinds import is_a, kind
from rheobase_export._plan import Refusal
from rheobase_export._weights import has_unit_gain

_MOST_DIMENSIONS = 3  # of the image, in the file


def has_few_weights(context: Context, connection: Any) -> bool:
    """Whether the file has the connection's transform as it is, and not as a full matrix."""
    post = connection.post_obj
    if connection.learning_rule_type is not None:
        return False
    if is_a(post, "Neurons") and has_unit_gain(context, post.ensemble):
        return False  # the gain is multiplied into the matrix
    transform = connection.transform
    if kind(transform) == "Convolution":
        return 1 <= transform.dimensions <= _MOST_DIMENSIONS
    return kind(transform) == "Sparse" and len(_entries(context, connection)[0]) > 0


def few_weights(context: Context, connection: Any, name: str) -> dict[str, Any]:
    """``weights`` of the connection: {convolution: ...} or {sparse: ...}."""
    transform = connection.transform
    if kind(transform) == "Convolution":
        kernel = np.asarray(context.sim.data[connection].weights, dtype=np.float64)
        return {
            "convolution": {
                "kernel": context.plan.store(f"{name}.kernel", kernel),
                "input_shape": list(transform.input_shape.shape),
                "strides": list(transform.strides),
                "padding": transform.padding,
                "groups": transform.groups,
                "channels": "last" if transform.channels_last else "first",
            }
        }
    parts = zip(("rows", "columns", "values"), _entries(context, connection))
    return {"sparse": {key: context.plan.value(f"{name}.{key}", part) for key, part in parts}}


def _entries(context: Context, connection: Any) -> tuple[Any, Any, Any]:
    """Row, column and value of each entry, each (n); a place may stand there twice."""
    weights = context.sim.data[connection].weights
    if hasattr(weights, "tocoo"):  # with SciPy
        entries = weights.tocoo()
        return entries.row, entries.col, entries.data
    if not hasattr(weights, "indices"):
        raise Refusal("its transform is Sparse, and its entries cannot be found")
    rows, columns = np.asarray(weights.indices).reshape(-1, 2).T
    return rows, columns, np.broadcast_to(weights.data, rows.shape)
