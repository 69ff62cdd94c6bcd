"""The manifest of a run: with what it checked, and how much of what it found."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundqa.ledger import load
from fundqa.ledger.rows import EXPECTATION
from fundqa.ledger.tables import FILES, ROSTER
from fundqa.model import Severity
from fundqa.report import Change
from fundqa.runs.imprint import hashes

if TYPE_CHECKING:
    from fundqa.runs.run import Setup

_PACKAGES = ("fundqa", "pandas", "pandera", "SQLAlchemy", "great-expectations", "lxml", "pypdfium2")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run in figures. checked: files that were new or had changed; files: all that stand; unreadable: of those;

    findings: those that stand and nobody accounts for, by severity; changes: of errors and warnings, by what became of
    them since the run before (mended: those no longer there); waived: findings accounted for; due, missing: what the
    roster asks for, and what of it has not come; expectations: how many expectations of the ledger ended as pass, fail,
    open (could not be asked) and not_applicable; versions, packs, settings: what it was done with.
    """

    run: int
    checked: int
    files: int
    unreadable: int
    findings: Mapping[str, int]
    changes: Mapping[str, int]
    waived: int
    due: int
    missing: int
    expectations: Mapping[str, int]
    numbers: int
    agreed: int
    versions: Mapping[str, str]
    packs: Mapping[str, str]
    rules: str
    settings: Mapping[str, object]

    def json(self) -> str:
        """As JSON, indented."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, default=str) + "\n"


def manifest(setup: Setup, run: int, checked: int) -> Manifest:
    """The manifest of a run whose files are all in."""
    engine = setup.ledger.engine
    changed = load.changed(engine)
    files = FILES.c
    with engine.connect() as connection:
        query = select(func.count(), func.count(files.error_code), func.sum(files.numbers), func.sum(files.agreed))
        total, unreadable, numbers, agreed = connection.execute(query.where(files.current)).one()
        due, come = connection.execute(select(func.count(), func.count(ROSTER.c.received)).select_from(ROSTER)).one()
    by_severity: Counter[str] = Counter()
    by_change: Counter[str] = Counter()
    for (severity, change), count in changed.items():
        by_severity[severity] += count
        by_change[change] += count if severity != Severity.INFO else 0
    gone = load.mended(engine, run)
    by_change["mended"] = sum(count for severity, count in gone.items() if severity != Severity.INFO)
    return Manifest(
        run=run,
        checked=checked,
        files=total,
        unreadable=unreadable,
        findings={severity.value: by_severity[severity] for severity in Severity},
        changes={key: by_change[key] for key in (*(change.value for change in Change), "mended")},
        waived=load.waived(engine),
        due=due,
        missing=due - come,
        expectations=load.statuses(engine, EXPECTATION),
        numbers=numbers or 0,
        agreed=agreed or 0,
        versions={"python": platform.python_version()} | _versions(),
        packs=hashes(setup.root),
        rules=setup.rules,
        settings=asdict(setup.run) | {"ledger": _hidden(setup), "urls": len(setup.run.urls)},
    )


def _versions() -> dict[str, str]:
    """The versions of what checked; of what is not installed, none."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _hidden(setup: Setup) -> str:
    """The ledger's URL without its password."""
    return setup.ledger.engine.url.render_as_string(hide_password=True)
