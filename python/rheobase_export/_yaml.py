"""Writing the few forms of YAML that a network file needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*\Z")
_RESERVED = {"null", "true", "false", "yes", "no", "on", "off"}


class Seconds(float):
    """A time, written with its unit."""


class Word(str):
    """A reserved word that is meant as such: ``true``."""


class Quoted(str):
    """Text that is always quoted, such as a slice."""


def number(value: float) -> str:
    """The shortest form that reads back as the same double."""
    if value == float("-inf"):
        return "-.inf"
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def text(value: str) -> str:
    """A string, quoted where a plain one would read as something else."""
    if isinstance(value, Word):
        return str(value)
    if not isinstance(value, Quoted) and _PLAIN.match(value) and value.lower() not in _RESERVED:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(value: Any) -> str:
    """``value`` on one line: numbers, strings, lists ``[a, b]`` and maps ``{a: 1, b: 2}``."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Seconds):
        return f"{number(value)} s"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{text(k)}: {flow(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(flow(item) for item in value) + "]"


def flow_section(name: str, items: Mapping[str, Any]) -> list[str]:
    """A section with one line an object, their maps aligned."""
    if not items:
        return []
    width = max(len(text(key)) for key in items) + 1
    lines = [f"  {text(key) + ':':<{width}} {flow(value)}" for key, value in items.items()]
    return ["", f"{name}:"] + lines


def block_section(name: str, items: Mapping[str, dict[str, Any]]) -> list[str]:
    """A section with one line for each key of each object."""
    if not items:
        return []
    lines = ["", f"{name}:"]
    for key, fields in items.items():
        lines.append(f"  {text(key)}:")
        lines += [f"    {text(field)}: {flow(value)}" for field, value in fields.items()]
    return lines
