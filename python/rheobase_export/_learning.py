"""Learning rules of connections."""

from __future__ import annotations

from typing import Any

from rheobase_export._kinds import kind, overrides
from rheobase_export._plan import Refusal
from rheobase_export._synapses import synapse

_SYNAPSES = {
    "PES": ("pre_synapse",),
    "RLS": ("pre_synapse",),
    "BCM": ("pre_synapse", "post_synapse", "theta_synapse"),
    "Oja": ("pre_synapse", "post_synapse"),
    "Voja": ("post_synapse",),
}

# Activities that can be probed, and the filter through which the rule reads them.
ACTIVITIES = {
    "activities": "pre_synapse",
    "pre_filtered": "pre_synapse",
    "post_filtered": "post_synapse",
    "theta": "theta_synapse",
}


def rule_types(connection: Any) -> list[Any]:
    """The types of the rules of a connection, in Nengo's order."""
    rules = connection.learning_rule_type
    if rules is None:
        return []
    if isinstance(rules, dict):
        return list(rules.values())
    return list(rules) if isinstance(rules, (list, tuple)) else [rules]


def modifies_weights(connection: Any) -> bool:
    """Whether a rule changes the weights of the connection (and not the encoders of its target)."""
    return any(rule.modifies != "encoders" for rule in rule_types(connection))


def learning(connection: Any) -> Any:
    """The rules of a connection as in the file: one, or a list."""
    rules = [_rule(rule) for rule in rule_types(connection)]
    return rules[0] if len(rules) == 1 else rules


def _rule(rule: Any) -> dict[str, Any]:
    name = kind(rule)
    if name not in _SYNAPSES or type(rule).__name__ != name or overrides(rule, "modifies"):
        known = ", ".join(_SYNAPSES)
        raise Refusal(f"learning rule {type(rule).__name__}: only {known} can be exported")
    fields: dict[str, Any] = {"learning_rate": float(rule.learning_rate)}
    if name == "Oja":
        fields["beta"] = float(rule.beta)
    for key in _SYNAPSES[name]:
        fields[key] = synapse(getattr(rule, key))
    return {name.lower(): fields}


def rule_name(rule: Any) -> str:
    """A rule behind the name of its connection: ``learning``, or ``learning.k`` of several."""
    types = rule_types(rule.connection)
    if len(types) == 1:
        return "learning"
    return f"learning.{types.index(rule.learning_rule_type)}"


def uses_encoders(connection: Any) -> bool:
    """Whether a rule of the connection reads or changes the encoders of its target."""
    return any(kind(rule) in ("PES", "Voja") for rule in rule_types(connection))
