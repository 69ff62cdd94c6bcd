"""What an equation takes besides its operands: constants for its assertion, and what it works out for its message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fundqa import expr
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft
from fundqa.model import Fact, Rule
from fundqa.units import UNITS


def constants(given: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The operands that are constants, {value: …}, as text."""
    return {
        name: str(spec["value"]) for name, spec in given.items() if isinstance(spec, dict) and set(spec) == {"value"}
    }


def with_constants(text: str, given: Mapping[str, Mapping[str, object]]) -> str:
    """An assertion with its constants in place of their names."""
    for name, value in constants(given).items():
        text = re.sub(rf"\b{re.escape(name)}\b", value, text)
    return text


def shown(params: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a rule has worked out for its message: names and expressions."""
    entry = params.get("show")
    return [(str(name), str(text)) for name, text in entry.items()] if isinstance(entry, dict) else []


def worked_out(rule: Rule, draft: Draft, names: Sequence[str]) -> dict[str, str]:
    """The results of what a rule has worked out, in whole 元, as of money per head."""
    facts = [e.item for e in draft.evidence if e.role in ("anchor", "operand") and isinstance(e.item, Fact)]
    exact = {name: fact.quantity.value for name, fact in zip(names, facts, strict=False)}
    found = {}
    for name, text in shown(rule.params):
        side = expr.parse_side(text)
        if set(side.names) <= set(exact):
            try:
                found[name] = verdicts.show(side.at(exact), UNITS["元"], 0)
            except ZeroDivisionError:
                continue
    return found
