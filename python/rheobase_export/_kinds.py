"""What a Nengo object is, told from its classes' names: nothing of Nengo is imported."""

from __future__ import annotations

from typing import Any

_PACKAGES = ("nengo", "nengo_dl")


def _is_nengo_class(cls: type) -> bool:
    return str(cls.__module__).split(".", 1)[0] in _PACKAGES


def kind(obj: Any) -> str:
    """Name of the first class of ``obj`` that Nengo or NengoDL defines, "" if there is none."""
    for cls in type(obj).__mro__:
        if _is_nengo_class(cls):
            return cls.__name__
    return ""


def is_a(obj: Any, name: str) -> bool:
    """Whether a class called ``name`` of Nengo or NengoDL is among the classes of ``obj``."""
    return any(cls.__name__ == name and _is_nengo_class(cls) for cls in type(obj).__mro__)


def overrides(obj: Any, *methods: str) -> bool:
    """Whether a class of the user, in front of Nengo's own, replaces one of ``methods``."""
    for cls in type(obj).__mro__:
        if _is_nengo_class(cls):
            return False
        if any(method in vars(cls) for method in methods):
            return True
    return False


def type_name(obj: Any) -> str:
    """The name of the object's own class, for messages."""
    return type(obj).__name__
