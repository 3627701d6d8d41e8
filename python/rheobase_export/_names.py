"""Names for the objects of a network, and the places where messages find them."""

from __future__ import annotations

import re
from typing import Any


class Names:
    """Gives unique names; a repeated one gets ``_2``, ``_3``, ... appended."""

    def __init__(self, allowed: str) -> None:
        """``allowed``: the characters that stay, as inside a regular expression's brackets."""
        self._other = re.compile(f"[^{allowed}]")
        self._taken: set[str] = set()

    def give(self, label: Any, otherwise: str) -> str:
        """The name for ``label``, or for ``otherwise`` where there is no label."""
        wanted = self._other.sub("_", str(label)) if label not in (None, "") else otherwise
        name, count = wanted, 1
        while name in self._taken:
            count += 1
            name = f"{wanted}_{count}"
        self._taken.add(name)
        return name


def object_names() -> Names:
    """Names of inputs, nodes, populations and connections."""
    return Names(r"A-Za-z0-9_\-")


def probe_names() -> Names:
    """Names of probes, which are names of files."""
    return Names(r"A-Za-z0-9_\-.")


def places(network: Any) -> dict[int, str]:
    """For each object (by id), the path of labels of the network that holds it."""
    found: dict[int, str] = {}

    def visit(net: Any, path: str) -> None:
        for objects in net.objects.values():
            found.update((id(obj), path) for obj in objects)
        for index, child in enumerate(net.networks):
            visit(child, f"{path}/{child.label or f'networks[{index}]'}")

    visit(network, network.label or "the network")
    return found


def labels(network: Any) -> dict[int, str]:
    """For each object (by id), the labels of the subnetworks around it, joined by ``_``."""
    found: dict[int, str] = {}

    def visit(net: Any, prefix: str) -> None:
        for objects in net.objects.values():
            found.update((id(obj), prefix) for obj in objects)
        for child in net.networks:
            visit(child, prefix + (f"{child.label}_" if child.label else ""))

    visit(network, "")
    return found


def with_prefix(prefix: str, label: Any) -> Any:
    """``label`` behind ``prefix``; no label stays none."""
    return None if label in (None, "") else f"{prefix}{label}"
