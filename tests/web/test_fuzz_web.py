"""Whatever bytes are sent to whichever route, by whoever: an answer, and never one that says the desk fell over."""

from __future__ import annotations

import json
import random
from functools import partial
from urllib.parse import quote, quote_from_bytes

import pytest
from desk_support import BAD, PASSWORD, TestDesk
from fuzzing import budget, damaged, in_time, patient
from hostile import PIECES
from sqlalchemy import event
from test_access import CALLS

from fundqa.web import accounts
from fundqa.web.access import COOKIE, now

ODD = (
    *(piece.encode("utf-8", "surrogatepass") for piece in PIECES), b"", b"\xff\xfe", b"\xed\xa0\x80", b"%", b"%00",
    b"..", b"../../x", b"9" * 400, b"-1", b"9223372036854775808", b"1e9", b"null", b"true", b"a" * 5000,
)  # fmt: skip
NAMES = (
    "fingerprint", "text", "previous", "name", "password", "display", "form", "csrf", "next", "place", "role", "active",
    "reason", "retention", "label", "files", "old", "new", "state", "year", "before", "action", "x",
)  # fmt: skip
DECIDED = ("accepted", "returned", "rejected", "county", "reviewer", "true", "3")
JSONS = (
    '{"fingerprint": "a", "text": "b"}', '{"fingerprint": "\\ud800", "text": "\\udfff\\u0000"}', "[" * 5000, "9" * 5000,
    '{"fingerprint": "\\u0000", "text": "\\u0000"}', '{"text": 1e400}', "NaN", '{"a": {"a": ' * 300, '"\\ud83d"', "",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    desk = TestDesk(tmp_path_factory.mktemp("desk"))
    callers = {role: desk.sign_in(role) for role in ("county", "reviewer", "admin")}
    number = callers["county"].hand_in(BAD + "\n其他支出XX万元。\n")
    desk.work()
    engine = desk.desk.ledger.engine
    _, session = accounts.sign_in(engine, "county", PASSWORD, "here", 1, now())
    token = accounts.new_token(engine, session.person.id, "test", now())
    event.listen(engine, "before_cursor_execute", _as_strict_as_postgresql)
    return desk, callers, number, token


def _as_strict_as_postgresql(_connection, _cursor, statement, parameters, context, _many) -> None:
    """SQLite takes texts with NUL and texts and numbers of any length; the other database does not."""
    for row in parameters if isinstance(parameters, list) else [parameters]:
        for value in row:
            assert not isinstance(value, str) or "\0" not in value, (statement, value)
            assert not isinstance(value, int) or abs(value) < 2**31, (statement, value)
    if context.compiled is None or not (context.isinsert or context.isupdate):
        return
    longest = {name: getattr(bind.type, "length", None) for name, bind in context.compiled.binds.items()}
    for row in context.compiled_parameters:
        for name, value in row.items():
            most = longest.get(name)
            assert not most or not isinstance(value, str) or len(value) <= most, (statement, name, value)


def odd(chance: random.Random) -> bytes:
    return b"".join(chance.choice(ODD) for _ in range(chance.randint(1, 3)))


def answer(chance: random.Random) -> bytes:
    """What is filled into a field: one of its words, or anything."""
    return odd(chance) if chance.randrange(3) else chance.choice(DECIDED).encode()


def address(path: str, number: str, chance: random.Random) -> str:
    """The path of a route with its blanks filled in, and questions nobody asked."""
    while "{" in path:
        before, _, rest = path.partition("{")
        value = number if chance.randrange(2) else quote_from_bytes(odd(chance)[:300], safe="") or "x"
        path = before + value + rest.partition("}")[2]
    asked = "&".join(
        f"{chance.choice(NAMES)}={quote_from_bytes(odd(chance)[:300])}" for _ in range(chance.randrange(3))
    )
    return f"{path}?{asked}" if asked else path


def body(chance: random.Random, prints: list[str], csrf: str) -> tuple[bytes, str]:
    """A body and what it is said to be, right or wrong."""
    kind = chance.randrange(5)
    if kind == 0:
        known = json.dumps({"fingerprint": chance.choice(prints), "text": chance.choice(PIECES)})
        return chance.choice([known, *JSONS]).encode(), "application/json"
    if kind == 1:
        known = [("csrf", csrf), ("fingerprint", chance.choice(prints))] if chance.randrange(4) else []
        fields = [(name, value.encode()) for name, value in known]
        fields += [(name, answer(chance)) for name in chance.sample(NAMES, chance.randint(0, 9))]
        return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, value in fields).encode(), (
            "application/x-www-form-urlencoded"
        )  # fmt: skip
    if kind == 2:
        return multipart(chance, csrf)
    content, said = body(chance, prints, csrf) if kind == 3 else (odd(chance), "application/octet-stream")
    return damaged(content or b"x", chance), chance.choice([said, "application/json", "multipart/form-data", "x", ""])


def multipart(chance: random.Random, csrf: str) -> tuple[bytes, str]:
    """A form with files, whose names may be anything."""
    parts = [b'Content-Disposition: form-data; name="csrf"\r\n\r\n' + csrf.encode()]
    for _ in range(chance.randint(0, 3)):
        name = odd(chance).replace(b"\r", b"").replace(b"\n", b"").replace(b'"', b"%22") + chance.choice(
            [b".md", b".docx", b""]
        )
        field = chance.choice(NAMES).encode() if chance.randrange(2) else b"files"
        parts.append(b'Content-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s' % (field, name, odd(chance)))
    whole = b"".join(b"--X\r\n" + part + b"\r\n" for part in parts) + b"--X--\r\n"
    return (damaged(whole, chance) if chance.randrange(2) else whole), "multipart/form-data; boundary=X"


def headers(chance: random.Random, token: str, csrf: str) -> dict[str, bytes]:
    """Who it is said to be: a token, a damaged one, nonsense, nobody."""
    said: dict[str, bytes] = {}
    plain = odd(chance).translate(None, b"\r\n\0")[:2000]
    choice = chance.randrange(4)
    if choice == 0:
        said["authorization"] = b"Bearer " + token.encode()
    elif choice == 1:
        said["authorization"] = chance.choice([b"Bearer ", b"bearer", b"Basic ", b""]) + plain
    if not chance.randrange(4):
        said["cookie"] = COOKIE.encode() + b"=" + plain
    if chance.randrange(2):
        said["x-csrf-token"] = csrf.encode() if chance.randrange(3) else plain
    if not chance.randrange(4):
        said["accept"] = b"application/json"
    return said


# A form that breaks off leaves its file to be closed when it is forgotten.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@patient
@pytest.mark.parametrize("role", ["county", "reviewer", "admin", "nobody"])
def test_no_route_falls_over_whatever_it_is_sent(served, role):
    desk, callers, number, token = served
    chance = random.Random(role)
    client = callers[role].client if role in callers else desk.client()
    csrf = callers[role].csrf if role in callers else "x"
    prints = [row["fingerprint"] for row in desk.store.findings(number)]
    asked = partial(client.request, follow_redirects=False)
    calls = [(method, route.path) for method, route in CALLS if route.path != "/sign-out"]
    for _ in range(budget(60)):
        method, path = chance.choice(calls)
        content, kind = body(chance, prints, csrf)
        where, said = address(path, number, chance), headers(chance, token, csrf)
        with in_time((method, where)):
            answer = asked(method, where, content=content, headers=said | {"content-type": kind.encode()})
        assert answer.status_code < 500, (method, where, said, content)


@pytest.mark.parametrize(
    "sent",
    [b'{"fingerprint": "a", "text": ["\\ud800"]}', b"\xf0\x9f", b'{"fingerprint": "\\ud800", "text": "\\udfff"}', b"["],
)
def test_what_is_no_text_is_refused_without_being_quoted(served, sent):
    desk, _, number, token = served
    headers_ = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = desk.client().post(f"/api/v1/dossiers/{number}/explanations", content=sent, headers=headers_)
    assert answer.status_code in (400, 404, 422)
    assert "input" not in answer.text


@pytest.mark.parametrize("number", ["9223372036854775808", "2147483648", "-1", "9" * 5000])
def test_a_number_that_no_database_looks_for_is_none(served, number):
    _, callers, own, _ = served
    assert callers["county"].get(f"/dossiers/{own}/original/{number}").status_code == 422
    assert callers["admin"].get(f"/admin/audit?before={number}").status_code == 422
    assert callers["county"].post(f"/account/tokens/{number}").status_code == 422


def test_an_address_with_nul_leads_nowhere(served):
    _, callers, _, _ = served
    assert callers["county"].get("/dossiers/%00").status_code == 404
