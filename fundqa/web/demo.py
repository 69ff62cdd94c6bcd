"""A desk to try: an account for each role, and invented reports of two counties, one of them submitted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fundqa.config_desk import DeskConfig
from fundqa.resources import builtin
from fundqa.web.access import now
from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, add_user
from fundqa.web.app import Desk
from fundqa.web.dossiers import Kept, Store
from fundqa.web.opening import open_desk


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration."""

    name: str
    password: str
    role: str
    place: str


PEOPLE = (
    Account("county", "county-demo-1", COUNTY, "青澜市青砚县"),
    Account("county2", "county-demo-2", COUNTY, "青澜市墨溪县"),
    Account("reviewer", "reviewer-demo", REVIEWER, "青澜市"),
    Account("admin", "admin-demo-00", ADMIN, ""),
)


def make(root: Path, lang: str, workers: int = 1) -> Desk:
    """A desk in an empty folder."""
    (root / "fundqa.toml").write_text('[run]\ninbox = ["收件"]\n', "utf-8")
    (root / "收件").mkdir()
    desk = open_desk(root, lang, DeskConfig(), workers)
    ids = {
        person.name: add_user(
            desk.ledger.engine, person.name, person.name, person.role, person.place, person.password, now()
        )
        for person in PEOPLE
    }
    store = Store(desk.ledger.engine, desk.folder)
    for account, path in zip(PEOPLE, examples(), strict=False):
        store.add(ids[account.name], account.place, [Kept(path.name, path.read_bytes())], now())
    return desk


def examples() -> list[Path]:
    """The example reports, where they are there."""
    folder = builtin("examples")
    return sorted(folder.glob("*.docx")) if folder.is_dir() else []
