"""What a finished run keeps for the next one, so that what lies across files is worked out again only when it changed.

It stands in the ledger beside the run (runs.kept, as JSON). A run that was killed or failed keeps nothing, nor do files
that came by themselves: the run after them works out everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.runs.imprint import across_imprint

if TYPE_CHECKING:
    from fundqa.runs.run import Setup

_WITHOUT_NEWS = ("json",)
"""The formats of outputs that do not say which findings are new since the run before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """across: the imprint of what the outcomes across files rest on besides the files; standing: of that and of the

    waivers in force; still: whether the run found nothing changed, so that no finding was news; answers: what each
    expectation was asked of (a hash) and answered, by its rule's id and name; outputs: the sha256 of each output of the
    run, by format and name below the outputs' folder. Empty: nothing is known.
    """

    across: str = ""
    standing: str = ""
    still: bool = False
    answers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def shown(self, standing: str) -> Mapping[str, Mapping[str, str]]:
        """The outputs that a run of unchanged files need not write again, when that is what it rests on."""
        if standing != self.standing:
            return {}
        return {name: files for name, files in self.outputs.items() if self.still or name in _WITHOUT_NEWS}

    def json(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def kept_in(text: str | None) -> Kept:
    """What a run kept, from its JSON; nothing where there is none, or what another version of fundqa wrote."""
    try:
        return Kept(**json.loads(text or "{}"))
    except (TypeError, ValueError):
        return Kept()


def rests_on(setup: Setup, today: date) -> tuple[str, str]:
    """The imprints `across` and `standing` of a run of today."""
    across = _hash(setup.rules, across_imprint(setup.root), repr(setup.roster))
    waivers = [(waiver, waiver.until is None or waiver.until >= today) for waiver in setup.waivers]
    return across, _hash(across, repr(waivers))


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
