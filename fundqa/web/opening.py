"""Opening a desk: the project, its ledger, the first administrator."""

from __future__ import annotations

from pathlib import Path

from fundqa.config import load_config
from fundqa.config_desk import DeskConfig
from fundqa.errors import PackError
from fundqa.ledger.store import Ledger
from fundqa.project import load_project
from fundqa.runs.imprint import imprint
from fundqa.web.access import now
from fundqa.web.accounts import ADMIN, Refused, add_user
from fundqa.web.app import Desk
from fundqa.writers.words import from_file


def open_desk(root: Path, lang: str, config: DeskConfig, cores: int) -> Desk:
    """The desk of a project. Raises PackError for whatever is wrong with it."""
    whole = load_config(root)
    ledger = Ledger.open(whole.run.ledger, root)
    folder = root / config.data
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    workers = config.workers or cores
    return Desk(root, config, load_project(root), lang, ledger, imprint(root, whole, ()), workers)


def admin(desk: Desk, name: str, password: str) -> None:
    """Make an administrator. Raises PackError when that cannot be."""
    try:
        add_user(desk.ledger.engine, name, name, ADMIN, "", password, now())
    except Refused as error:
        zh, en = (from_file("web/strings.yml", lang)(f"refused.{error}") for lang in ("zh", "en"))
        raise PackError("no_account", zh, en) from error
