"""network.yaml and parameters.npz from a plan."""

from __future__ import annotations

import os
import textwrap
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from rheobase_export._plan import PARAMETER_FILE, ExportError, Plan
from rheobase_export._yaml import Seconds, block_section, flow, flow_section

NETWORK_FILE = "network.yaml"
FIRST_LINE = "Rheobase network, exported"
_WIDTH = 98
# rheo refuses arrays beyond 64 MiB that unpack to more than 200 times their size.
_MOST_COMPRESSION = 150
_SMALL = 2**26  # bytes


def render(plan: Plan, head: Sequence[str]) -> str:
    """The text of network.yaml; ``head``: paragraphs of its opening comment."""
    lines: list[str] = []
    for paragraph in head:
        lines += [f"# {line}" for line in textwrap.wrap(paragraph, _WIDTH)]
    for note in plan.notes:
        wrapped = textwrap.wrap(note, _WIDTH - 2)
        lines += [f"# {'-' if i == 0 else ' '} {line}" for i, line in enumerate(wrapped)]
    simulation = {"dt": Seconds(plan.dt), "duration": Seconds(plan.duration)}
    lines += ["", f"simulation: {flow(simulation)}"]
    lines += flow_section("inputs", plan.inputs)
    lines += flow_section("nodes", plan.nodes)
    lines += block_section("populations", plan.populations)
    lines += flow_section("connections", plan.connections)
    lines += flow_section("probes", plan.probes)
    return "\n".join(lines) + "\n"


def write(plan: Plan, directory: str, head: Sequence[str]) -> str:
    """Write both files into ``directory``, made if needed; returns the path of network.yaml.

    Files of an earlier export are replaced. Raises ExportError if the directory holds a
    network.yaml that is none, OSError if it cannot be written.
    """
    path = os.path.join(directory, NETWORK_FILE)
    if os.path.exists(path):
        with open(path, encoding="utf-8", errors="replace") as earlier:
            if not earlier.readline().startswith(f"# {FIRST_LINE}"):
                raise ExportError(f"{path} exists and is not an exported network: choose another")
    os.makedirs(directory, exist_ok=True)
    parameters = os.path.join(directory, PARAMETER_FILE)
    if plan.arrays:
        _write_arrays(plan.arrays, parameters + ".new.npz")
        os.replace(parameters + ".new.npz", parameters)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(render(plan, head))
    os.replace(path + ".new", path)
    return path


def _write_arrays(arrays: dict[str, Any], path: str) -> None:
    """Compressed, unless a member would look like one that is to burst its reader."""
    np.savez_compressed(path, **arrays)
    with zipfile.ZipFile(path) as archive:
        ratios = [member.file_size / member.compress_size for member in archive.infolist()]
    if max(ratios) > _MOST_COMPRESSION and sum(a.nbytes for a in arrays.values()) > _SMALL:
        np.savez(path, **arrays)
