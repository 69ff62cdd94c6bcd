"""A desk to try: an account for each role, and an invented report of each of two counties."""

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
    Account("county", "county-demo-1", COUNTY, "望川市青砚县"),
    Account("county2", "county-demo-2", COUNTY, "云岭地区禾川县"),
    Account("reviewer", "reviewer-demo", REVIEWER, "望川市"),
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
    for account in PEOPLE:
        for kept in examples(account):
            store.add(ids[account.name], account.place, [kept], now())
    return desk


def examples(account: Account) -> list[Kept]:
    """The example report of a county's account; a generated one where the examples are not installed."""
    if account.role != COUNTY:
        return []
    folder = builtin("examples")
    found = sorted(folder.glob("*.docx")) if folder.is_dir() else []
    own = [path for path in found if path.stem.rstrip("0123456789") in account.place]
    if own:
        return [Kept(path.name, path.read_bytes()) for path in own]
    from fundqa.seeding.generator import generate
    from fundqa.seeding.mutate_files import written

    made = written(generate(PEOPLE.index(account)).document, "docx")
    return [Kept("report.docx", made)]
