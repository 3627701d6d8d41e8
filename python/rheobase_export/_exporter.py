"""``export``: the way from a simulator to the two files."""

from __future__ import annotations

import os
import sys
from typing import Any

from rheobase_export._connections import add_connections
from rheobase_export._context import Context
from rheobase_export._kinds import kind
from rheobase_export._nodes import add_nodes
from rheobase_export._plan import ExportError, Plan, step_count
from rheobase_export._populations import add_populations, population_notes
from rheobase_export._probes import add_probes
from rheobase_export._writer import FIRST_LINE, write

VERSION = "0.1.0"


def export(
    sim: Any,
    directory: str | os.PathLike[str],
    *,
    duration: float = 10.0,
    source: str = "",
) -> str:
    """Write the network of a built simulator to network.yaml and parameters.npz.

    sim        nengo.Simulator or nengo_dl.Simulator, built and open; it is not changed
    directory  made if needed; files of an earlier export are replaced
    duration   s, a multiple of dt: the file's duration, and how far functions are sampled
    source     where the network comes from, for the comment at the head of the file

    Returns the path of network.yaml. Raises ExportError with a list of everything that cannot be
    represented; then nothing is written.
    """
    plan = make_plan(sim, duration)
    return write(plan, os.fspath(directory), _head(sim, plan, source))


def make_plan(sim: Any, duration: float) -> Plan:
    """The network of a built simulator as plain data; raises ExportError, see ``export``."""
    if kind(sim) != "Simulator" or getattr(sim, "model", None) is None:
        raise ExportError(f"{sim!r} is not a simulator of Nengo or NengoDL")
    if sim.model.toplevel is None:
        raise ExportError("the simulator was built without a network: there is nothing to read")
    dt = float(sim.model.dt)
    plan = Plan(dt=dt, duration=float(duration), steps=step_count(float(duration), dt))
    context = Context(sim, plan)
    add_nodes(context)
    add_populations(context)
    add_connections(context)
    add_probes(context)
    _refuse_foreign_operators(sim, plan)
    plan.notes += population_notes(context)
    if plan.problems:
        count = len(plan.problems)
        things = "1 object" if count == 1 else f"{count} objects"
        raise ExportError(f"{things} cannot be represented in a network file:", plan.problems)
    return plan


def _refuse_foreign_operators(sim: Any, plan: Plan) -> None:
    """Operators that Nengo does not know compute what no object of the network shows."""
    foreign = sorted({type(op).__name__ for op in sim.model.operators if not kind(op)})
    for name in foreign:
        plan.refuse(f"operator {name}", "the model was built with operators of its own")


def _head(sim: Any, plan: Plan, source: str) -> list[str]:
    """Paragraphs of the comment at the head of the file."""
    package = type(sim).__module__.split(".", 1)[0]
    versions = [
        f"{name} {sys.modules[name].__version__}"
        for name in ("nengo", "nengo_dl")
        if hasattr(sys.modules.get(name), "__version__") and name in {"nengo", package}
    ]
    label = f'the network "{sim.model.toplevel.label}"' if sim.model.toplevel.label else "a network"
    origin = f" of {source}" if source else ""
    neurons = sum(fields["neurons"] for fields in plan.populations.values())
    versions.append(f"rheobase_export {VERSION}")
    return [
        f"{FIRST_LINE} from {label}{origin} by {', '.join(versions)}.",
        (
            f"{len(plan.populations)} populations, {neurons} neurons, {len(plan.connections)}"
            " connections. The arrays are in parameters.npz beside this file."
        ),
        (
            "Run it with `rheo run network.yaml`; `rheo inspect network.yaml` shows the threshold"
            " and the rates of each neuron."
        ),
    ]
