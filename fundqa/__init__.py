"""fundqa: reads fund and budget performance reports and writes down which of their numbers contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fundqa.engine import check
    from fundqa.model import Fact, Mention, Quantity
    from fundqa.quantity import quantities
    from fundqa.report import Outcome, Report

__all__ = ["Fact", "Mention", "Outcome", "Quantity", "Report", "check", "quantities"]

_HOMES = {
    "check": "fundqa.engine",
    "quantities": "fundqa.quantity",
    "Fact": "fundqa.model",
    "Mention": "fundqa.model",
    "Quantity": "fundqa.model",
    "Outcome": "fundqa.report",
    "Report": "fundqa.report",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import fundqa` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fundqa' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
