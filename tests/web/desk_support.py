"""A desk in a temporary folder, people to call it, and a runner that is moved by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient

from fundqa.config_desk import DeskConfig
from fundqa.ledger.rows import DESK
from fundqa.ledger.store import Ledger
from fundqa.project import Project, load_project
from fundqa.runs.work import Task
from fundqa.web.access import now
from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, add_user
from fundqa.web.app import Desk, create_app
from fundqa.web.dossiers import Store
from fundqa.web.runner import step

PASSWORD = "correct horse 1"
PEOPLE = {
    "county": (COUNTY, "青澜市青砚县"),
    "other": (COUNTY, "青澜市墨溪县"),
    "reviewer": (REVIEWER, "青澜市"),
    "stranger": (REVIEWER, "紫川市"),
    "admin": (ADMIN, ""),
}
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_FORM = re.compile(r'name="form" value="([^"]+)"')
GOOD = "# 青砚县2022年报告\n\n全年支出520万元，其中甲项支出300万元、乙项支出220万元，合计520万元。\n"
BAD = "# 青砚县2022年报告\n\n全年基金支出520万元，其中：养老支出300万元、医疗支出290万元。\n"


@dataclass
class Caller:
    """Someone at the desk with a browser of their own."""

    client: TestClient
    name: str

    @property
    def csrf(self) -> str:
        """The secret of this person's forms."""
        return _CSRF.search(self.client.get("/account").text)[1]

    def post(self, path: str, **kwargs):
        """Send a form as the page would."""
        data = {"csrf": self.csrf} | kwargs.pop("data", {})
        return self.client.post(path, data=data, follow_redirects=False, **kwargs)

    def get(self, path: str, **kwargs):
        return self.client.get(path, follow_redirects=False, **kwargs)

    def upload(self, *files: tuple[str, bytes], previous: str = ""):
        parts = [("files", file) for file in files]
        return self.post("/dossiers", files=parts, data={"previous": previous})

    def hand_in(self, text: str = BAD, name: str = "报告.md", previous: str = "") -> str:
        """Upload a text as a report; the id of its dossier."""
        answer = self.upload((name, text.encode()), previous=previous)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("/")[2]


@cache
def project() -> Project:
    """The built-in rules, loaded once."""
    return load_project()


class TestDesk:
    """A desk whose people are made when they first call."""

    __test__ = False

    def __init__(self, root: Path, **config: object) -> None:
        (root / "fundqa.toml").write_text('[run]\ninbox = ["in"]\n', "utf-8")
        (root / "in").mkdir()
        ledger = Ledger.open("sqlite:///ledger.db", root)
        self.desk = Desk(root, DeskConfig(**config), project(), "zh", ledger, "rules", workers=0)
        self.app = create_app(self.desk)
        self.store: Store = self.app.state.store
        self.task = Task(project(), "zh", "rules", origin=DESK)
        self._made: set[str] = set()

    def client(self) -> TestClient:
        """A browser without a session."""
        return TestClient(self.app, base_url="http://desk")

    def person(self, name: str) -> int:
        role, place = PEOPLE[name]
        self._made.add(name)
        return add_user(self.desk.ledger.engine, name, name, role, place, PASSWORD, now())

    def sign_in(self, name: str) -> Caller:
        if name not in self._made:
            self.person(name)
        client = self.client()
        answer = sign_in(client, name, PASSWORD)
        assert answer.status_code == 303
        return Caller(client, name)

    def work(self) -> None:
        """Do all that waits."""
        while step(self.store, self.desk.ledger, self.task):
            pass


def sign_in(client: TestClient, name: str, password: str, **data: str):
    """The answer to the form of the sign-in page."""
    form = _FORM.search(client.get("/sign-in").text)[1]
    return client.post(
        "/sign-in", data={"name": name, "password": password, "form": form} | data, follow_redirects=False
    )
